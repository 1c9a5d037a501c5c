"""Keys and items taken out of a YAML text: whole lines of a block, or what is between the commas of a flow."""

from __future__ import annotations

from collections.abc import Collection

from tranship.formats.yaml_changes import Change, Splice
from tranship.formats.yaml_tape import BREAK, FLOW, MAPS, Tape


def removed(tape: Tape, parent: int, first: int, going: Collection[int] = ()) -> Change:
    """The change that takes a key and its value out of a map, or an item out of a list, where others stay.

    A comment on the same line goes too; those on lines of their own stay.

    :param first: the key, or the item; ``going`` are all that are taken out of ``parent`` at once.
    :raises ValueError: nothing stays in the map or list.
    """
    in_map = tape.forms[parent] in MAPS
    members = [key for key, _ in tape.pairs(parent)] if in_map else list(tape.items(parent))
    at = members.index(first)
    last = tape.after(first) if in_map else first
    end = tape.value_place(first, last)[1] if in_map else tape.content(first)[1]
    before = tape.value_place(members[at - 1], tape.after(members[at - 1])) if in_map else tape.content(members[at - 1])
    staying = [member for member in members if member != first and member not in going]
    if not staying:
        raise ValueError("nothing stays in it")
    is_tail = at > 0 and staying[-1] < first
    if tape.forms[parent] in FLOW:
        splice = Splice(before[1], end, "") if is_tail else Splice(tape.starts[first], tape.starts[members[at + 1]], "")
    elif in_map and tape.text[tape.line_start(tape.starts[first]) : tape.starts[first]].strip():
        splice = _behind_dash(tape, tape.starts[first], end, tape.starts[members[at + 1]])
    else:
        start = tape.starts[first] if in_map else _dash(tape, parent, first)
        unended = is_tail and not BREAK.search(tape.text, tape.last_end(parent))
        splice = _lines(tape, start, end, unended=unended)
    return Change(first, tape.after(last), (), (splice,))


def _lines(tape: Tape, start: int, end: int, *, unended: bool) -> Splice:
    """Whole lines, from the one that ``start`` is in to the one that ``end`` is in.

    :param unended: they are the last ones of a file without a line break at its end, so that the one before them goes.
    """
    first, last = tape.line_start(start), tape.line_end(end)
    if unended:
        return Splice(first - (2 if tape.text[first - 2 : first] == "\r\n" else 1), last, "")
    found = BREAK.match(tape.text, last)
    return Splice(first, found.end() if found else last, "")


def _dash(tape: Tape, parent: int, item: int) -> int:
    """Where the dash of an item is."""
    column = tape.column(tape.content(parent)[0])
    line = tape.line_start(tape.starts[item])
    while line and (tape.text[line + column : line + column + 1] != "-" or tape.text[line : line + column].strip()):
        line = tape.line_start(line - 1)
    return line + column


def _behind_dash(tape: Tape, start: int, end: int, following: int) -> Splice:
    """The first key of a map that begins behind a dash: the next key takes its place, unless a comment is between."""
    if not tape.text[tape.line_end(end) : following].strip():
        return Splice(start, following, "")
    line = tape.line_start(start)
    return Splice(line + len(tape.text[line:start].rstrip()), tape.line_end(end), "")
