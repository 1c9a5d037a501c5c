from __future__ import annotations

from tranship.errors import Position
from tranship.formats.lines import Lines
from tranship.lint.excerpt import Excerpt, excerpt_of
from tranship.lint.findings import Problem


def excerpt(text: str, line: int, column: int, end: int | None = None) -> Excerpt | None:
    place = Position("f", line, column)
    behind = None if end is None else Position("f", line, end)
    return excerpt_of(Problem("", place, behind), Lines("f", text))


def test_carets_are_under_the_word_or_up_to_the_end() -> None:
    assert excerpt("a:\r\n  uses: git-clone # x\n", 2, 9) == Excerpt("  uses: git-clone # x", 8, 9)
    assert excerpt("a: 'it''s'\n", 1, 4) == Excerpt("a: 'it''s'", 3, 7)
    assert excerpt("a: [b, c]\n", 1, 5, 7) == Excerpt("a: [b, c]", 4, 2)


def test_a_long_line_is_cut_to_the_place() -> None:
    shown = excerpt("x" * 200 + " here " + "y" * 200, 1, 202)
    assert shown == Excerpt("…" + "x" * 49 + " here " + "y" * 45 + "…", 51, 4)


def test_tabs_and_what_can_not_be_printed_are_blanks() -> None:
    assert excerpt("a:\t\x1b[31m b\n", 1, 9) == Excerpt("a:  [31m b", 8, 1)


def test_of_a_hidden_line_or_one_that_is_not_there_nothing_is_shown() -> None:
    assert excerpt("a\n", 7, 1) is None
    assert excerpt_of(Problem("", Position("f", 1, 1), hidden=True), Lines("f", "secret")) is None
