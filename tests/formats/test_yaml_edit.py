"""Values set in YAML files: nothing but the bytes that were meant changes, or nothing at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.random_yaml import VALUES, Document, Slot, at, documents, key_of
from tranship.errors import EditError
from tranship.formats.yaml_dialects import FILE, compose_documents, value_of
from tranship.formats.yaml_edit import SetValue, set_values
from tranship.formats.yaml_scalar_text import scalar_text
from tranship.formats.yaml_scalars import Timestamp


def edit(text: str, *values: tuple[str, Any], create: bool = False, document: int = 0) -> str:
    edited = set_values(text.encode(), [SetValue(key, value, document, create) for key, value in values])
    return edited.data.decode()


def refusal(text: str, key: str, value: Any = "v2", **options: Any) -> str:
    with pytest.raises(EditError) as refused:
        edit(text, (key, value), **options)
    assert refused.value.field in (key, "")
    return str(refused.value)


def data_of(text: str) -> Any:
    return value_of(next(iter(compose_documents(text))), FILE)


def spliced(document: Document, slot: Slot, value: Any) -> str:
    """What must come out, by the places that the writer of the document noted."""
    text = scalar_text(value, flow=slot.flow)
    before = document.text[: slot.start]
    if before[-1] not in " \t\n[{,":
        text = f" {text}"
    return before + text + document.text[slot.end :]


@given(documents(), VALUES, st.data())
def test_only_the_bytes_of_the_value_change(document: Document, value: Any, data: st.DataObject) -> None:
    slot = data.draw(st.sampled_from(document.slots))
    assert edit(document.text, (key_of(slot.path), value)) == spliced(document, slot, value)


LINE_BREAKS = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@given(documents(), VALUES, st.data(), LINE_BREAKS, ENCODINGS)
def test_line_ends_encodings_and_a_missing_final_newline_stay(
    document: Document, value: Any, data: st.DataObject, line_break: str, encoding: str
) -> None:
    slot = data.draw(st.sampled_from(document.slots))

    def as_bytes(text: str) -> bytes:
        return text.rstrip("\n").replace("\n", line_break).encode(encoding)

    edited = set_values(as_bytes(document.text), [SetValue(key_of(slot.path), value)])
    assert edited.data == as_bytes(spliced(document, slot, value))


@given(documents(), VALUES, st.data())
def test_a_value_reads_back_as_what_was_set(document: Document, value: Any, data: st.DataObject) -> None:
    slot = data.draw(st.sampled_from(document.slots))
    found = at(data_of(edit(document.text, (key_of(slot.path), value))), slot.path)
    if slot.tagged:
        assert found == (value if isinstance(value, str) else scalar_text(value))
    elif not isinstance(found, Timestamp):
        assert found == value
        assert type(found) is type(value) or isinstance(value, float)


@given(documents(), st.lists(VALUES, min_size=1, max_size=5), st.data())
def test_several_values_are_set_at_once_and_of_two_the_later_wins(
    document: Document, values: list[Any], data: st.DataObject
) -> None:
    slots = data.draw(st.lists(st.sampled_from(document.slots), min_size=len(values), max_size=len(values)))
    chosen = dict(zip(slots, values, strict=True))
    expected = document
    for slot in sorted(chosen, key=lambda slot: -slot.start):
        expected = Document(spliced(expected, slot, chosen[slot]))
    pairs = [(key_of(slot.path), value) for slot, value in zip(slots, values, strict=True)]
    assert edit(document.text, *pairs) == expected.text


@given(documents(), VALUES, st.data())
def test_setting_again_changes_nothing(document: Document, value: Any, data: st.DataObject) -> None:
    key = key_of(data.draw(st.sampled_from(document.slots)).path)
    once = edit(document.text, (key, value))
    assert edit(once, (key, value)) == once


@given(documents(), VALUES, st.data(), st.lists(st.sampled_from(["new", "0", "é.x", "on"]), min_size=1, max_size=3))
def test_what_is_missing_is_made_and_all_else_stays(
    document: Document, value: Any, data: st.DataObject, names: list[str]
) -> None:
    parents = sorted({slot.path[:depth] for slot in document.slots for depth in range(len(slot.path))}, key=repr)
    parent = data.draw(st.sampled_from(parents))
    before = data_of(document.text)
    owner = at(before, parent)
    path = (*parent, len(owner) if isinstance(owner, list) else "quite new")
    after_text = edit(document.text, (key_of((*path, *names)), value), create=True)
    after = data_of(after_text)
    made = at(after, path)
    for name in names:
        made = made[0 if isinstance(made, list) and name == "0" else name]
    if not isinstance(made, Timestamp):
        assert made == value
    owner = at(after, parent)
    owner.pop(path[-1])
    assert after == before
    unseen = iter(after_text)
    assert all(char in unseen for char in document.text)


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("tag: # c\n", "tag", "v2", "tag: v2 # c\n"),
        ("{tag: , name: x}", "tag", "v2", "{tag: v2 , name: x}"),
        ("{tag, name: x}", "tag", "v2", "{tag: v2, name: x}"),
        ("a: |  # why\n  x\n\n  y\n\nb: 1\n", "a", "q", "a: q  # why\n\nb: 1\n"),
        ("a: |\n  x", "a", 1, "a: 1"),
        ("a: &x\n  foo\nb: *x\n", "a", "q", "a: &x\n  q\nb: *x\n"),
        ("a: !!str 12\n", "a", "13", 'a: !!str "13"\n'),
        ("a: ! 12\n", "a", "x", "a: ! x\n"),
        ("? a\n: b\n", "a", 1, "? a\n: 1\n"),
        ("- a\n-\n", "1", "x", "- a\n- x\n"),
        ("l: [1]\n", "l.:0", 2, "l: [2]\n"),
        ("a: 'x'\x85b: 1\n", "b", 2, "a: 'x'\x85b: 2\n"),
        ("a: 1\rb: 2\r", "b", 3, "a: 1\rb: 3\r"),
        ("a: 1\n...\n---\nb: [\n", "a", 2, "a: 2\n...\n---\nb: [\n"),
        ("a: {{ .Values.x }}\nb: 1\n", "b", 2, "a: {{ .Values.x }}\nb: 2\n"),
        ("b: x\na: x\n<<: {a: 1}\n", "a", 2, "b: x\na: 2\n<<: {a: 1}\n"),
    ],
)
def test_places_that_are_easily_missed(before: str, key: str, value: Any, after: str) -> None:
    assert edit(before, (key, value)) == after


def test_a_json_file_stays_json() -> None:
    before = '{"image": {"tag": "1.4", "n": [1, null]}, "on": {}}\n'
    after = edit(before, ("image.tag", "v2"), ("image.n.1", "a\u2028\x07b"), ("on.x.y", "no"), create=True)
    assert json.loads(after) == {"image": {"tag": "v2", "n": [1, "a\u2028\x07b"]}, "on": {"x": {"y": "no"}}}
    assert data_of(after) == json.loads(after)


def test_documents_of_a_stream_are_numbered_from_0() -> None:
    text = "kind: A\n---\n# empty\n---\nkind: B # c\n...\n"
    assert edit(text, ("kind", "C"), document=2) == text.replace("B", "C")
    assert edit(text, ("kind", "C"), document=1, create=True) == text.replace("# empty\n", "# empty\nkind: C\n")
    both = set_values(text.encode(), [SetValue("kind", "X", 2), SetValue("kind", "Z")])
    assert both.data.decode() == text.replace("A", "Z").replace("B", "X")
    assert refusal(text, "kind", document=3) == "there is no document 3, counted from 0: the file has 3 documents"
    assert refusal("a: 1\n", "a", document=1) == "there is no document 1, counted from 0: the file has 1 document"


def test_a_value_with_an_anchor_changes_for_its_aliases_too_which_is_noted() -> None:
    edited = set_values(b"a: &x 1\nb: *x\nc:\n- *x\n", [SetValue("a", 2)])
    assert edited.data == b"a: &x 2\nb: *x\nc:\n- *x\n"
    assert edited.notes == ('"a" has the anchor &x: its aliases in lines 2, 4 change with it',)


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("image:\n  tag: 1\n", "image.tga", 'there is no key "tga" in "image"; did you mean "tag"?'),
        ("a: {}\n", "a.b", 'there is no key "b" in "a"; it has no keys'),
        ("a: 1\nb: 2\n", "zz", 'there is no key "zz"; the keys there are: a, b'),
        ("", "a", 'there is no key "a": the document is empty'),
        ("a:\n", "a.b", 'there is no key "b" in "a": it is empty'),
        ("a: 1\n---\nb: 1\n", "b", "other documents of the file are reached with `document`"),
        ("l: [1]\n", "l.1", 'there is no item 1 in "l": it has 1 item, counted from 0'),
        ("l: [1]\n", "l.-1", 'there is no item -1 in "l": it has 1 item, counted from 0'),
        ("l: [1]\n", "l.first", '"l" (line 1) is a list; "first" is no number of an item'),
        ("- 1\n", "x", '"the document" (line 1) is a list; "x" is no number of an item'),
        ("a: x\n", "a.b", '"a" (line 1) is a single value, so there is no "b" in it'),
        ("a:\n  b: 1\n", "a", '"a" (line 2) is a map; only single values can be set'),
        ("a: [1]\n", "a", '"a" (line 1) is a list; only single values can be set'),
        ("a: &x 1\nb: *x\n", "b", '"b" is an alias (*x) of the value in line 1; set it there, or give this place'),
        ("a: &x {c: 1}\nb: *x\n", "b.c", '"b" is an alias (*x) of the value in line 1'),
        ("a: &x {c: 1}\nb: {<<: *x}\n", "b.c", "keys that come by a merge (<<) are set in the map that they come from"),
        ("<<: {a: 1}\n", "<<.a", '"<<" (line 1) merges another map in; set the value in that map'),
        ("t: 1\nb: 2\nt: 3\n", "t", 'the key "t" is there more than once, in lines 1 and 3'),
        ("a: !!int 1\n", "a", '"a": with the tag !!int (line 1) the value would be read as something else'),
        ("a: [1\nb: 2\n", "b", 'this is no YAML at line 2, column 2: a "," or "]" is expected here'),
        ("a:\n\tb: 1\n", "a.b", "this is no YAML at line 2, column 1: a tab can't indent: use spaces"),
        ("a: '\x07'\n", "a", "this is no YAML at line 1, column 5: the character U+0007 can't stand in YAML"),
        ("a: *x\n", "a", "this is no YAML at line 1, column 4: there is no anchor of this name before this place"),
        ("a: 1\n", "a..b", 'a part of the key "a..b" is empty'),
    ],
)
def test_a_key_that_leads_nowhere_says_why(text: str, key: str, message: str) -> None:
    assert message in refusal(text, key)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": 1}, "the value is a map; only text, numbers, booleans and null can be set"),
        ([1], "the value is a list; only text, numbers, booleans and null can be set"),
        (float("nan"), "the value is no finite number; only text, numbers, booleans and null can be set"),
        ("\ud800", "a text holds half of a surrogate pair, which is no character"),
    ],
)
def test_a_value_that_can_not_be_set(value: Any, message: str) -> None:
    assert refusal("a: 1\n", "a", value) == message


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(EditError, match="no text in UTF-8; save the file as UTF-8"):
        set_values(b"a: \xff\n", [SetValue("a", 1)])


def test_a_change_that_would_do_harm_is_not_made() -> None:
    message = refusal("x: 0\n? a\nb: 1\n", "a")
    assert message.startswith("the change can't be made without harm: around line 2")


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("", "a.b", "a:\n  b: v\n"),
        ("# c", "a", "# c\na: v"),
        ("---\n...\n", "a", "---\na: v\n...\n"),
        ("--- # c\na: 1", "b.0", "--- # c\na: 1\nb:\n  - v"),
        ("a:\n    b: 1 # c\n    # d\nc: 2\n", "a.x.z", "a:\n    b: 1 # c\n    x:\n        z: v\n    # d\nc: 2\n"),
        ("a:\n- b\nc: 1\n", "d.0.e", "a:\n- b\nc: 1\nd:\n- e: v\n"),
        ("a:\n  - b\n", "a.-1.x", "a:\n  - b\n  - x: v\n"),
        ("a:\n  -   b: 1\n", "a.0.c", "a:\n  -   b: 1\n      c: v\n"),
        ("a: {b: 1}\n", "a.c", "a: {b: 1, c: v}\n"),
        ("a: { b: [1,] }\n", "a.b.1", "a: { b: [1, v,] }\n"),
        ("a: {\n  b: 1 # c\n}\n", "a.d", "a: {\n  b: 1, # c\n  d: v\n}\n"),
        ("a: {b: null}\n", "a.b.c", "a: {b: {c: v}}\n"),
        ("a: {} # c\n", "a.b", "a: # c\n  b: v\n"),
        ("a: []\n", "a.0", "a:\n  - v\n"),
        ("a: null # c\nb: 1\n", "a.b", "a: # c\n  b: v\nb: 1\n"),
        ("a: &x\n", "a.b", "a: &x\n  b: v\n"),
        ("a:\n  ~\n", "a.b", "a:\n  b: v\n"),
        ("- null\n- \n", "0.a", "- a: v\n- \n"),
        ("-\n", "0.a", "- a: v\n"),
        ("a: |+\n  x\n\n", "b", "a: |+\n  x\n\nb: v\n"),
        ("a: |+\n  x\n\n\nc: 1", "d", "a: |+\n  x\n\n\nc: 1\nd: v"),
        ("a: 1\r\nb: 2", "c", "a: 1\r\nb: 2\r\nc: v"),
        ("&k a: 1\n", "b", "&k a: 1\nb: v\n"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "c.b", "a: &x {b: 1}\nc:\n  <<: *x\n  b: v\n"),
        ("a: 1\n", "x\\.y/z.on.:0", 'a: 1\nx.y/z:\n  "on":\n    "0": v\n'),
        ("a: 1\n", "f.t", "a: 1\nf:\n  t: v\n"),
    ],
)
def test_what_is_made_looks_like_its_neighbours(before: str, key: str, after: str) -> None:
    assert edit(before, (key, "v"), create=True) == after


def test_new_entries_of_one_map_are_made_together() -> None:
    keys = ("b.c", "b.d.0", "b.d.1", "a.x", "b.c", "e")
    made = edit("a:\n  y: 1\n# end\n", *((key, number) for number, key in enumerate(keys)), create=True)
    assert made == "a:\n  y: 1\n  x: 3\nb:\n  c: 4\n  d:\n    - 1\n    - 2\ne: 5\n# end\n"


@pytest.mark.parametrize(
    ("text", "keys", "message"),
    [
        ("l: [1]\n", ["l.3"], 'the key "l.3" asks for item 3, but the list has 1 item; the next one is 1, or -1'),
        ("l: []\n", ["l.x"], '"l" (line 1) is a list; "x" is no number of an item'),
        ("a: 1\n", ["b.1"], 'the key "b.1" asks for item 1, but the list has 0 items; the next one is 0, or -1'),
        ("a: 1\n", ["a.b"], '"a" (line 1) is a single value, so there is no "b" in it'),
        ("a: 1\n", [".".join("b" * 101)], "the key would make a file nested deeper than 100 levels"),
        ("a: 1\n", ["b", "b.c"], 'the key "b.c" leads into a value that another change sets'),
        ("a:\n", ["a", "a.b"], 'another change makes a map or list of "a"'),
        ("a: &x {}\nb: *x\n", ["b.c"], '"b" is an alias (*x) of the value in line 1'),
    ],
)
def test_what_can_not_be_made(text: str, keys: list[str], message: str) -> None:
    with pytest.raises(EditError) as refused:
        edit(text, *((key, "v") for key in keys), create=True)
    assert message in str(refused.value)
    assert refused.value.field in keys
