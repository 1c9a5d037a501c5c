from __future__ import annotations

import pytest

from tranship.cli.view.errors import show_error
from tranship.errors import CancelledError, InputError, Position, StoreError


def test_bad_input_is_its_message_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_error(InputError("there is no Stage", Position("a.yaml", 3, 5)), debug=False) == 3
    assert capsys.readouterr().err == "a.yaml:3:5: there is no Stage\n"


def test_other_errors_have_codes_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_error(StoreError("the store is full"), debug=False) == 2
    assert show_error(CancelledError("stopped"), debug=False) == 130
    assert show_error(PermissionError(13, "Permission denied", "/root/x"), debug=False) == 2
    assert capsys.readouterr().err == "the store is full\nstopped\n/root/x: Permission denied\n"


def test_a_bug_says_that_it_is_one_and_asks_to_be_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_error(KeyError("x"), debug=False) == 2
    assert capsys.readouterr().err == ("tranship has a bug: KeyError: 'x'\nPlease report it with what --debug shows.\n")


def test_a_traceback_is_shown_only_if_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise InputError("no")
    except InputError as error:
        show_error(error, debug=True)
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback")
    assert shown.endswith("\nno\n")


def test_secrets_are_masked_in_tracebacks_too(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise KeyError("hunter22")
    except KeyError as error:
        show_error(error, debug=True, mask=lambda text: text.replace("hunter22", "***"))
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback (most recent call last):\n")
    assert "KeyError: '***'" in shown
    assert "hunter22" not in shown.replace('KeyError("hunter22")', "")
