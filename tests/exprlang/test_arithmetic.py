import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Unknown
from tranship.exprlang.arithmetic import a, add, divide, modulo, multiply, negate, quotient, subtract
from tranship.exprlang.budget import Budget
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.values import UInt8, UInt64
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment

integers = st.integers(-(2**63), 2**63 - 1)


@given(integers, integers)
def test_integers_wrap_at_64_bits(one: int, other: int) -> None:
    for source, exact in (("x + y", one + other), ("x - y", one - other), ("x * y", one * other)):
        value = run(source, x=one, y=other)
        assert type(value) is int
        assert -(2**63) <= value < 2**63
        assert (value - exact) % 2**64 == 0


@given(integers, integers.filter(bool))
def test_the_remainder_has_the_sign_of_the_dividend(one: int, other: int) -> None:
    rest = modulo(one, other)
    assert abs(rest) < abs(other)
    assert (one - rest) % other == 0
    assert rest == 0 or (rest < 0) == (one < 0)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("i / 2", 1.5),
        ("4 / i2", 2.0),
        ("i + f", 4.5),
        ("i ** 2", 9.0),
        ("s + s", "texttext"),
        ("-f", -1.5),
        ("d + d", Duration(2)),
        ("d - d", Duration(0)),
        ("d * 3", Duration(3)),
        ("3 * d", Duration(3)),
        ("d * 1.5", 1.5),
        ("when + d", Moment(5, 1)),
        ("d + when", Moment(5, 1)),
        ("when - d", Moment(4, 999_999_999)),
        ("when - when", Duration(0)),
    ],
)
def test_operations(source: str, value: Any) -> None:
    found = run(source, i2=2, d=Duration(1), when=Moment(5))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [(1.0, 0.0, math.inf), (-1.0, 0.0, -math.inf), (1.0, -0.0, -math.inf), (math.inf, 0.0, math.inf)],
)
def test_division_by_zero_is_infinite(one: float, other: float, result: float) -> None:
    assert quotient(one, other) == result
    assert math.isnan(quotient(0.0, 0.0))


def test_an_integer_can_not_be_divided_by_zero_with_a_remainder() -> None:
    assert message("i % (i - i)") == "an integer can't be divided by zero"


def test_other_integer_types_become_ints() -> None:
    assert add(UInt8(255), UInt8(1), Budget(None)) == 256
    assert add(UInt64(2**64 - 1), 0, Budget(None)) == -1
    assert negate(UInt8(1)) == 255
    assert negate(-(2**63)) == -(2**63)
    assert divide(UInt64(3), 2) == 1.5


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("s + i", '"+" can\'t be used between a string and an int; string() makes a text of a value'),
        ("n + n", '"+" can\'t be used between nil and nil'),
        ("t - i", '"-" can\'t be used between a bool and an int'),
        ("l * i", '"*" can\'t be used between an array and an int'),
        ("m / i", '"/" can\'t be used between a map and an int'),
        ("f % i", '"%" can\'t be used between a float and an int'),
        ("s ** i", '"**" can\'t be used between a string and an int'),
        ("-s", '"-" can\'t be used before a string'),
    ],
)
def test_what_does_not_go_together(source: str, said: str) -> None:
    assert message(source) == said


def test_what_is_not_known_goes_through() -> None:
    unknown = Unknown("later")
    for operation in (subtract, multiply, divide, modulo):
        with pytest.raises(NotKnown) as caught:
            operation(1, unknown)
        assert caught.value.unknown is unknown
    assert negate(unknown) is unknown


def test_types_have_articles() -> None:
    values: tuple[object, ...] = (1, "x", None, [], b"", UInt8(1), Unknown())
    assert [a(value) for value in values] == [
        *("an int", "a string", "nil", "an array", "bytes", "a uint8", "an unknown"),
    ]


def test_texts_are_limited() -> None:
    budget = Budget(None)
    for _ in range(10):
        add("x" * 100_000, "y" * 100_000, budget)
    assert budget.text == 2_000_000
    with pytest.raises(Fault, match="texts that are too long"):
        budget.write(10**9)
