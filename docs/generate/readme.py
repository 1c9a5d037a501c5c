"""The first screen of README.md: what the demo really prints, without what differs from run to run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"(?<=<!-- demo: what `make demo` prints -->\n).*?(?=<!-- /demo -->)", re.DOTALL)
_SHOWN = ("tranship test", "tranship plan -f kargo/ --stage test", "tranship promote -f kargo/ --stage test")
"""The beginnings of the commands whose output is shown."""

_PORT = re.compile(r"127\.0\.0\.1:\d+")
_PROMOTION = re.compile(r"\b(\w+)\.[0-9a-z]{26}\.([0-9a-f]{7})")
_COMMIT = re.compile(r"(?<=@ )[0-9a-f]{7}\b|\b[0-9a-f]{7}(?= \")|(?<=commit )[0-9a-f]{7}\b")
_DURATION = r"(?:\d+\.\d|\d+m \d+|\d+)s"
_STEP_TIME = re.compile(rf"(?<=  ) *{_DURATION}(?=\s)")
_TOTAL_TIME = re.compile(rf"(?<= in ){_DURATION}")
_COMMITS = ("4f1c2d0", "9ab31c7", "c03d5e8", "71be24a")


def readme_page(readme: Path) -> str:
    """The README with what the demo prints now."""
    return _BLOCK.sub(lambda _: f"```\n{first_screen(run_demo())}\n```\n", readme.read_text(encoding="utf-8"))


def run_demo() -> str:
    """All that the demo prints where it is no terminal.

    :raises subprocess.CalledProcessError: it fails.
    """
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "examples.demo"]
    finished = subprocess.run(
        command, cwd=_ROOT, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return finished.stdout


def first_screen(printed: str) -> str:
    """The commands that the README shows, with what they print, the same in every run."""
    parts = [part.strip() for part in re.split(r"^(?=\$ |# )", printed, flags=re.MULTILINE)]
    shown = "\n\n".join(part for part in parts if part.startswith(tuple(f"$ {command}" for command in _SHOWN)))
    commits: dict[str, str] = {}
    text = _COMMIT.sub(lambda match: commits.setdefault(match.group(), _COMMITS[len(commits) % 4]), shown)
    text = _STEP_TIME.sub(lambda match: "0.2s".rjust(len(match.group())), _PORT.sub("127.0.0.1:8080", text))
    text = _TOTAL_TIME.sub("0.8s", text)
    return _PROMOTION.sub(r"\1.01k4t7m2b9x3zq8rhv5c6nw0ey.\2", text)
