"""The examples on the page about tests are run as they stand there, by the front door and in several processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "testing.md"
_FILE = re.compile(r"```yaml\n# (kargo/\S+)\n(.*?)```", re.DOTALL)
_SCREEN = re.compile(r"```\n(\$ tranship .*?)\n(.*?)```", re.DOTALL)
_TIME = re.compile(r" +(?:<1s|\d+\.\ds)$| in \S+ (?=·)", re.MULTILINE)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-m", "tranship", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, _TIME.sub("", done.stdout + done.stderr)


def test_the_examples_pass_and_print_what_the_page_shows(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, text in _FILE.findall(page):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    code, printed = run(tmp_path, "test", "--jobs", "2", "kargo/")
    assert code == 0, printed
    assert printed.splitlines()[-1] == "7 passed· coverage 100% (12 of 12 steps, 2 of 2 outcomes of conditions)"
    ((_, shown),) = _SCREEN.findall(page)
    cases = [line for line in _TIME.sub("", shown).splitlines() if line.startswith(" ✓")]
    assert printed.splitlines()[-5:-2] == cases
    assert [one.name for one in tmp_path.iterdir()] == ["kargo"]


def test_a_failure_looks_as_on_the_page(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, text in _FILE.findall(page):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace('"test: 1.4.2"', '"test: 1.4.3"'))
    code, printed = run(tmp_path, "test", "kargo/", "-k", "the tag is written")
    assert code == 1
    shown = page.partition("```\n ✗ ")[2].partition("```")[0]
    assert _TIME.sub("", f" ✗ {shown}") in printed
