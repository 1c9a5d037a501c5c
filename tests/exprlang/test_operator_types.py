import pytest

from tranship.exprlang.operator_types import result_type
from tranship.exprlang.types import (
    ANY,
    ANY_MAP,
    ARRAY,
    BOOL,
    BYTES,
    DURATION,
    FLOAT,
    INT,
    INT64,
    MAP,
    NIL,
    RANGE,
    STRING,
    TIME,
    UNKNOWN,
    Type,
    array_of,
    struct_type,
)


@pytest.mark.parametrize(
    ("left", "operator", "right", "result"),
    [
        (INT, "+", INT64, INT),
        (INT, "+", FLOAT, FLOAT),
        (STRING, "+", STRING, STRING),
        (TIME, "+", DURATION, TIME),
        (DURATION, "+", TIME, TIME),
        (UNKNOWN, "+", STRING, UNKNOWN),
        (ANY, "+", UNKNOWN, UNKNOWN),
        (TIME, "-", TIME, DURATION),
        (TIME, "-", DURATION, TIME),
        (DURATION, "-", DURATION, DURATION),
        (DURATION, "*", FLOAT, DURATION),
        (INT, "*", INT, INT),
        (INT, "/", INT, FLOAT),
        (UNKNOWN, "/", INT, FLOAT),
        (INT, "**", UNKNOWN, FLOAT),
        (INT, "%", INT, INT),
        (INT, "..", UNKNOWN, RANGE),
        (INT, "<", FLOAT, BOOL),
        (TIME, "<", UNKNOWN, BOOL),
        (BOOL, "and", UNKNOWN, BOOL),
        (INT, "==", NIL, BOOL),
        (STRING, "in", MAP, BOOL),
        (INT, "in", ANY_MAP, BOOL),
        (INT, "in", array_of(FLOAT), BOOL),
        (UNKNOWN, "in", STRING, BOOL),
        (STRING, "in", struct_type("s"), BOOL),
        (BYTES, "matches", STRING, BOOL),
        (UNKNOWN, "contains", STRING, BOOL),
        (NIL, "??", INT, INT),
        (INT, "??", NIL, INT),
        (INT, "??", INT, INT),
        (INT, "??", STRING, UNKNOWN),
    ],
)
def test_results(left: Type, operator: str, right: Type, result: Type) -> None:
    assert result_type(operator, left, right) is result


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [
        *((INT, "+", STRING), (TIME, "+", TIME), (NIL, "+", UNKNOWN), (BOOL, "-", INT), (STRING, "*", INT)),
        *((DURATION, "/", INT), (FLOAT, "%", INT), (FLOAT, "..", INT), (BOOL, "<", BOOL), (INT, "and", BOOL)),
        *((INT, "==", STRING), (INT, "in", MAP), (INT, "in", array_of(STRING)), (STRING, "in", STRING)),
        *((INT, "in", NIL), (ARRAY, "contains", STRING), (STRING, "matches", INT), (UNKNOWN, "and", INT)),
    ],
)
def test_refusals_name_the_types(left: Type, operator: str, right: Type) -> None:
    refusal = result_type(operator, left, right)
    assert isinstance(refusal, str)
    assert refusal.startswith(f'"{operator}" can\'t be used between ')


def test_refusals_have_hints() -> None:
    assert "string() makes a text" in str(result_type("+", STRING, INT))
    assert "text contains part" in str(result_type("in", STRING, STRING))
