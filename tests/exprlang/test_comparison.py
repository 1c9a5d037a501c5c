from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Struct, Unknown
from tranship.exprlang.budget import Budget
from tranship.exprlang.comparison import contained, deeply_equal, equal, greater_or_equal, less
from tranship.exprlang.faults import Fault
from tranship.exprlang.values import (
    NIL_ARRAY,
    NIL_STRINGS,
    AnyMap,
    Ints,
    Pair,
    Pairs,
    StringMap,
    Strings,
    UInt8,
)
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment, Month
from tranship.gotypes.zones import fixed_zone

NAN = float("nan")
LATER = Unknown("later")


def same(one: Any, other: Any) -> Any:
    return equal(one, other, Budget(None))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            (1, 1.0),
            (2**53 + 1, float(2**53)),
            ("é", "é"),
            (None, NIL_ARRAY),
            (NIL_ARRAY, NIL_STRINGS),
            ([], NIL_ARRAY),
        ),
        *(([1], [1.0]), ([1], Ints([1])), (Ints([1]), Ints([1])), ([98], b"b"), (["a"], Strings(["a"])), ([], ())),
        *(
            ({"a": 1}, {"a": 1}),
            (Moment(1), Moment(1, 0, fixed_zone("x", 60))),
            (UInt8(1), 1),
            (Duration(1), Duration(1)),
        ),
        *((Pairs([Pair(("a", 1))]), Pairs([Pair(("a", 1))])), (Struct("a", {"b": 1}), Struct("a", {"b": 1}))),
    ],
)
def test_equal(one: Any, other: Any) -> None:
    assert same(one, other) is True
    assert same(other, one) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *((1, True), (1, "1"), (0, None), (NAN, NAN), ([], None), ([True], [1]), ({"a": 1}, {"a": 1.0})),
        *(({"a": []}, {"a": Ints()}), ({}, StringMap()), (Strings(), Ints()), (Pairs(), []), (Pair((1, 2)), [1, 2])),
        *(
            (Month(1), 1),
            (Duration(1), 1),
            ({"a": None}, {"b": None}),
            (Struct("a"), Struct("b")),
            ({"a": NAN}, {"a": NAN}),
        ),
        *((Struct("a", value=1), Struct("a", value=2)), (AnyMap(), {})),
    ],
)
def test_different(one: Any, other: Any) -> None:
    assert same(one, other) is False
    assert same(other, one) is False


def test_what_can_not_be_known_decides_only_where_nothing_else_does() -> None:
    assert same([1, LATER], [2, 3]) is False
    assert same([1, LATER], [1, 3]) is LATER
    assert same({"a": LATER}, {"a": 1}) is LATER
    assert contained(1, [LATER, 1], Budget(None)) is True
    assert contained(2, [LATER, 1], Budget(None)) is LATER


def test_deep_equality_is_of_types_too() -> None:
    assert deeply_equal(UInt8(1), 1, Budget(None)) is False
    assert deeply_equal(Moment(1), Moment(1, 0, fixed_zone("x", 60)), Budget(None)) is False


def test_deeply_nested_values_can_be_compared() -> None:
    one: Any = 1
    other: Any = 1
    for _ in range(3000):
        one, other = [one], [other]
    assert same(one, other) is True
    for _ in range(10_000):
        one, other = [one], [other]
    with pytest.raises(Fault, match="more than 10,000 levels"):
        same(one, other)


@given(st.binary(max_size=4), st.binary(max_size=4))
def test_texts_are_ordered_by_their_bytes(one: bytes, other: bytes) -> None:
    left, right = (data.decode("utf-8", "surrogateescape") for data in (one, other))
    assert less(left, right) == (one < other)
    assert greater_or_equal(left, right) == (one >= other)


@pytest.mark.parametrize(
    "source", ["1 < f", "'a' < s", "d < d + d", "when <= when", "not (nan < 1)", "not (1 >= nan)", "2 > 1 and 1 >= 1"]
)
def test_order(source: str) -> None:
    assert run(source, d=Duration(1), when=Moment(1), nan=NAN) is True


def test_what_has_no_order() -> None:
    assert message("t < t") == '"<" can\'t be used between a bool and a bool'
    assert message("n >= i") == '">=" can\'t be used between nil and an int'


@pytest.mark.parametrize(
    "source",
    [
        *("1 in l", "1.0 in l", "not ('1' in l)", "'a' in m", "n in {'': 1}", "not (i in n)", "98 in b'abc'"),
        *("1 in groupBy(l, #)", "not (1.0 in groupBy(l, #))", "'b' in toPairs(m)[0] or true"),
    ],
)
def test_membership(source: str) -> None:
    assert run(source) is True


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("i in m", "the keys of this map are strings; an int can't be among them"),
        ("s in s", "to look for a part of a text write: text contains part"),
        ("l in groupBy(l, #)", "an array can't be the key of a map"),
        ("i in t", '"in" needs an array or a map behind it, not a bool'),
    ],
)
def test_what_can_not_be_looked_for(source: str, said: str) -> None:
    assert said in message(source)


def test_structs_have_fields() -> None:
    thing = Struct("thing", {"Name": "x"})
    assert run("'Name' in x and not ('Other' in x)", x=thing) is True
    assert "a field's name is a string" in message("i in x", x=thing)
