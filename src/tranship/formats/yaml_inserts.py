"""New keys and items in a YAML text, written as their neighbours are: below them, or after a comma in a flow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tranship.formats.yaml_changes import Change, Expected, Splice, expected_of
from tranship.formats.yaml_style import Style, block_lines, flow_entries, flow_text
from tranship.formats.yaml_tape import ALIAS, FLOW, MAPS, Tape

_COMMA = re.compile(r"(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*,")
_OPENERS = frozenset(" \t\n\r\x85\u2028\u2029[{,")


def spaced(tape: Tape, start: int, text: str) -> str:
    """A value's text, with a blank before it if it would touch what stands before it."""
    return text if start == 0 or tape.text[start - 1] in _OPENERS else f" {text}"


def add(tape: Tape, node: int, data: Mapping[str, Any] | Sequence[Any], style: Style) -> Change:
    """More pairs for a map, or items for a list, behind those that are there.

    :param node: a map for a mapping, a list for a sequence; a block, or a flow.
    """
    closing = tape.closing[node]
    if tape.forms[node] in FLOW:
        splices = _flow_splices(tape, node, data, style)
    else:
        splices = [_below(tape, closing - 1, tape.column(tape.content(node)[0]), block_lines(data, style))]
    return Change(closing, closing, _inner(data), tuple(splices))


def add_after(
    tape: Tape, node: int, child: int | None, data: Mapping[str, Any] | Sequence[Any], style: Style
) -> Change:
    """Like :func:`add`, but behind ``child``, an item of the list or a value of the map; None: before all others."""
    children = list(tape.items(node))
    if child == children[-1]:
        return add(tape, node, data, style)
    number = children[0] if child is None else tape.after(child)
    if tape.forms[node] in FLOW:
        entries = flow_entries(data, style)
        if child is None:
            splice = Splice(tape.starts[number], tape.starts[number], "".join(f"{entry}, " for entry in entries))
        else:
            end = tape.content(child)[1]
            splice = Splice(end, end, "".join(f", {entry}" for entry in entries))
    else:
        column, lines = tape.column(tape.content(node)[0]), block_lines(data, style)
        if child is not None:
            splice = _below(tape, number - 1, column, lines)
        elif node == 0:
            splice = _at_line(tape, tape.starts[0], column, lines)
        else:
            # Comments above what was first belong to it: the new one stands above them, right below the key.
            splice = _splice_below(tape, tape.line_end(tape.ends[node - 1]), column, lines)
    return Change(number, number, _inner(data), (splice,))


def fill(tape: Tape, parent: int, key: int | None, node: int, data: Any, style: Style) -> Change:
    """A map or a list in the place of a null, an alias or something empty.

    :param parent: the map or list that ``node`` is in; ``key`` its key in a map.
    """
    start, end = tape.content(node) if key is None else tape.value_place(key, node)
    tag, anchor = (None, None) if tape.forms[node] == ALIAS else (tape.tags.get(node), tape.anchors.get(node))
    text, line = tape.text, tape.line_start(start)
    splices: tuple[Splice, ...]
    if tape.forms[parent] in FLOW or not data:
        splices = (Splice(start, end, spaced(tape, start, flow_text(data, style))),)
    elif key is None or not text[line:start].strip():
        column = tape.column(start) + (start == end)
        first, *others = block_lines(data, style)
        splices = (
            Splice(start, end, spaced(tape, start, first)),
            _splice_below(tape, tape.line_end(end), column, others),
        )
    else:
        step = style.step if isinstance(data, Mapping) else style.list_step
        column = tape.column(tape.content(parent)[0]) + step
        kept = line + len(text[line:start].rstrip(" \t"))
        below = _splice_below(tape, tape.line_end(end), column, block_lines(data, style))
        splices = (Splice(kept, end, ""), below)
    return Change(node, tape.after(node), tuple(expected_of(data, tag, anchor)), splices)


def begin(tape: Tape, data: Any, style: Style) -> Change:
    """Something in a document that has nothing."""
    place = tape.starts[0] if tape.forms else len(tape.text)
    return Change(0, len(tape.forms), tuple(expected_of(data)), (_at_line(tape, place, 0, block_lines(data, style)),))


def _inner(data: Any) -> tuple[Expected, ...]:
    """The events of what is in a map or list."""
    return tuple(expected_of(data))[1:-1]


def _below(tape: Tape, last: int, column: int, lines: Sequence[str]) -> Splice:
    """Lines below the event ``last``, the last of a node in a block."""
    last = tape.last(last)
    if "+" in tape.block_header(last):
        # The blank lines behind it are part of the text.
        return _at_line(tape, tape.ends[last], column, lines)
    return _splice_below(tape, tape.line_end(tape.last_end(last)), column, lines)


def _splice_below(tape: Tape, line_end: int, column: int, lines: Sequence[str]) -> Splice:
    ending = tape.line_break(line_end)
    return Splice(line_end, line_end, "".join(f"{ending}{' ' * column}{line}" for line in lines))


def _at_line(tape: Tape, place: int, column: int, lines: Sequence[str]) -> Splice:
    """Lines where a line begins, or at the end of the text."""
    if place and tape.line_start(place) != place:
        return _splice_below(tape, place, column, lines)
    ending = tape.line_break(place)
    return Splice(place, place, "".join(f"{' ' * column}{line}{ending}" for line in lines))


def _flow_splices(tape: Tape, node: int, data: Mapping[str, Any] | Sequence[Any], style: Style) -> list[Splice]:
    """Where new entries go between brackets: behind a comma, on lines of their own if the last entry has its own."""
    start, closing = tape.content(node)[0], tape.starts[tape.closing[node]]
    entries, children = flow_entries(data, style), list(tape.items(node))
    if not children:
        is_blank = not tape.text[start + 1 : closing].strip()
        return [Splice(start + 1, closing if is_blank else start + 1, ", ".join(entries))]
    first = children[-2] if tape.forms[node] in MAPS else children[-1]
    end = tape.content(first)[1] if first == children[-1] else tape.value_place(first, children[-1])[1]
    comma = _COMMA.match(tape.text, end, closing)
    place = behind = comma.end() if comma else end
    gap, line = " ", tape.line_start(tape.starts[first])
    margin = tape.text[line : tape.starts[first]]
    if line > start and not margin.strip():
        gap = tape.line_break(start) + margin
        # A comment behind the last entry stays on its line.
        behind = tape.line_end(place) if tape.line_end(place) < closing else place
    text = ",".join(gap + entry for entry in entries) + ("," if comma else "")
    return [*([] if comma else [Splice(place, place, ",")]), Splice(behind, behind, text)]
