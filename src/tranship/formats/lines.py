"""Places in a text: from the offset of a character to its line and column, as editors count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from tranship.errors import Position

_BREAK = re.compile("\r\n|\n|\r")


class Lines:
    """A text that knows its lines; they end with LF, CR LF or CR.

    :param file: the text's file as the user named it.
    :param text: the whole text; offsets count its characters from 0.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        """The offsets at which lines begin."""
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The place of the character at ``offset``; a byte order mark takes no column."""
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if line == 0 and offset and self.text.startswith("\ufeff"):
            start = 1
        return Position(self.file, line + 1, offset - start + 1)

    def line(self, number: int) -> str:
        """The line of that number, counted from 1, without its end; empty if there is none."""
        starts = self._starts
        if not 0 < number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "")
