"""Cases are read with their defaults; nothing in them is passed over."""

import pytest

from tests.conformance.case import read_case


def test_what_a_case_does_not_say_has_a_default() -> None:
    case = read_case({"name": "a", "steps": [{"uses": "echo"}], "resources": None})
    assert (case.mode, case.calls, case.cancel_before, case.resources) == ("promote", 1, False, ())
    assert case.git_user == {"name": "Kargo", "email": "no-reply@kargo.io"}


def test_camel_case_fields_are_read() -> None:
    case = read_case({"name": "a", "cancelBefore": True, "gitUser": {"name": "n"}})
    assert case.cancel_before
    assert case.git_user == {"name": "n"}


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="no field 'retries'"):
        read_case({"name": "a", "retries": 1})


def test_python_s_spelling_is_unknown_too() -> None:
    with pytest.raises(ValueError, match="cancel_before"):
        read_case({"name": "a", "cancel_before": True})


def test_an_unknown_mode_is_an_error() -> None:
    with pytest.raises(ValueError, match="mode 'destroy'"):
        read_case({"name": "a", "mode": "destroy"})
