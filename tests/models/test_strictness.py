from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import Field

from tranship.errors import FieldsError
from tranship.models.base import KargoModel, read_model


class Colour(StrEnum):
    RED = "red"


class Inner(KargoModel):
    count: int = 0


class Everything(KargoModel):
    text: str = ""
    flag: bool = False
    count: int = 0
    ratio: float = 0.0
    counts: list[int] = Field(default_factory=list)
    pairs: tuple[int, ...] = ()
    by_name: dict[str, int] = Field(default_factory=dict)
    colour: Colour = Colour.RED
    choice: Literal["a", "b"] = "a"
    either: int | str | None = None
    inner: Inner | None = None
    # Names that the schemas of pydantic use themselves.
    type: str = ""
    schema_: int = 0
    metadata: dict[str, int] = Field(default_factory=dict)
    fields: int = 0
    default: int = 0


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        ({"count": 2.0}, "count", 2),
        ({"counts": [1.0, 2]}, "counts", [1, 2]),
        ({"pairs": [1, 2.0]}, "pairs", (1, 2)),
        ({"byName": {"a": 3.0}}, "by_name", {"a": 3}),
        ({"ratio": 1}, "ratio", 1.0),
        ({"colour": "red"}, "colour", Colour.RED),
        ({"either": 2.0}, "either", 2),
        ({"either": "2"}, "either", "2"),
        ({"inner": {"count": 1.0}}, "inner", Inner(count=1)),
        ({"metadata": {"a": 1.0}}, "metadata", {"a": 1}),
        ({"schema": 1.0}, "schema_", 1),
        ({"default": 1.0}, "default", 1),
        ({"fields": 1e3}, "fields", 1000),
    ],
)
def test_data_of_the_right_kind_is_read(data: dict[str, Any], field: str, value: object) -> None:
    read = getattr(read_model(Everything, data), field)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"text": 1}, "text: must be text, but is a number"),
        ({"text": b"x"}, "text: must be text, but is bytes"),
        ({"flag": 1}, "flag: must be true or false, but is a number"),
        ({"flag": "true"}, "flag: must be true or false, but is text"),
        ({"count": "2"}, "count: must be a whole number, but is text"),
        ({"count": True}, "count: must be a whole number, but is true or false"),
        ({"count": 2.5}, "count: must be a whole number, but has a fraction"),
        ({"ratio": "1"}, "ratio: must be a number, but is text"),
        ({"ratio": True}, "ratio: must be a number, but is true or false"),
        ({"counts": ["2"]}, "counts[0]: must be a whole number, but is text"),
        ({"counts": 2}, "counts: must be a list, but is a number"),
        ({"counts": "2"}, "counts: must be a list, but is text"),
        ({"counts": {"a": 1}}, "counts: must be a list, but is a mapping"),
        ({"pairs": {"a": 1}}, "pairs: must be a list, but is a mapping"),
        ({"pairs": "12"}, "pairs: must be a list, but is text"),
        ({"pairs": [False]}, "pairs[0]: must be a whole number, but is true or false"),
        ({"byName": {"a": True}}, "byName.a: must be a whole number, but is true or false"),
        ({"byName": [1]}, "byName: must be a mapping, but is a list"),
        ({"colour": "blue"}, 'colour: must be "red"'),
        ({"colour": 1}, 'colour: must be "red"'),
        ({"choice": "c"}, 'choice: must be "a" or "b"'),
        ({"either": True}, "either: must be a whole number or text, but is true or false"),
        ({"inner": {"count": "1"}}, "inner.count: must be a whole number, but is text"),
        ({"inner": [1]}, "inner: must be a mapping, but is a list"),
        ({"metadata": {"a": "1"}}, "metadata.a: must be a whole number, but is text"),
        ({"default": "1"}, "default: must be a whole number, but is text"),
        ({"type": 1}, "type: must be text, but is a number"),
        ({"text": None}, "text: must be text, but is null"),
    ],
)
def test_data_of_another_kind_is_refused(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(Everything, data)
    assert str(caught.value) == problem
