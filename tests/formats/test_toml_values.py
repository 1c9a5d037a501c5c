"""TOML documents as values of the expression language."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.errors import EditError
from tranship.formats.toml_values import decode, values
from tranship.gotypes.moment import Moment
from tranship.gotypes.time_layout import RFC3339_NANO, format_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# nothing\n", {}),
        ("i = 0xFF\nf = 2.0\nb = true\ns = 'x'\n", {"i": 255, "f": 2.0, "b": True, "s": "x"}),
        ("[a]\nb = [1, {c = 2}]\n", {"a": {"b": [1, {"c": 2}]}}),
        ("a = 9223372036854775807\nb = -9223372036854775808\n", {"a": 2**63 - 1, "b": -(2**63)}),
        (
            "t = 10:20:30.50\nd = 2026-01-31\nl = 2026-01-31t10:20:30\ns = [2026-01-31 10:20:30.1]\n",
            {"t": "10:20:30.50", "d": "2026-01-31", "l": "2026-01-31T10:20:30", "s": ["2026-01-31T10:20:30.1"]},
        ),
    ],
)
def test_values(text: str, expected: Any) -> None:
    found = values(text, "a.toml")
    assert repr(found) == repr(expected)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-01-31T10:20:30Z", "2026-01-31T10:20:30Z"),
        ("2026-01-31 10:20:30z", "2026-01-31T10:20:30Z"),
        ("2026-01-31t10:20:30.5+02:00", "2026-01-31T10:20:30.5+02:00"),
        ("2026-01-31T10:20:30.1234567899Z", "2026-01-31T10:20:30.123456789Z"),
    ],
)
def test_times_with_an_offset_are_points_in_time(written: str, shown: str) -> None:
    found = values(f"[a]\nb = [{written}]\n", "a.toml")["a"]["b"][0]
    assert isinstance(found, Moment)
    assert format_time(found, RFC3339_NANO) == shown


def test_integers_have_64_bits() -> None:
    with pytest.raises(EditError, match=r'the integer "a\.0\.b" in a\.toml does not fit into 64 bits'):
        values("a = [{b = 9223372036854775808}]", "a.toml")


@pytest.mark.parametrize("text", ["a = 1\na = 2\n", "a = \n", "\ufeffa = 1", "a = 01", "a = 1\rb = 2", "a = {\nb = 1}"])
def test_what_is_no_toml(text: str) -> None:
    with pytest.raises(EditError, match=r"^conf/a\.toml is no TOML: .* \(at (line \d+, column \d+|end of document)\)$"):
        values(text, "conf/a.toml")


def test_what_nests_too_deep() -> None:
    with pytest.raises(EditError, match=r"a\.toml nests arrays or tables too deep"):
        values("a = " + "[" * 50_000, "a.toml")


def test_a_file_has_to_be_utf8() -> None:
    assert decode("ä".encode(), "a.toml") == "ä"
    with pytest.raises(EditError, match=r"^a\.toml:2: there are bytes that are no UTF-8, which TOML has to be$"):
        decode(b"a = 1\nb = '\xff'", "a.toml")
