"""Keys and items taken out of a YAML text: whole lines of a block, or what is between the commas of a flow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from tranship.formats.yaml_changes import Change, Splice
from tranship.formats.yaml_tape import BLOCK_LIST, BLOCK_MAP, BREAK, FLOW, MAPS, Tape


def removed(tape: Tape, parent: int, going: Collection[int]) -> list[Change]:
    """The changes that take keys with their values out of a map, or items out of a list, where others stay.

    A comment on the same line goes too; those on lines of their own stay.

    :param going: the keys, or the items.
    :raises ValueError: nothing stays in the map or list.
    """
    in_map = tape.forms[parent] in MAPS
    parts = [_Part(*pair, tape.value_place(*pair)[1]) for pair in tape.pairs(parent)] if in_map else []
    parts = parts or [_Part(item, item, tape.content(item)[1]) for item in tape.items(parent)]
    staying = [number for number, part in enumerate(parts) if part.first not in going]
    if not staying:
        raise ValueError("nothing stays in it")
    removal = _Removal(tape, parent, parts, staying)
    return [
        Change(part.first, tape.after(part.last), (), removal.splices(number))
        for number, part in enumerate(parts)
        if part.first in going
    ]


class _Part(NamedTuple):
    """A key and its value, or an item: ``first`` and ``last`` are the nodes, ``end`` is that of its characters."""

    first: int
    last: int
    end: int


class _Removal:
    """Which characters go with each part of a map or list."""

    def __init__(self, tape: Tape, parent: int, parts: Sequence[_Part], staying: Sequence[int]) -> None:
        self._tape = tape
        self._parent = parent
        self._parts = parts
        self._staying = staying
        start = tape.starts[parts[0].first]
        in_block_map = tape.forms[parent] == BLOCK_MAP
        self._behind_dash = in_block_map and bool(tape.text[tape.line_start(start) : start].strip())

    def splices(self, number: int) -> tuple[Splice, ...]:
        """What goes with one part."""
        tape, parts = self._tape, self._parts
        part = parts[number]
        start, is_tail = tape.starts[part.first], number > self._staying[-1]
        if tape.forms[self._parent] in FLOW:
            if is_tail:
                return (Splice(parts[number - 1].end, part.end, ""),)
            return (Splice(start, tape.starts[parts[number + 1].first], ""),)
        if self._behind_dash and number < self._staying[0]:
            # The first key that stays takes the place behind the dash, unless a comment is before it.
            following = tape.starts[parts[self._staying[0]].first]
            if not self._comments(self._staying[0]):
                return (Splice(start, following, ""),) if number == 0 else ()
            if number == 0:
                line = tape.line_start(start)
                return (Splice(line + len(tape.text[line:start].rstrip()), tape.line_end(part.end), ""),)
        if tape.forms[self._parent] == BLOCK_LIST:
            start = self._dash(start)
        return (self._lines(start, part.end, is_tail=is_tail),)

    def _comments(self, number: int) -> bool:
        """Whether a comment stands on a line of its own before the part of this number."""
        tape, parts = self._tape, self._parts
        pairs = pairwise(parts[: number + 1])
        return any(tape.text[tape.line_end(one.end) : tape.starts[other.first]].strip() for one, other in pairs)

    def _lines(self, start: int, end: int, *, is_tail: bool) -> Splice:
        """Whole lines, from the one that ``start`` is in to the one that ``end`` is in.

        Behind a tail something new may come, and a file may end with it: it goes with the line break before it.
        """
        tape = self._tape
        first, last = tape.line_start(start), tape.line_end(end)
        if is_tail:
            return Splice(first - (2 if tape.text[first - 2 : first] == "\r\n" else 1), last, "")
        found = BREAK.match(tape.text, last)
        return Splice(first, found.end() if found else last, "")

    def _dash(self, start: int) -> int:
        """Where the dash of an item is that starts here."""
        tape = self._tape
        column = tape.column(tape.content(self._parent)[0])
        line = tape.line_start(start)
        while line and (tape.text[line + column : line + column + 1] != "-" or tape.text[line : line + column].strip()):
            line = tape.line_start(line - 1)
        return line + column
