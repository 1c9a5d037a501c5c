from typing import Any

import pytest

from tranship.exprlang import ANY, BOOL, FLOAT, INT, MAP, STRING, Function, Struct, struct_type
from tranship.exprlang.faults import Fault
from tranship.exprlang.signatures import TypeProblem, check_types, check_values, count_words, method_arguments
from tranship.exprlang.types import DURATION, NIL, TIME, UINT8, UNKNOWN, Type, pointer_type
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment

ORIGIN = struct_type("v1.Origin")


def function(*parameters: Type | tuple[Type, ...], optional: int = 0, variadic: bool = False) -> Function:
    return Function("f", lambda *_: None, parameters, optional, variadic, result=BOOL)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (function(STRING), [STRING]),
        (function(STRING), [UNKNOWN]),
        (function(FLOAT), [INT]),
        (function(INT), [UINT8]),
        (function(ANY), [NIL]),
        (function(STRING, ORIGIN, optional=1), [STRING]),
        (function(STRING, (STRING, ORIGIN)), [STRING, ORIGIN]),
        (function(ORIGIN), [pointer_type(ORIGIN, {})]),
        (function(STRING, variadic=True), []),
        (function(STRING, variadic=True), [STRING, STRING]),
    ],
)
def test_types_that_fit(wanted: Function, given: list[Type]) -> None:
    assert check_types(wanted, given) is BOOL


@pytest.mark.parametrize(
    ("wanted", "given", "said", "argument"),
    [
        (function(STRING), [], "f() takes 1 argument, not 0", None),
        (function(STRING, STRING, optional=1), [STRING] * 3, "f() takes 1 to 2 arguments, not 3", None),
        (function(), [INT], "f() takes no arguments, not 1", None),
        (function(STRING, INT, variadic=True), [], "f() takes at least 1 argument, not 0", None),
        (function(STRING), [INT], "f() takes a string, not an int", 0),
        (function(STRING), [NIL], "f() takes a string, not nil", 0),
        (function(STRING, INT), [STRING, STRING], "the second argument of f() must be an int, not a string", 1),
        (function(STRING, (STRING, ORIGIN)), [STRING, INT], "must be a string or an Origin, not an int", 1),
    ],
)
def test_types_that_do_not_fit(wanted: Function, given: list[Type], said: str, argument: int | None) -> None:
    with pytest.raises(TypeProblem) as caught:
        check_types(wanted, given)
    assert said in caught.value.message
    assert caught.value.argument == argument


def test_values_are_checked_at_run_time() -> None:
    check_values(function(STRING, ANY, MAP, ORIGIN, FLOAT), ["a", None, {"x": 1}, Struct("v1.Origin"), 1])
    for wanted, given, said in (
        (STRING, None, "f() takes a string, not nil"),
        (INT, True, "f() takes an int, not a bool"),
        (INT, 1.0, "f() takes an int, not a float"),
        (ORIGIN, Struct("v1.Image"), "f() takes an Origin, not an Image"),
    ):
        with pytest.raises(Fault) as caught:
            check_values(function(wanted), [given])
        assert caught.value.message == said
    with pytest.raises(Fault, match="takes 1 argument, not 2"):
        check_values(function(STRING), ["a", "b"])


@pytest.mark.parametrize(("wanted", "zero"), [(STRING, ""), (INT, 0), (DURATION, Duration(0)), (ORIGIN, None)])
def test_nil_is_the_zero_value_of_a_methods_parameter(wanted: Type, zero: Any) -> None:
    assert method_arguments(function(wanted), [None], known=False) == [zero]


def test_nil_is_no_argument_where_the_method_is_known_before() -> None:
    known = Function("f", lambda *_: None, (TIME,), result=BOOL)
    assert method_arguments(known, [Moment(0)], known=True) == [Moment(0)]
    with pytest.raises(Fault, match="takes a time, not nil"):
        method_arguments(known, [None], known=True)


def test_counts_in_words() -> None:
    assert count_words("f", 1, 1, 2) == "f() takes 1 argument, not 2"
    assert count_words("f", 1, float("inf"), 0) == "f() takes at least 1 argument, not 0"
