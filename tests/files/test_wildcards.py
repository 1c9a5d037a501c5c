"""Wildcards for names, and that they can't be made to take long."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import PathError
from tranship.files import wildcards


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        ("a", ["a"], ["A", "aa", ""]),
        ("*", ["", "a", ".b"], []),
        ("a*", ["a", "ab"], ["ba"]),
        ("*.txt", [".txt", "a.b.txt"], ["txt", "a.txt.gz"]),
        ("a*b*c", ["abc", "aXbXbc"], ["acb"]),
        ("a**b", ["ab", "a/b"], ["a"]),
        ("?", ["ä", "/"], ["", "ab"]),
        ("[a-c]x", ["ax", "cx"], ["dx", "x"]),
        ("[^a-c]", ["d", "A"], ["b", ""]),
        ("[!a]", ["b"], ["a"]),
        ("[a-]", ["a", "-"], ["b"]),
        (r"[\]a]", ["]", "a"], ["\\"]),
        ("[z-a]", [], ["a", "z"]),
        (r"\*", ["*"], ["a"]),
        ("a{b}", ["a{b}"], ["ab"]),
    ],
)
def test_what_fits(pattern: str, fits: list[str], does_not: list[str]) -> None:
    parsed = wildcards.parse(pattern)
    assert [name for name in [*fits, *does_not] if wildcards.matches(parsed, name)] == fits


def test_without_classes_brackets_mean_themselves() -> None:
    parsed = wildcards.parse("[a]*", classes=False)
    assert wildcards.matches(parsed, "[a]b")
    assert not wildcards.matches(parsed, "ab")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("[a", 'the pattern "[a" opens a class with "[" that is not closed; "\\[" is the bracket itself'),
        ("[]", 'the pattern "[]" has an empty class "[]"'),
        ("a\\", 'the pattern "a\\" ends in the middle; write a backslash as two'),
        ("[a\\", 'the pattern "[a\\" ends in the middle; write a backslash as two'),
    ],
)
def test_malformed_patterns(pattern: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        wildcards.parse(pattern)
    assert str(raised.value) == message


@given(st.text("ab*?"), st.text("ab", max_size=12))
def test_agrees_with_regular_expressions(pattern: str, name: str) -> None:
    expression = pattern.replace("*", ".*").replace("?", ".")
    assert wildcards.matches(wildcards.parse(pattern), name) == bool(re.fullmatch(expression, name))


def test_many_stars_take_no_longer_than_pattern_times_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    plain_fits = wildcards.OneOf.fits

    def counting(self: wildcards.OneOf, char: str) -> bool:
        nonlocal asked
        asked += 1
        return plain_fits(self, char)

    monkeypatch.setattr(wildcards.OneOf, "fits", counting)
    parsed = wildcards.parse("*a" * 30 + "b")
    name: Any = "a" * 200
    assert not wildcards.matches(parsed, name)
    assert asked <= 2 * len(parsed) * len(name)
