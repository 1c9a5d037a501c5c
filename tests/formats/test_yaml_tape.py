"""The tape of a document: its columns, and the places that it names."""

from __future__ import annotations

import pytest

from tranship.errors import EditError
from tranship.formats.yaml_tape import Tape, read_tape


def content(tape: Tape, node: int) -> str:
    start, end = tape.content(node)
    return tape.text[start:end]


def test_columns() -> None:
    tape = read_tape("a: &x !t 'q'\nb: [*x, {c: 1}]\n")
    assert tape.forms == [":", "", "'", "", "[", "*", "{", "", "", "}", "]", "."]
    assert tape.texts == [None, "a", "q", "b", None, None, None, "c", "1", None, None, None]
    assert tape.anchors[2] == tape.anchors[5] == "x"
    assert tape.tags[2] == "!t"
    assert tape.closing == {0: 11, 4: 10, 6: 9}
    assert tape.targets == {5: 2}


def test_walking() -> None:
    tape = read_tape("a:\n- 1\n- {x: y}\nb: 2\n")
    assert [tape.texts[key] for key, _ in tape.pairs(0)] == ["a", "b"]
    list_node = next(value for _, value in tape.pairs(0))
    assert [tape.forms[item] for item in tape.items(list_node)] == ["", "{"]
    assert tape.after(list_node) == 9


@pytest.mark.parametrize(
    ("text", "node", "found"),
    [
        ("a: &x !!str 'q' # c\n", 2, "'q'"),
        ("a: !t # c\n  b\n", 2, "b"),
        ("a: &x\n", 2, ""),
        ("a: |- # c\n  x\n\n  y\n\n# d\n", 2, "|- # c\n  x\n\n  y"),
        ("a: |\n", 2, "|"),
        ("a: >+\n  x", 2, ">+\n  x"),
        ("a: &m\n  b: 1\n\nc: 2\n", 2, "b: 1"),
        ("&k a: 1\n", 0, "&k a: 1"),
        ("a:\n- b:\n  - c\n\n\nd: 1\n", 2, "- b:\n  - c"),
        ("a: {b: [c]} # d\n", 2, "{b: [c]}"),
    ],
)
def test_the_own_characters_of_a_node(text: str, node: int, found: str) -> None:
    assert content(read_tape(text), node) == found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: # c\n", 2),
        ("{a: , b: 1}", 3),
        ("{a , b: 1}", 2),
        ("{'a' : , b: 1}", 6),
        ("{'a':}", 5),
        ("a:\tb\n", 3),
    ],
)
def test_the_place_of_a_value_that_is_not_there(text: str, place: int) -> None:
    assert read_tape(text).value_place(1, 2)[0] == place


def test_lines_columns_and_their_ends() -> None:
    tape = read_tape("a: 1\r\nb: 'x\u2028  y'\rc: 3")
    assert [tape.column(tape.starts[key]) for key, _ in tape.pairs(0)] == [0, 0, 0]
    assert [tape.line_break(place) for place in (0, 6, 13, 18)] == ["\r\n", "\n", "\r", "\n"]
    assert tape.line_end(0) == 4
    assert tape.line_start(4) == 0


def test_only_the_document_that_is_asked_for_is_read() -> None:
    text = "a: 1\n---\n- x\n---\nb: [\n"
    assert read_tape(text, 1).forms == ["-", "", "."]
    assert text[read_tape(text, 0).stop :].startswith("---\n- x")
    with pytest.raises(EditError, match="this is no YAML at line 6, column 1"):
        read_tape(text, 2)


@pytest.mark.parametrize("text", ["", "# c\n", "\n\n"])
def test_a_stream_without_documents_has_no_events(text: str) -> None:
    tape = read_tape(text)
    assert tape.forms == []
    assert tape.stop == len(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c\n", "line 1, column 5"),
        ("ä: \x01\n", "line 1, column 4: the character U+0001 can't stand in YAML"),
        ("a: &x 1\n---\nb: *x\n", "line 3, column 4: there is no anchor of this name before this place"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(EditError) as refused:
        read_tape(text, text.count("---"))
    assert message in str(refused.value)


def test_the_end_of_a_deep_block_is_found_without_recursion() -> None:
    deep = "".join(f"{' ' * depth}a:\n" for depth in range(500)) + " " * 500 + "b # c\n"
    assert content(read_tape(deep), 0).endswith(" b")
