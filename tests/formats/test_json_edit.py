"""Values in JSON text are set so that nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.test_json_document import JSON_VALUES, in_python
from tranship.errors import EditError
from tranship.formats import json_edit
from tranship.formats.json_create import Splice
from tranship.formats.json_document import read
from tranship.formats.json_edit import Update, set_values


def edited(text: str, key: str, value: Any, create_missing: bool | None = None) -> str:
    return set_values(text, [Update(key, value, create_missing)], "a.json")


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ('{ "a" : "x" , "b":1e3 }\r\n', "a", "y", '{ "a" : "y" , "b":1e3 }\r\n'),
        (
            '{"z": 12345678901234567890, "e": "\\u00e9\\/", "t": "x"}',
            "t",
            1,
            '{"z": 12345678901234567890, "e": "\\u00e9\\/", "t": 1}',
        ),
        ('\ufeff{"a": "x"}', "a", True, '\ufeff{"a": true}'),
        ('{"a": {"b": [1, {"c": null}]}}', "a.b.1.c", False, '{"a": {"b": [1, {"c": false}]}}'),
        ('{"a": {"b": 1}, "c": [1]}', "a", "x", '{"a": "x", "c": [1]}'),
        ("[[1, 2]]", "0.1", 3, "[[1, 3]]"),
        ("[1, 2]", ":1", 3, "[1, 3]"),
        ('{"0": {"1": "x"}}', "0.1", "y", '{"0": {"1": "y"}}'),
        ('{"a.b": {"c:d": 1}}', r"a\.b.c:d", 2, '{"a.b": {"c:d": 2}}'),
        ('{"gr\\u00f6\\u00dfe": 1}', "größe", 2, '{"gr\\u00f6\\u00dfe": 2}'),
        ('{"": {"": 1}}', ".", 2, '{"": {"": 2}}'),
        ('{"a": 1, /* "a": 2 */ "b": "a"}', "b", "c", '{"a": 1, /* "a": 2 */ "b": "c"}'),
        ('{"x": 1, "x": 2, "a": 1}', "a", 2, '{"x": 1, "x": 2, "a": 2}'),
        ("", "a.0", "x", '{"a":["x"]}'),
        (" \n", "0", "x", '["x"]'),
        ('{"l": [{"t": 1}, {"t": {"u": 2}}]}', "l.#.t", 3, '{"l": [{"t": 3}, {"t": 3}]}'),
    ],
)
def test_only_the_value_changes(text: str, key: str, value: Any, expected: str) -> None:
    assert edited(text, key, value) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("x", '"x"'),
        ('"\\\n\t\x01\b\f', r'"\"\\\n\t\u0001\b\f"'),
        ("é <b>&</b> 🚀", '"é <b>&</b> 🚀"'),
        ("\u2028", '"\\u2028"'),
        (True, "true"),
        (0, "0"),
        (12345678901234567890123, "12345678901234567890123"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (1e-5, "0.00001"),
        (1e21, "1000000000000000000000"),
        (1.1e-300, "0." + "0" * 299 + "11"),
    ],
)
def test_how_values_are_written(value: Any, written: str) -> None:
    assert edited('{"a": 0}', "a", value) == f'{{"a": {written}}}'


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), ({"a": 1}, "an object"), ([1], "no text"), (float("inf"), "no text"), (float("nan"), "no text")],
)
def test_only_scalars_are_set(value: Any, kind: str) -> None:
    with pytest.raises(
        EditError, match=f'the value for "a" is {kind}.*; only text, numbers and booleans can be set'
    ) as raised:
        edited('{"a": 0}', "a", value)
    assert raised.value.field == "a"


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ('{"a": 1,\n "b": 2, "a": 3}', "a", 'a.json:2:15: the key "a" is in this object twice; take one of them away'),
        ('{"m": {"a": 1, "a": 3}}', "m.a.x", 'a.json:1:21: the key "a" is in this object twice'),
        ('{"image": 1, "image": 2}', "imag*", 'a.json:1:23: the key "image" is in this object twice'),
        ('"text"', "a", "a.json is no object or list, there are no keys in it"),
        ("name: shop", "name", "a.json:1:1: a value is expected here"),
        ('{"a": 1}', "z*", 'nothing in a.json fits "z*"'),
        ("", "z*", 'the file is empty, nothing in it fits "z*"'),
        (
            '{"l":\n [1]}',
            "l.first",
            'a.json:2:2: "l.first" leads to a list here, and "first" is no index of it; write a number',
        ),
        ("[1]", ":1", 'a.json:1:1: ":1" leads to a list here, and "1" is no index of it'),
    ],
)
def test_what_can_not_be_set(text: str, key: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        edited(text, key, 0)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("imagge", 'a.json:1:1: there is no key "imagge" at the top; did you mean "image"?'),
        ("image.x.y", 'a.json:1:11: there is no key "x" in "image"'),
        ("list.3", 'a.json:1:34: there is no item 3 in "list", which has 1'),
        ("list.-1", 'a.json:1:34: there is no item 1 in "list", which has 1'),
        ("image.tag.x", 'a.json:1:19: there is no key "x" in "image.tag", which is text'),
    ],
)
def test_with_create_missing_false_it_is_said_what_is_missing(key: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        edited('{"image": {"tag": "v1"}, "list": [0]}', key, 0, create_missing=False)
    assert str(raised.value) == message


def test_updates_see_those_before_them() -> None:
    updates = [Update("a.b", 1), Update("a.b", 2), Update("a.c.-1", 3), Update("a.c.-1", 4)]
    assert set_values("{}", updates, "a.json") == '{"a":{"b":2,"c":[3,4]}}'


def test_bytes_that_are_no_utf8_stay() -> None:
    text = b'{"a": "\xff", "b": 1}'.decode("utf-8", "surrogateescape")
    assert edited(text, "b", 2).encode("utf-8", "surrogateescape") == b'{"a": "\xff", "b": 2}'


def test_a_result_that_says_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for splice in (Splice(1, 1, '"x": 0, '), Splice(0, 1, "[")):
        monkeypatch.setattr(json_edit, "add", lambda *_arguments, splice=splice, **_options: [splice])
        with pytest.raises(EditError, match=r"a\.json can't be edited without harm, so it was left as it is"):
            edited('{"a": 1}', "b", 0)


def key_of(path: tuple[str | int, ...]) -> str:
    return ".".join("".join(f"\\{char}" for char in str(part)) for part in path)


SCALARS = st.text() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
BLANKS = st.sampled_from(["", "", " ", "\n", "\r\n\t", " // x\n", "/* , } */"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Any, dict[tuple[str | int, ...], tuple[int, int]]]:
    """A text with blanks and comments anywhere, what it says, and where each value is."""
    places: dict[tuple[str | int, ...], tuple[int, int]] = {}
    text = ""

    def write(value: Any, path: tuple[str | int, ...]) -> None:
        nonlocal text
        text += draw(BLANKS)
        start = len(text)
        if isinstance(value, dict | list):
            text += "{" if isinstance(value, dict) else "["
            for number, (key, inner) in enumerate(value.items() if isinstance(value, dict) else enumerate(value)):
                text += (draw(BLANKS) + ",") if number else ""
                if isinstance(key, str):
                    text += draw(BLANKS) + json.dumps(key, ensure_ascii=draw(st.booleans())) + draw(BLANKS) + ":"
                write(inner, (*path, key))
            text += draw(BLANKS) + ("}" if isinstance(value, dict) else "]")
        else:
            text += json.dumps(value, ensure_ascii=draw(st.booleans()))
        places[path] = (start, len(text))

    containers = st.lists(JSON_VALUES, max_size=3) | st.dictionaries(st.text(), JSON_VALUES, max_size=3)
    value = draw(containers)
    write(value, ())
    return text + draw(BLANKS), value, places


@given(documents(), SCALARS, st.data())
def test_any_value_of_any_document(document: Any, value: Any, data: st.DataObject) -> None:
    text, _, places = document
    path = data.draw(st.sampled_from(sorted(places, key=repr)))
    if not path:
        return
    start, end = places[path]
    new = edited(text, key_of(path), value)
    assert (new[:start], new[len(new) - (len(text) - end) :]) == (text[:start], text[end:])
    written = new[start : len(new) - (len(text) - end)]
    assert (float(written) if isinstance(value, float) else json.loads(written)) == value
    assert isinstance(value, float) or type(json.loads(written)) is type(value)


def with_value(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The data with a value in it; what is no list or object on the way is replaced by one."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        found = data if isinstance(data, dict) else {}
        return {**found, step: with_value(found.get(step), rest, value)}
    items = data if isinstance(data, list) else []
    items = [*items, *[None] * (step + 1 - len(items))]
    return [*items[:step], with_value(items[step], rest, value), *items[step + 1 :]]


PATHS = st.lists(st.sampled_from(["a", "b", "0", "1", "-1"]), min_size=1, max_size=3)


@given(
    st.sampled_from(['{"a": {"a": 1, "b": [1, {}]}, "b": []}', '[[], {"a": [0]}, 2]', '{"a": 1 , }', "{}"]),
    st.lists(st.builds(Update, PATHS.map(".".join), st.integers(0, 9), st.sampled_from([None, True])), max_size=6),
)
def test_many_updates_are_as_one_after_the_other(text: str, updates: list[Update]) -> None:
    one_by_one = text
    try:
        for update in updates:
            one_by_one = set_values(one_by_one, [update], "a.json")
    except EditError:
        with pytest.raises(EditError):
            set_values(text, updates, "a.json")
    else:
        assert set_values(text, updates, "a.json") == one_by_one


STEPS = st.text('abü\\" .', min_size=1) | st.integers(0, 3)


@given(documents(), st.text(), st.lists(STEPS, min_size=1, max_size=3), st.data())
def test_anything_can_be_made(document: Any, value: str, more: list[str | int], data: st.DataObject) -> None:
    text, plain, places = document
    path = data.draw(st.sampled_from(sorted(places, key=repr)))
    inside: Any = plain
    for step in (*path, *more):
        if isinstance(inside, list if isinstance(step, str) else dict):
            return
        is_there = step in inside if isinstance(inside, dict) else isinstance(inside, list) and int(step) < len(inside)
        inside = inside[step] if is_there else None
    expected = with_value(plain, (*path, *more), value)
    for create_missing in (None, True):
        changed = edited(text, key_of((*path, *more)), value, create_missing)
        assert in_python(read(changed, "a.json")) == expected
        assert edited(changed, key_of((*path, *more)), value, create_missing=False) == changed
