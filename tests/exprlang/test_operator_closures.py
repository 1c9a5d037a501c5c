import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Unknown

LATER = Unknown("later")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("t and i", 3), ("not t or i", 3), ("t or missing.x", True), ("not t and missing.x", False)),
        *(("n ?? i", 3), ("split('a', 'b', 0) ?? i", 3), ("[] ?? i", []), ("0 ?? i", 0)),
        *(("s contains 'ex'", True), ("n contains 'a'", False), ("s startsWith n", False), ("s endsWith 'xt'", True)),
        *(("s matches '^t.*t$'", True), ("s matches p", True), ("n matches p", False)),
        *(("b'ab' matches 'b$'", True), ("s matches n", False), ("1..3", [1, 2, 3]), ("3..1", []), ("f..3", [1, 2, 3])),
        *(("+s", "text"), ("s != 'x'", True), ("i != n", True), ("type('') == 'string'", True)),
    ],
)
def test_operators(source: str, value: object) -> None:
    assert run(source, p="ex") == value


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("n and t", '"and" needs a bool on its left, not nil'),
        ("i or t", '"or" needs a bool on its left, not an int'),
        ("not n", '"not" needs a bool, not nil'),
        ("n ? 1 : 2", "the condition must be a bool, not nil"),
        ("l contains 'a'", "to look into an array write: value in array"),
        ("i matches s", '"matches" needs a string on its left, not an int'),
        ("s matches i", '"matches" needs a string on its right, not an int'),
        ("s matches p", "this is no regular expression of RE2: missing )"),
        ("s..i", "an index or a count must be a number, not a string"),
        ("1..1000000", "the expression makes more than 1,000,000 elements"),
        ("findIndex(l, false) == 1", "there should be ints on both sides of ==, not nil"),
    ],
)
def test_faults(source: str, said: str) -> None:
    assert said in message(source, p="(hunter2")


def test_a_pattern_that_comes_from_a_value_is_not_repeated() -> None:
    assert "hunter2" not in message("s matches p", p="(hunter2")


@pytest.mark.parametrize(
    "source",
    [
        *("x + 1", "1 - x", "x == 1", "x != 1", "x < 1", "not x", "-x", "x ?? 1", "x in l", "1 in x", "x in ['a']"),
        *("x contains 'a'", "s matches x", "x matches 'a'", "x..3", "x ? 1 : 2", "x and t", "x or not t", "x in 1..3"),
        *("{(x): 1}", "l contains x", "x == x", "len(x) == 1"),
    ],
)
def test_what_is_not_known_goes_through(source: str) -> None:
    assert run(source, x=LATER) is LATER


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x and not t", False),
        ("x or t", True),
        ("not t and x", False),
        ("t or x", True),
        ("t ? 1 : x", 1),
        ("[x, 1][1]", 1),
        ("[x] == [1, 2]", False),
        ("{a: x}.b", None),
        ("len([x])", 1),
        ("i ?? x", 3),
    ],
)
def test_what_does_not_depend_on_it_is_known(source: str, value: object) -> None:
    assert run(source, x=LATER) == value


def test_the_first_reason_stays() -> None:
    other = Unknown("even later")
    assert run("x + y", x=LATER, y=other) is LATER
    assert run("y == x", x=LATER, y=other) is other


def test_an_error_behind_what_is_not_known_may_never_happen() -> None:
    assert run("x and missing.y", x=LATER) is LATER
