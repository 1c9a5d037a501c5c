from __future__ import annotations

from typing import Any

import pytest

from tranship.errors import InputError
from tranship.models.base import read_model
from tranship.testing.expected import TextMatch
from tranship.testing.matching import absent, differences, excerpt, mismatches, shown


def said(expected: Any, actual: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(one.path, one.problem) for one in mismatches(expected, actual, "it")]


def text(**given: Any) -> TextMatch:
    return read_model(TextMatch, given)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}], "e": 0}}),
        (1, 1.0),
        (None, None),
        ({"contains": "b"}, "abc"),
        ({"contains": ["a", "c"]}, "abc"),
        ({"contains": {"a": 1}}, [{"a": 1, "b": 2}, {}]),
        ({"lacks": "x"}, "abc"),
        ({"matches": "^a.c$"}, "abc"),
        ({"equals": {"contains": "x"}}, {"contains": "x"}),
        ({"a": {"absent": True}}, {}),
        ({"a": {"absent": False}}, {"a": None}),
        (text(yaml={"images": [{"tag": "1"}]}), "images:\n- tag: '1'\n  name: web\n"),
        (text(json={"a": 1}, contains="a"), '{"a": 1}'),
        (text(absent=True), absent()),
    ],
)
def test_what_is_expected_is_there(expected: Any, actual: Any) -> None:
    assert said(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "path", "problem"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, ("a", "b"), "it.a.b is 2, expected 1"),
        ({"a": 1}, {}, ("a",), "it.a is not there"),
        ({"a": 1}, 7, (), "it is 7, expected a mapping"),
        (True, 1, (), "it is 1, expected true"),
        ([1], [1, 2], (), "it has 2 entries, expected 1"),
        ([1], "1", (), 'it is "1", expected a list'),
        ([{"a": 1}], [{"a": 2}], (0, "a"), "it[0].a is 2, expected 1"),
        ({"contains": ["a", "x"]}, "abc", ("contains", 1), 'it does not contain "x"'),
        ({"lacks": "b"}, "abc", ("lacks",), 'it contains "b"'),
        ({"matches": "^b"}, "abc", ("matches",), 'it does not match "^b"'),
        ({"absent": True}, "abc", ("absent",), "it is there"),
        (text(absent=False), absent(), ("absent",), "it is not there"),
        (text(contains="x"), absent(), (), "it is not there"),
        (text(yaml={"a": 1}), "a: 2", ("yaml", "a"), "it: a is 2, expected 1"),
        (text(json={"a": 1}), "{", ("json",), "it is no JSON"),
    ],
)
def test_what_is_not_says_where_and_how(expected: Any, actual: Any, path: tuple[str | int, ...], problem: str) -> None:
    assert said(expected, actual) == [(path, problem)]


def test_texts_of_several_lines_are_compared_by_their_lines() -> None:
    (one,) = mismatches("a\nb\n", "a\nc\n", "it")
    assert one.problem == "it is not as expected"
    assert one.details == ("--- expected", "+++ actual", "@@ -1,2 +1,2 @@", " a", "-b", "+c")
    assert differences("a\n", "a") == ("- expected 2 characters, + actual 1: they differ in line breaks",)


def test_long_values_are_cut() -> None:
    assert len(shown("x" * 500)) < 250
    assert excerpt("\n".join("x" * 40))[-1] == "… 16 more lines"
    assert excerpt("") == ("(it is empty)",)


def test_a_pattern_that_is_none_is_bad_input() -> None:
    with pytest.raises(InputError, match=r"^matches: the regular expression can't be read$"):
        said({"matches": "("}, "abc")
