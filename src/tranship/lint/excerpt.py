"""The line of a finding with carets under the place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tranship.formats.lines import Lines
from tranship.lint.findings import Problem

_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|\$\{\{.*?\}\}|[^\s:,\[\]{}#]+|.")
_WIDEST = 100
_BEFORE = 50


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown: its ``text``, and the column (from 0) and ``width`` of the carets under it."""

    text: str
    column: int
    width: int


def width_of(problem: Problem, line: str) -> int:
    """How many characters of a line a problem is about."""
    start = problem.position.column - 1
    if problem.end is not None and problem.end.line == problem.position.line:
        return max(1, problem.end.column - problem.position.column)
    word = _WORD.match(line, start)
    return len(word.group()) if word else 1


def line_of(problem: Problem, lines: Lines) -> str:
    """The line of the file that a problem is in."""
    return lines.line(problem.position.line)


def excerpt_of(problem: Problem, lines: Lines) -> Excerpt | None:
    """What to show of a problem's line; None if there is nothing, or it may hold a secret."""
    line = line_of(problem, lines)
    if problem.hidden or not line.strip():
        return None
    start, width = problem.position.column - 1, width_of(problem, line)
    # A long line is cut to what stands around the place, so that the carets stay on the screen.
    cut = max(0, start - _BEFORE) if len(line) > _WIDEST else 0
    shown = "".join(char if char.isprintable() else " " for char in line[cut : cut + _WIDEST])
    before, after = "…" if cut else "", "…" if cut + _WIDEST < len(line) else ""
    column = start - cut + len(before)
    return Excerpt(before + shown + after, column, max(1, min(width, len(shown) - (start - cut))))
