"""Checks all finished topics against what the reference did: ``python -m tests.conformance.all [--jobs N]``.

The recorded cases are a folder of their own beside the checkout, ``../shared/conformance``; the environment variable
``TRANSHIP_CONFORMANCE`` names another place.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.case_files import CaseText, read_cases
from tests.conformance.clock import asks_for_the_time, without_the_time
from tests.conformance.manifests import read_document
from tests.conformance.pool import run_cases

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Topic:
    """Case files below the folder of cases, as a pattern; ``mode`` picks their cases of that mode only."""

    files: str
    mode: str = ""


TOPICS = (
    Topic("engine/engine-lifecycle.yaml"),
    Topic("engine/engine-skip.yaml"),
    Topic("engine/engine-vars.yaml"),
    Topic("engine/engine-tasks.yaml"),
    Topic("engine/engine-functions.yaml"),
    Topic("wild/*.yaml"),
    Topic("steps/argocd-update.yaml"),
    Topic("steps/argocd-wait.yaml"),
    Topic("steps/compose-output.yaml"),
    Topic("steps/fail.yaml"),
    Topic("steps/git-clear.yaml"),
    Topic("steps/git-clone.yaml"),
    Topic("steps/git-commit.yaml"),
    Topic("steps/git-merge-pr.yaml"),
    Topic("steps/git-open-pr.yaml"),
    Topic("steps/git-push.yaml"),
    Topic("steps/git-tag.yaml"),
    Topic("steps/git-wait-for-pr.yaml"),
    Topic("steps/helm-template.yaml"),
    Topic("steps/helm-update-chart.yaml"),
    Topic("steps/kustomize-build.yaml"),
    Topic("steps/github-push.yaml"),
    Topic("steps/copy.yaml"),
    Topic("steps/delete.yaml"),
    Topic("steps/file-write.yaml"),
    Topic("steps/untar.yaml"),
    Topic("steps/json-parse.yaml"),
    Topic("steps/json-update.yaml"),
    Topic("steps/toml-parse.yaml"),
    Topic("steps/toml-update.yaml"),
    Topic("steps/http.yaml"),
    Topic("steps/http-download.yaml"),
    Topic("steps/oci-download.yaml"),
    Topic("steps/oci-push.yaml"),
    Topic("steps/set-metadata.yaml"),
    Topic("steps/set-freight-alias.yaml"),
    Topic("steps/yaml-merge.yaml"),
    Topic("steps/yaml-parse.yaml"),
    Topic("steps/yaml-update.yaml"),
    Topic("steps/kustomize-set-image.yaml"),
)
"""The topics whose cases all pass, but for those that are CONTRADICTED."""

CONTRADICTED: Mapping[str, str] = {
    "git-merge-pr-github-500-get": "it wants a step ended by its first error, in words that leave it to the retry "
    "policy, whose threshold is three",
    "git-open-pr-github-retry-adopts": "it wants labels that it does not set",
}
"""Cases that nothing can satisfy that satisfies their own words, and why; they are named, and left out."""

CHECKS: dict[str, tuple[str, ...]] = {
    "yaml": ("-m", "tests.conformance.yaml_check", "{cases}/yaml/documents.jsonl"),
    "expr": (
        "{cases}/expr/check_expr.py",
        *("--impl", "tests.conformance.expr_adapter:evaluate", "--error-class", "tranship.errors:TranshipError"),
        *(f"{{cases}}/expr/{name}" for name in ("expr.jsonl", "templates.jsonl", "generated.jsonl.gz")),
    ),
}
"""What has a judge of its own: by name, the arguments for Python, in which ``{cases}`` is the folder of cases."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything; exit status 1 if anything differs, 2 if the cases are not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.all", description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="cases side by side (default: all CPUs)")
    parser.add_argument("--seconds", type=float, default=120, help="the time a case has (default: 120)")
    parser.add_argument("--topic", action="append", default=[], help="check only the topics with this in their name")
    given = parser.parse_args(arguments)
    cases = cases_folder()
    if cases is None:
        print(
            "There are no recorded cases: put them into ../shared/conformance beside this checkout, "
            "or name their folder in TRANSHIP_CONFORMANCE.",
            file=sys.stderr,
        )
        return 2

    def wanted(name: str) -> bool:
        return not given.topic or any(part in name for part in given.topic)

    failed = []
    if topics := [topic for topic in TOPICS if wanted(topic.files)]:
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            if not judge(cases, topics, Path(folder), given.jobs, given.seconds):
                failed.append("cases")
    for name, command in CHECKS.items():
        if wanted(name):
            print(f"{name}:", flush=True)
            full = [sys.executable, *(part.format(cases=cases) for part in command)]
            if subprocess.run(full, cwd=CHECKOUT, check=False).returncode:
                failed.append(name)
    print("conformance: " + (f"{', '.join(failed)} differ from the reference" if failed else "all as the reference"))
    return 1 if failed else 0


def cases_folder() -> Path | None:
    """The folder of the recorded cases, None if it isn't there."""
    named = os.environ.get("TRANSHIP_CONFORMANCE")
    folder = Path(named).resolve() if named else CHECKOUT.parent / "shared" / "conformance"
    return folder if (folder / "compare.py").is_file() else None


def judge(cases: Path, topics: Sequence[Topic], folder: Path, jobs: int, seconds: float) -> bool:
    """Run the cases of ``topics`` and let the judge compare; whether nothing differs. ``folder`` is scratch space."""
    wanted, outcomes = folder / "wanted", folder / "outcomes.jsonl"
    wanted.mkdir()
    picked: list[CaseText] = []
    for topic in topics:
        files = sorted(cases.glob(topic.files))
        if not files:
            raise SystemExit(f"There are no case files {cases / topic.files}.")
        picked += [case for file in files for case in pick(file, topic, wanted)]
    timed = {case.name for case in picked if asks_for_the_time(case.text)}
    with outcomes.open("w", encoding="utf-8") as lines:
        for name, outcome in run_cases(picked, jobs, seconds):
            line = json.dumps({"name": name, "outcome": outcome}, ensure_ascii=False) + "\n"
            lines.write(without_the_time(line) if name in timed else line)
    command = [sys.executable, str(cases / "compare.py"), str(wanted), "--", str(outcomes)]
    return subprocess.run(command, check=False).returncode == 0


def pick(file: Path, topic: Topic, wanted: Path) -> list[CaseText]:
    """The cases of a file that belong to the topic; copies of them and of what is expected go to ``wanted``."""
    found = [case for case in read_cases([file]) if topic.mode in ("", _mode(case))]
    cases = [case for case in found if case.name not in CONTRADICTED]
    for case in found:
        if case.name in CONTRADICTED:
            print(f"left out: {case.name}: {CONTRADICTED[case.name]}", flush=True)
    timed = {case.name: asks_for_the_time(case.text) for case in cases}
    kept = []
    for line in file.with_suffix(".expect.jsonl").read_text(encoding="utf-8").split("\n"):
        name = json.loads(line)["name"] if line else ""
        if name in timed:
            kept.append(without_the_time(line) if timed[name] else line)
    (wanted / file.name).write_text("\n---\n".join(case.text for case in cases), encoding="utf-8")
    (wanted / file.with_suffix(".expect.jsonl").name).write_text("\n".join(kept), encoding="utf-8")
    return cases


def _mode(case: CaseText) -> str:
    """The mode of a case, read from its line alone: the whole document may be large."""
    found = re.search(r"^mode:.*$", case.text, re.MULTILINE)
    return str(read_document(found.group(0))["mode"]) if found else "promote"


if __name__ == "__main__":
    sys.exit(main())
