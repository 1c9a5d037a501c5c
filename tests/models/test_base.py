from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from pydantic import Field, ValidationError

from tranship.errors import FieldPath, FieldsError, Position
from tranship.gotypes.duration import Duration
from tranship.models.base import KargoModel, NonEmpty, ResourceModel, StatusModel, dump, plain, read_model, with_source
from tranship.models.source import SourceMap
from tranship.models.times import Time


class Phase(StrEnum):
    DONE = "Done"


class Part(ResourceModel):
    name: NonEmpty
    note: str = ""


class Whole(ResourceModel):
    required: str
    number: int = 0
    flag: bool = False
    maybe: bool | None = None
    text: str = ""
    names: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    part: Part | None = None
    always: Part = Part(name="p")
    parts: tuple[Part, ...] = ()
    by_name: dict[str, Part] = Field(default_factory=dict)
    timeout: Duration | None = None
    at: Time | None = None
    phase: Phase | None = None
    raw: bytes = b""
    opaque: Any = None


def test_what_omitempty_leaves_out_is_not_written() -> None:
    assert dump(Whole(required="")) == {"required": "", "always": {"name": "p"}}


def test_optional_fields_are_written_unless_they_are_absent() -> None:
    written = dump(Whole(required="x", maybe=False, opaque={}, part=Part(name="q")))
    assert written == {"required": "x", "always": {"name": "p"}, "maybe": False, "opaque": {}, "part": {"name": "q"}}


def test_values_are_written_as_json_data() -> None:
    whole = Whole(
        required="x",
        number=2,
        flag=True,
        names=("a",),
        labels={"k": ""},
        parts=(Part(name="q", note="n"),),
        by_name={"r": Part(name="r")},
        timeout=Duration.parse("48h"),
        at=datetime(2026, 1, 31, 12, 0, 0, 5, tzinfo=UTC),
        phase=Phase.DONE,
        raw=b"\xff",
        opaque=[{"a": (1, 2.5, None)}],
    )
    assert dump(whole) == {
        "required": "x",
        "number": 2,
        "flag": True,
        "names": ["a"],
        "labels": {"k": ""},
        "always": {"name": "p"},
        "parts": [{"name": "q", "note": "n"}],
        "byName": {"r": {"name": "r"}},
        "timeout": "48h0m0s",
        "at": "2026-01-31T12:00:00Z",
        "phase": "Done",
        "raw": "/w==",
        "opaque": [{"a": [1, 2.5, None]}],
    }


def test_written_data_shares_nothing_with_the_model() -> None:
    whole = Whole(required="x", opaque={"a": [1]})
    dump(whole)["opaque"]["a"].append(2)
    assert whole.opaque == {"a": [1]}


def test_values_without_a_json_form_are_refused() -> None:
    with pytest.raises(TypeError, match="no JSON form for object"):
        plain(object())


def test_null_counts_as_absent_in_a_resource() -> None:
    read = read_model(Whole, {"required": "x", "text": None, "labels": None, "parts": None, "flag": None, "part": None})
    assert read == Whole(required="x")


def test_null_for_a_required_field_of_a_resource_is_a_missing_field() -> None:
    with pytest.raises(FieldsError, match=r"^required: is required, but missing$"):
        read_model(Whole, {"required": None})


def test_a_status_keeps_fields_that_it_does_not_know() -> None:
    class Status(StatusModel):
        phase: str = ""

    read = read_model(Status, {"phase": "x", "newField": {"a": [1]}})
    assert dump(read) == {"phase": "x", "newField": {"a": [1]}}


def test_python_names_serve_too() -> None:
    assert read_model(Whole, {"required": "x", "by_name": {}}) == Whole(required="x")


def test_models_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Whole(required="x").text = "y"  # type: ignore[misc]


def test_errors_of_a_constructor_hide_the_input() -> None:
    with pytest.raises(ValidationError) as caught:
        Part(name=["hunter2"])
    assert "hunter2" not in str(caught.value)


def test_a_copy_has_other_values() -> None:
    part = Part(name="p")
    assert part.replace(note="n") == Part(name="p", note="n")
    assert part == Part(name="p")


def test_a_copy_with_a_field_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="Part has no field 'nam'"):
        Part(name="p").replace(nam="x")


def find(path: FieldPath) -> Position | None:
    return Position("a.yaml", len(path) + 1, 1)


def test_every_model_that_was_read_knows_its_place() -> None:
    data = {"required": "x", "part": {"name": "a"}, "parts": [{"name": "b"}], "byName": {"k": {"name": "c"}}}
    read = read_model(Whole, data, SourceMap("a.yaml", find))
    places = [
        model.source.prefix if model.source else None
        for model in (read, read.part, read.parts[0], read.by_name["k"], read.always)
        if model
    ]
    assert places == [(), ("part",), ("parts", 0), ("byName", "k"), ("always",)]
    assert read.parts[0].source
    assert read.parts[0].source.locate(("note",)) == Position("a.yaml", 4, 1)


def test_a_place_is_no_part_of_the_value() -> None:
    part = Part(name="p")
    placed = with_source(part, SourceMap("a.yaml", find))
    assert part.source is None
    assert placed == part
    assert hash(placed) == hash(part)
    assert repr(placed) == repr(part)
    assert dump(placed) == dump(part)


def test_a_copy_keeps_the_place() -> None:
    placed = with_source(Part(name="p"), SourceMap("a.yaml", find))
    assert placed.replace(note="n").source is placed.source


def test_a_model_of_a_configuration_wants_values_where_it_has_fields() -> None:
    class Config(KargoModel):
        path: str = ""
        depth: int | None = None

    assert read_model(Config, {"depth": None}) == Config()
    with pytest.raises(FieldsError, match=r"^path: must be text, but is null$"):
        read_model(Config, {"path": None})
