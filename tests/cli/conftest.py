"""The command line on a store of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tranship.cli.main import run

Typed = Callable[..., tuple[int, str, str]]
"""Runs a command: its exit code, and what it wrote to stdout and stderr."""


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Commands whose store is in a temporary folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)

    def type_in(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        written = capsys.readouterr()
        return code, written.out, written.err

    return type_in
