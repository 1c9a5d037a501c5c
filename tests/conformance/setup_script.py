"""A case's setup: a script for bash that prepares repositories and tells what others need to know of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

SECONDS = 120
"""How long a setup may take."""


class SetupError(Exception):
    """A setup script failed: what it said."""


def run_setup(script: str, *, base: Path, work: Path, git_root: Path, home: Path) -> dict[str, str]:
    """Run the script in ``base``; returns the names and values it wrote to the file ``$VARS``.

    Authors, dates and configuration are fixed, so that commits get the same ids everywhere.

    :raises SetupError: it failed or took too long.
    """
    variables = home / "variables"
    variables.touch()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(home),
        "BASE": str(base),
        "WORK": str(work),
        "GIT_ROOT": str(git_root),
        "VARS": str(variables),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "init.defaultBranch",
        "GIT_CONFIG_VALUE_0": "main",
        "GIT_TERMINAL_PROMPT": "0",
        **{f"GIT_{who}_NAME": "Setup" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "setup@example.com" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_DATE": "2026-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")},
    }
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=base,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SetupError(f"the setup took more than {SECONDS} s") from None
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace").strip()
        raise SetupError(f"the setup failed with exit status {done.returncode}: {said}")
    return dict(_assignments(variables.read_text(encoding="utf-8")))


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        if equals:
            yield name, value
