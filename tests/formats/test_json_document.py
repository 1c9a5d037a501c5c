"""JSON is read with places, leniently where it does no harm, and refused with a place where it is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import EditError
from tranship.formats.json_document import Kind, Value, is_blank, read
from tranship.formats.json_problems import DEEPEST

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def in_python(value: Value) -> Any:
    """The value as Python's own reader gives it."""
    if value.kind is Kind.OBJECT:
        return {part.key: in_python(part.value) for part in value.parts}
    if value.kind is Kind.LIST:
        return [in_python(part.value) for part in value.parts]
    return json.loads(value.data) if value.kind is Kind.NUMBER else value.data


@given(JSON_VALUES, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_agrees_with_pythons_reader(value: Any, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert in_python(read(text, "a.json")) == json.loads(text)


def test_places() -> None:
    text = '\ufeff{ "a" : [1, "\\u0062"] } // end'
    root = read(text, "a.json")
    member = root.parts[0]
    assert text[root.start : root.end] == '{ "a" : [1, "\\u0062"] }'
    assert (text[member.start : member.key_end], member.key) == ('"a"', "a")
    assert [text[part.start : part.value.end] for part in member.value.parts] == ["1", '"\\u0062"']
    assert member.value.parts[1].value.data == "b"


def test_all_values_of_a_key() -> None:
    root = read('{"a": 1, "b": 2, "\\u0061": 3}', "a.json")
    assert [value.data for value in root.find("a")] == [b"1", b"3"]
    assert read("[1]", "a.json").find("") == []


def test_comments_and_commas_at_the_end_are_tolerated() -> None:
    text = '// a\n{ /* b */ "x" /* : */ : // "y"\n 1 /* , */ , "z": [1, // ]\n 2,], }\n/* end */'
    assert in_python(read(text, "a.json")) == {"x": 1, "z": [1, 2]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json:1:1: the text ends where a value is expected"),
        ('{"a": 1', 'a.json:1:8: a "," or "}" is expected here'),
        ('{\n  "a": 1\n  "b": 2\n}', 'a.json:3:3: a "," or "}" is expected here'),
        ("[1 2]", 'a.json:1:4: a "," or "]" is expected here'),
        ("[,]", "a.json:1:2: a value is expected here"),
        ("{'a': 1}", 'a.json:1:2: a key in double quotes or a "}" is expected here'),
        ('{"a" 1}', 'a.json:1:6: a ":" is expected here'),
        ('{"a": }', "a.json:1:7: a value is expected here"),
        ('{"a": 1} x', "a.json:1:10: the document has ended before this"),
        ('["a\nb"]', "a.json:1:2: this string is not closed on its line, or holds a control character"),
        ('["\\x"]', "a.json:1:2: this string has a backslash and no known escape behind it"),
        ("name: shop", "a.json:1:1: a value is expected here"),
        ("01", "a.json:1:2: the document has ended before this"),
        ("nullx", "a.json:1:1: a value is expected here"),
        ("NaN", "a.json:1:1: a value is expected here"),
    ],
)
def test_what_is_no_json(text: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        read(text, "a.json")
    assert str(raised.value) == message


def test_depth_is_limited() -> None:
    read("[" * DEEPEST + "]" * DEEPEST, "a.json")
    with pytest.raises(EditError, match="nested more than 200 levels deep"):
        read("[" * 100_000, "a.json")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ('{"a": [1, {}], "b": "é"}', '{ "\\u0061":[1,{}], // c\n"b":"\\u00e9" }', True),
        ("[1.0]", "[1.00]", False),
        ('["1"]', "[1]", False),
        ("[]", "{}", False),
        ("[[1]]", "[[1, 2]]", False),
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', True),
        ("[1]", "[true]", False),
        ('{"a": {"b": 1}}', '{"a": {"b": 2}}', False),
    ],
)
def test_texts_that_say_the_same(left: str, right: str, same: bool) -> None:
    assert (read(left, "a.json").data == read(right, "a.json").data) == same


@pytest.mark.parametrize(("text", "blank"), [("", True), ("\ufeff \r\n\t", True), ("// c", False), ("\u00a0", False)])
def test_blank_texts(text: str, blank: bool) -> None:
    assert is_blank(text) == blank
