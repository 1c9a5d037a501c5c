"""The habits of a file, and values written in them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tranship.formats.yaml_style import Style, block_lines, flow_entries, flow_text, style_of
from tranship.formats.yaml_tape import read_tape

DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab :#-'\"1", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab1", min_size=1), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("", Style(2, 2)),
        ("a: 1\n", Style(2, 2)),
        ("a:\n    b: 1\n", Style(4, 4)),
        ("a:\n    b: 1\nc:\n- d\n", Style(4, 0)),
        ("- a:\n   - b\n- c:\n     d: 1\n", Style(3 + 0, 1)),
        ("a: &x\n      b: 1\n", Style(6, 6)),
        ("a: {b: {c: 1}}\n", Style(2, 2)),
        ("{a: 1}", Style()),
        ('{"a": 1}', Style(json=True)),
        ('{"a": 1, }', Style()),
    ],
)
def test_habits(text: str, style: Style) -> None:
    assert style_of(read_tape(text)) == style


def test_the_habit_of_a_file_without_lists_can_be_given() -> None:
    assert style_of(read_tape("a:\n  b: 1\n"), list_step=0) == Style(2, 0)


def test_blocks() -> None:
    data = {"a": {"b": [1, {"c": None, "d": []}, [2]], "on": {}}, "e": "no"}
    assert block_lines(data, Style(4, 2)) == [
        "a:",
        "    b:",
        "      - 1",
        "      - c: null",
        "        d: []",
        "      - - 2",
        '    "on": {}',
        'e: "no"',
    ]


def test_flows() -> None:
    data = {"a": [1, "x, y"], "on": {}}
    assert flow_text(data, Style()) == '{a: [1, "x, y"], "on": {}}'
    assert flow_text({"a": "b"}, Style(json=True)) == '{"a": "b"}'
    assert flow_entries(data, Style()) == ['a: [1, "x, y"]', '"on": {}']
    assert flow_entries(["2026-01-31"], Style(cautious=True)) == ['"2026-01-31"']


@given(DATA, st.integers(1, 4), st.integers(0, 4))
def test_what_is_written_is_read_as_what_it_was(data: Any, step: int, list_step: int) -> None:
    style = Style(step, list_step)
    assert yaml.safe_load("\n".join(block_lines(data, style))) == data
    assert yaml.safe_load(flow_text(data, style)) == data
