"""Values of expressions as plain data."""

import math
from typing import Any

import pytest

from tranship.expressions.plain import first_unknown, plain, unknowns_in
from tranship.exprlang import Struct, Unknown
from tranship.exprlang.values import NIL_ARRAY, AnyMap, Pair, StringMap, UInt64
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment, Month
from tranship.promotion.state import State

LATER = Unknown("known after git-push")


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None),
        (True, True),
        (UInt64(3), 3),
        (1.5, 1.5),
        ("a\udcff", "a\ufffd"),
        (b"ab", "YWI="),
        (Duration.parse("1s"), 1000000000),
        (Moment.at(2024, 2, 29), "2024-02-29T00:00:00Z"),
        (Month(2), 2),
        (NIL_ARRAY, None),
        ((1, (2,)), [1, [2]]),
        ([Pair(("a", 1))], [["a", 1]]),
        (StringMap({"a": "b"}), {"a": "b"}),
        (State({"clone": {"commit": "abc"}}), {"clone": {"commit": "abc"}}),
        (Struct("T", {"Name": "x"}, json={"name": "x"}), {"name": "x"}),
        (Struct("T", {"Name": "x"}), {"Name": "x"}),
    ],
)
def test_values_become_what_json_can_hold(value: Any, data: Any) -> None:
    assert plain(value) == data


def test_all_numbers_can_be_made_floats() -> None:
    assert repr(plain({"a": [1, Month(2), 2.5]}, floats=True)) == "{'a': [1.0, 2.0, 2.5]}"


def test_the_result_shares_nothing_with_the_value() -> None:
    value: dict[str, Any] = {"a": [{"b": 1}]}
    data = plain(value)
    data["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}


@pytest.mark.parametrize(
    "value",
    [math.nan, {"a": math.inf}, AnyMap(), {"a": [AnyMap()]}, {1: "a"}],
    ids=["nan", "inf", "map", "deep", "key"],
)
def test_what_json_can_not_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        plain(value)


def test_what_is_unknown_stays_where_it_is() -> None:
    assert plain({"a": [1, LATER]}) == {"a": [1, LATER]}


def test_unknowns_are_found_with_their_places() -> None:
    value = {"a": [1, LATER], "b": {"c": Unknown("x")}, "d": "known"}

    assert list(unknowns_in(value)) == [(("a", 1), LATER), (("b", "c"), Unknown("x"))]
    assert list(unknowns_in(LATER, ("config",))) == [(("config",), LATER)]
    assert first_unknown(value) == LATER
    assert first_unknown({"a": [1]}) is None
