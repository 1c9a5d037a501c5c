"""What is taken out, and what stays of it."""

from __future__ import annotations

import pytest

from tranship.formats.yaml_changes import changed
from tranship.formats.yaml_removals import removed
from tranship.formats.yaml_tape import read_tape


@pytest.mark.parametrize(
    ("text", "node", "firsts", "after"),
    [
        ("a: 1\n# c\nb: 2 # d\nc: 3\n", 0, [3], "a: 1\n# c\nc: 3\n"),
        ("a: 1\nb: |\n  x\n\nc: 3\n", 0, [3], "a: 1\n\nc: 3\n"),
        ("a: 1\nb:\n  c: 2\n  d: 3 # e", 0, [3], "a: 1"),
        ("a: 1\r\nb: 2", 0, [3], "a: 1"),
        ("a: 1\nb: 2\nc: 3", 0, [3, 5], "a: 1"),
        ("a: 1\nb: 2\nc: 3\n", 0, [1, 3], "c: 3\n"),
        ("- a: 1 # x\n  b: 2\n", 1, [2], "- b: 2\n"),
        ("- a: 1 # x\n  # y\n  b: 2\n", 1, [2], "-\n  # y\n  b: 2\n"),
        ("- a: 1\n  b: 2 # x\n  c: 3\n", 1, [2, 4], "- c: 3\n"),
        ("- a: 1\n  b: 2\n  # x\n  c: 3\n", 1, [2, 4], "-\n  # x\n  c: 3\n"),
        ("- a: 1\n  b: 2\n", 1, [4], "- a: 1\n"),
        ("- a\n- b # c\n- c\n", 0, [2], "- a\n- c\n"),
        ("- a\n-\n  # x\n  b: 1\n- c\n", 0, [2], "- a\n- c\n"),
        ("- a\n- b", 0, [2], "- a"),
        ("x:\n  - a\n  # -\n  - b\n", 2, [3], "x:\n  # -\n  - b\n"),
        ("{a: 1, b: 2, c: 3}\n", 0, [3], "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", 0, [3, 5], "{a: 1}\n"),
        ("{a: 1, b: 2, c}\n", 0, [1, 3], "{c}\n"),
        ("[a, b,]\n", 0, [2], "[a,]\n"),
        ("[a, [b]]\n", 0, [1], "[[b]]\n"),
    ],
)
def test_whole_lines_or_what_is_between_commas(text: str, node: int, firsts: list[int], after: str) -> None:
    tape = read_tape(text)
    assert changed(tape, removed(tape, node, firsts)) == after


def test_the_last_one_stays() -> None:
    tape = read_tape("a: 1\n")
    with pytest.raises(ValueError, match="nothing stays in it"):
        removed(tape, 0, [1])
