from __future__ import annotations

import io
import sys

import pytest

from tranship.cli.view.consoles import NARROWEST, progress_console, result_console


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    """Have both outputs be terminals, from now to the end of the test."""
    for name in ("NO_COLOR", "CI", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())


def test_results_go_to_stdout_and_progress_to_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    assert result_console().file is sys.stdout
    assert progress_console().file is sys.stderr


def test_a_terminal_gets_colour_and_a_live_view(monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    assert progress_console().is_terminal
    assert result_console().color_system == "256"


@pytest.mark.parametrize("name", ["NO_COLOR", "CI"])
def test_ci_and_those_who_want_no_colour_get_plain_lines(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch, **{name: "1"})
    assert not progress_console().is_terminal
    assert result_console().color_system is None


def test_a_pipe_is_80_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert result_console().width == NARROWEST
    assert not progress_console().is_terminal


def test_the_place_of_an_error_and_words_between_colons_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for console, stream in ((result_console, "stdout"), (progress_console, "stderr")):
        output = io.StringIO()
        monkeypatch.setattr(sys, stream, output)
        console().print("stages.yaml:100:48: :rocket: [bold]", markup=False)
        assert output.getvalue() == "stages.yaml:100:48: :rocket: [bold]\n"
