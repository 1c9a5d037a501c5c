"""New entries in the middle and at the beginning; those at the end are tested with yaml_edit, which makes them."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.formats.yaml_changes import changed
from tranship.formats.yaml_inserts import add, add_after, begin, fill
from tranship.formats.yaml_style import style_of
from tranship.formats.yaml_tape import read_tape


@pytest.mark.parametrize(
    ("text", "node", "child", "data", "after"),
    [
        ("l:\n# c\n- a\n- b # d\n", 2, None, ["x"], "l:\n- x\n# c\n- a\n- b # d\n"),
        ("l: # c\n  - a\n  - b\n", 2, 3, [{"x": 1, "w": 2}, "z"], "l: # c\n  - a\n  - x: 1\n    w: 2\n  - z\n  - b\n"),
        ("l:\n- a\n- b # d\n", 2, 4, ["x"], "l:\n- a\n- b # d\n- x\n"),
        ("- a\n- b\n", 0, None, ["x"], "- x\n- a\n- b\n"),
        ("# c\n- a\n- b\n", 0, None, ["x"], "# c\n- x\n- a\n- b\n"),
        ("- a: |+\n    t\n\n- b\n", 0, 1, ["x"], "- a: |+\n    t\n\n- x\n- b\n"),
        ("l: [a, b]\n", 2, None, ["x", "w"], "l: [x, w, a, b]\n"),
        ("l: [a, b]\n", 2, 3, ["x", "w"], "l: [a, x, w, b]\n"),
        ("l: [{a: 1}, b]\n", 2, 3, ["x"], "l: [{a: 1}, x, b]\n"),
        ("m: {a: 1, b: 2}\n", 2, 4, {"x": 1}, "m: {a: 1, x: 1, b: 2}\n"),
        ("m:\n  a: 1 # c\n  b: 2\n", 2, 4, {"x": {"w": 1}}, "m:\n  a: 1 # c\n  x:\n    w: 1\n  b: 2\n"),
        ("m:\n  a:\n  - 1\n  b: 2\n", 2, 4, {"x": [1]}, "m:\n  a:\n  - 1\n  x:\n  - 1\n  b: 2\n"),
        ("a: 1\nb: 2\n", 0, None, {"x": 1}, "x: 1\na: 1\nb: 2\n"),
    ],
)
def test_entries_among_others(text: str, node: int, child: int | None, data: Any, after: str) -> None:
    tape = read_tape(text)
    assert changed(tape, [add_after(tape, node, child, data, style_of(tape))]) == after


@pytest.mark.parametrize(
    ("text", "data", "after"),
    [
        ("[\n  a, # c\n  b # d\n]\n", ["x", "w"], "[\n  a, # c\n  b, # d\n  x,\n  w\n]\n"),
        ("[\n  a,\n  b]\n", ["x"], "[\n  a,\n  b,\n  x]\n"),
        ("[\n  a,\n  b,\n]\n", ["x"], "[\n  a,\n  b,\n  x,\n]\n"),
        ("[\r\n  a\r\n]", ["x"], "[\r\n  a,\r\n  x\r\n]"),
        ("[a, b # c\n]\n", ["x"], "[a, b, x # c\n]\n"),
        ("[ ]\n", ["x"], '["x"]\n'),
        ("[ # c\n]\n", ["x"], "[x # c\n]\n"),
        ("{a: 1, }\n", {"x": 1}, "{a: 1, x: 1, }\n"),
        ("{a}\n", {"x": 1}, "{a, x: 1}\n"),
        ("{a: [1]}\n", {"x": {"w": 1}}, "{a: [1], x: {w: 1}}\n"),
        ('{\n  "a": 1\n}\n', {"x": "y"}, '{\n  "a": 1,\n  "x": "y"\n}\n'),
    ],
)
def test_flows_keep_their_commas_and_lines(text: str, data: Any, after: str) -> None:
    tape = read_tape(text)
    assert changed(tape, [add(tape, 0, data, style_of(tape))]) == after


@pytest.mark.parametrize(
    ("text", "data", "after"),
    [
        ("a: *x # c\nb: 1\n", [1], "a: # c\n  - 1\nb: 1\n"),
        ("a: *x\n", [], "a: []\n"),
        ("a:\n", [], "a: []\n"),
        ("a: [] # c\nb:\n- 1\n", [{"x": 1}], "a: # c\n- x: 1\nb:\n- 1\n"),
        ("a:\n  *x\n", {"b": 1, "c": 2}, "a:\n  b: 1\n  c: 2\n"),
    ],
)
def test_aliases_and_empty_values_are_filled(text: str, data: Any, after: str) -> None:
    head = "x: &x 1\n"
    tape = read_tape(head + text)
    assert changed(tape, [fill(tape, 0, 3, 4, data, style_of(tape))]) == head + after


def test_something_in_an_empty_document() -> None:
    tape = read_tape("a: 1\n---\n# c\n---\nb: 1\n", 1)
    assert changed(tape, [begin(tape, {"x": 1}, style_of(tape))], 1) == "a: 1\n---\n# c\nx: 1\n---\nb: 1\n"
