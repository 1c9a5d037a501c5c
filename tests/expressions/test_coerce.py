"""What the text of an evaluated template stands for."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.expressions.coerce import coerce


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42.0),
        ("0042", 42.0),
        ("-1.50", -1.5),
        ("1_000", 1000.0),
        (".5", 0.5),
        ("0x1p4", 16.0),
        ("inf", math.inf),
        ("9007199254740993", 9007199254740992.0),
        ("true", True),
        ("T", True),
        ("f", False),
        ("False", False),
        ("null", None),
        (" 42", 42.0),
        ("[1, 2]", [1.0, 2.0]),
        ("[]", []),
        ('{"a": [null, "x"]}', {"a": [None, "x"]}),
    ],
)
def test_a_text_that_reads_as_something_else_is_that(text: str, value: Any) -> None:
    coerced = coerce(text)
    assert coerced == value
    assert type(coerced) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "v1.4.2",
        "1.2.3",
        "0x10",
        "tRUE",
        "nil",
        "None",
        "yes",
        "[1, 2",
        "{a: 1}",
        "NaN%",
        "1e400",
        "-",
        "+",
        "é",
    ],
)
def test_any_other_text_stays_itself(text: str) -> None:
    assert coerce(text) == text


def test_a_tag_that_looks_like_a_number_loses_its_last_zero() -> None:
    assert coerce("1.10") == 1.1


def test_a_commit_id_of_digits_or_with_one_e_becomes_a_number() -> None:
    assert coerce("1234567") == 1234567.0
    assert coerce("12e4567") == "12e4567"
    assert coerce("1e10") == 1e10


def test_double_quotes_around_it_make_it_text_without_them() -> None:
    assert coerce('"1.10"') == "1.10"
    assert coerce('""') == ""
    assert coerce('"a\\n"') == "a\\n"


def test_double_quotes_that_do_not_belong_together_vanish_too() -> None:
    assert coerce('"a" and "b"') == 'a" and "b'


def test_a_single_double_quote_is_text() -> None:
    assert coerce('"') == '"'


@pytest.mark.parametrize(("text", "value"), [("42\n", 42.0), ('"42"\n', "42\n"), ("a\n", "a\n"), ("a\n\n", "a\n\n")])
def test_one_line_break_at_the_end_does_not_count_but_stays_with_text(text: str, value: Any) -> None:
    assert coerce(text) == value


@given(st.floats(allow_nan=False))
def test_every_number_reads_back(number: float) -> None:
    assert coerce(repr(number)) == number


@given(st.text())
def test_text_in_quotes_stays_text(text: str) -> None:
    assert coerce(f'"{text}"') == text
