"""Test files tried out: written to a folder together with a Stage, and run as `tranship test` runs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tranship.cli.bench import open_bench
from tranship.testing.cases import CaseResult, run_case
from tranship.testing.reading import Planned, read_tests

Try = Callable[..., CaseResult]
"""Runs the one case of a test file: the rest of the file, and the steps of the Stage "test" in the project "demo"."""

HEAD = "apiVersion: tranship.io/v1alpha1\nkind: PromotionTest\n"
STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: test, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: web}
    sources: {direct: true}
  promotionTemplate:
    spec:
      steps:
"""
"""The head of a Stage; its steps begin in line 11."""


def write_stage(folder: Path, steps: str) -> None:
    """Write a Stage with these steps."""
    lines = "".join(f"      {line}\n" for line in steps.splitlines())
    (folder / "stage.yaml").write_text(STAGE + lines)


def write_test(folder: Path, rest: str, name: str = "it.test.yaml") -> Path:
    """Write a test file; the ``rest`` begins in line 3."""
    file = folder / name
    file.write_text(HEAD + rest)
    return file


def planned(folder: Path, rest: str) -> list[Planned]:
    """The cases of a test file."""
    return read_tests([str(write_test(folder, rest))])


def tried(folder: Path, rest: str) -> CaseResult:
    """What comes of the one case of a test file."""
    (case,) = planned(folder, rest)
    return run_case(case, open_bench)


def problems(result: CaseResult) -> list[str]:
    """What is not as expected, with the line and column of each expectation."""
    return [f"{one.position.line}:{one.position.column} {one.problem}" for one in result.failures]
