"""From paths to places."""

from typing import Any

from hypothesis import given

from tests.formats.random_yaml import Document, documents
from tranship.errors import FieldPath, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import FILE, MANIFEST, compose_documents
from tranship.formats.yaml_nodes import content_start
from tranship.formats.yaml_places import Places

TEXT = """\
kind: Stage
on: &x
  list:
  - a: "b ${{ c }}"
    empty:
  - [1, 2]
  text: |
    one
    two
same: *x
merged:
  <<: *x
  own: 1
  !!str tagged: !!str t
"""


def places(text: str = TEXT) -> Places:
    (node,) = compose_documents(text)
    return Places(node, MANIFEST, Lines("a.yaml", text))


def at(path: FieldPath, method: str = "find", *more: Any) -> str | None:
    position: Position | None = getattr(places(), method)(path, *more)
    return f"{position.line}:{position.column}" if position else None


def test_a_scalar_is_where_its_text_begins() -> None:
    assert at(("kind",)) == "1:7"
    assert at(("true", "list", 0, "a")) == "4:8"
    assert at(("true", "list", 1, 1)) == "6:9"
    assert at(("merged", "tagged")) == "14:23"


def test_a_list_or_map_is_where_its_key_is_or_where_it_begins() -> None:
    assert at(()) == "1:1"
    assert at(("true",)) == "2:1"
    assert at(("true", "list")) == "3:3"
    assert at(("true", "list", 0)) == "4:5"
    assert at(("true", "list", 1)) == "6:5"


def test_a_value_that_is_not_written_is_where_its_key_is() -> None:
    assert at(("true", "list", 0, "empty")) == "5:5"


def test_an_alias_is_where_it_is_written_and_what_is_in_it_where_that_is() -> None:
    assert at(("same",)) == "10:7"
    assert at(("same", "list", 0, "a")) == "4:8"
    assert at(("merged", "text")) == "7:9"
    assert at(("merged", "own")) == "13:8"


def test_what_is_not_there_has_no_place() -> None:
    for path in [("no",), ("kind", "x"), ("true", "list", 7), ("true", "list", "a"), ("true", 0)]:
        assert at(path) is None
        assert at(path, "find_key") is None
        assert at(path, "find_within", 0) is None


def test_keys() -> None:
    assert at(("kind",), "find_key") == "1:1"
    assert at(("true", "list", 0, "a"), "find_key") == "4:5"
    assert at(("true", "list", 0), "find_key") is None
    assert at((), "find_key") is None


def test_characters_within_a_text() -> None:
    assert at(("true", "list", 0, "a"), "find_within", 2) == "4:11"
    assert at(("true", "text"), "find_within", 4) == "9:5"
    assert at(("same", "text"), "find_within", 0) == "8:5"
    assert at(("kind",), "find_within", 5) == "1:12"
    assert at(("kind",), "find_within", 6) is None
    assert at(("true",), "find_within", 0) is None


@given(documents())
def test_values_are_found_where_they_were_written(document: Document) -> None:
    node = compose_documents(document.text)[0]
    lines = Lines("a.yaml", document.text)
    found = Places(node, FILE, lines)
    for slot in document.slots:
        if slot.end > slot.start and not slot.tagged:
            assert found.find(slot.path) == lines.position(content_start(document.text, slot.start))
