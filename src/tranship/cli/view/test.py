"""Results of tests as people read them: each case in a line; what is not as expected with its place and its step."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from tranship.cli.view.text import took
from tranship.testing.cases import CaseResult
from tranship.testing.judging import Failure
from tranship.testing.runner import Results

_WIDTH = 80
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_PASSED, _FAILED, _REFUSED = ("✓", "green"), ("✗", "red"), ("!", "yellow")


class CaseView:
    """Writes results as they come, below the names of their files."""

    def __init__(self) -> None:
        self._file = ""

    def show(self, result: CaseResult) -> None:
        """Write a result."""
        if result.file != self._file:
            click.echo(click.style(result.file, bold=True), color=colour())
            self._file = result.file
        for line in _lines(result):
            click.echo(line, color=colour())


def colour() -> bool | None:
    """Whether there is colour: not in CI, and where nobody sees it; None leaves it to the terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("CI"):
        return False
    return None if sys.stdout.isatty() else False


def _lines(result: CaseResult) -> Iterator[str]:
    sign, style = _REFUSED if result.refused else _PASSED if result.passed else _FAILED
    room = max(_WIDTH - 14, len(result.name))
    yield f" {click.style(sign, fg=style)} {result.name:<{room}} {took(result.seconds):>8}"
    if result.refused:
        yield from (f"   {line}" for line in result.refused.splitlines())
    for failure in result.failures:
        yield from _failure(failure)


def _failure(failure: Failure) -> Iterator[str]:
    yield f"   {click.style(str(failure.position), bold=True)}: {failure.problem}"
    for line in failure.details:
        yield f"     {click.style(line, fg=_STYLES.get(line[:1]))}" if line else ""
    if failure.step:
        yield f"     {click.style(failure.step, dim=True)}"


def summary(results: Results) -> str:
    """The cases counted, the time, and the coverage."""
    counts = ((results.passed, "passed"), (results.failed, "failed"), (results.refused, "could not be run"))
    parts = ", ".join(f"{count} {word}" for count, word in counts if count) or "0 passed"
    left_out = f" ({results.left_out} left out)" if results.left_out else ""
    return f"{parts}{left_out} in {took(results.seconds)} · {_coverage(results)}"


def _coverage(results: Results) -> str:
    coverage = results.coverage
    if not coverage.steps:
        return "no step was run"
    steps = f"{coverage.run} of {len(coverage.steps)} steps"
    branches = f", {coverage.taken} of {coverage.branches} outcomes of conditions" if coverage.branches else ""
    return f"coverage {coverage.percent:.0f}% ({steps}{branches})"


def gaps(results: Results) -> Iterator[str]:
    """What no case has run, a line for each."""
    for one, what in results.coverage.gaps():
        yield f'{one.place or "(made by tranship)"}: step "{one.alias}" ({one.kind}) {what}'
