import pytest

from tranship.exprlang.types import (
    ANY,
    ARRAY,
    BOOL,
    BYTES,
    DURATION,
    FLOAT,
    INT,
    INT64,
    INTS,
    MAP,
    NIL,
    STRING,
    STRING_MAP,
    STRINGS,
    TIME,
    UNKNOWN,
    ZONE,
    Kind,
    Type,
    array_of,
    comparable,
    described,
    fits,
    pointer_type,
    struct_type,
    target,
)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(INT, INT), (INT, ANY), (STRINGS, ANY), (NIL, ARRAY), (NIL, MAP), (NIL, ANY), (array_of(INT), array_of(STRING))],
)
def test_what_fits(value: Type, wanted: Type) -> None:
    assert fits(value, wanted)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(INT, INT64), (INT, FLOAT), (NIL, INT), (UNKNOWN, INT), (INT, UNKNOWN), (ANY, INT), (STRINGS, ARRAY)],
)
def test_what_does_not_fit(value: Type, wanted: Type) -> None:
    assert not fits(value, wanted)


def test_what_can_be_compared() -> None:
    for left, right in ((INT, FLOAT), (ARRAY, STRINGS), (BYTES, INTS), (UNKNOWN, MAP), (NIL, INT), (TIME, TIME)):
        assert comparable(left, right)
    for left, right in ((INT, STRING), (BOOL, INT), (MAP, STRING_MAP), (DURATION, INT), (TIME, STRING)):
        assert not comparable(left, right)


def test_pointers_have_a_target() -> None:
    struct = struct_type("a.Thing", {"Name": STRING})
    pointer = pointer_type(struct, {})
    assert target(pointer) is struct
    assert target(struct) is struct
    assert (pointer.kind, pointer.go) == (Kind.POINTER, "*a.Thing")


def test_types_are_described_for_people() -> None:
    struct = struct_type("github.com/acme/v3.Image")
    known = (INT, STRING, ARRAY, NIL, BYTES, UNKNOWN, ANY, ZONE, struct)
    assert [described(kind) for kind in known] == [
        *("an int", "a string", "an array", "nil", "bytes", "a value of unknown type", "an any", "a time zone"),
        "an Image",
    ]
    assert repr(array_of(INT)) == "array of int"
