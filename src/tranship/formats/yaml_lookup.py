"""Where a key leads in a YAML document, and what to tell somebody whose key leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from tranship.errors import EditError
from tranship.formats.dotted_key import Part
from tranship.formats.yaml_tape import ALIAS, FLOW, LISTS, MAPS, Tape

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NEXT_DOCUMENT = re.compile(r"^---", re.MULTILINE)
_SHOWN = 8
"""Keys that a message names at most."""


@dataclass(frozen=True)
class Place:
    """Where a key leads.

    ``node`` is what is there, and ``rest`` what is missing below it, empty if nothing is: then ``node`` is the value.
    ``parent`` is the map or list that ``node`` is in, ``key`` its key in a map; both are None for the document itself.
    ``node`` is None if the document is empty.
    """

    node: int | None
    parent: int | None = None
    key: int | None = None
    rest: tuple[Part, ...] = ()

    def in_flow(self, tape: Tape) -> bool:
        """Whether the node stands between brackets or braces."""
        return self.parent is not None and tape.forms[self.parent] in FLOW


def is_null(tape: Tape, node: int) -> bool:
    """Whether a node is a null without a tag, written or left out."""
    return tape.forms[node] == "" and tape.texts[node] in NULLS and node not in tape.tags


def look_up(tape: Tape, parts: Sequence[Part], key: str) -> Place:
    """Follow a key as far as it leads.

    :param key: the whole key as it was written, for messages.
    :raises EditError: an alias, a merge or a value stands in the way, or a key on it comes twice.
    """
    if not tape.forms or (tape.forms[0] == "" and is_null(tape, 0)):
        return Place(0 if tape.forms else None, rest=tuple(parts))
    way = _Way(tape, parts, key)
    place = Place(0)
    for number, part in enumerate(parts):
        node = place.node
        assert node is not None  # noqa: S101 - only an empty document has no node.
        found = way.child(node, part, number)
        if found is None:
            return Place(node, place.parent, place.key, tuple(parts[number:]))
        place = found
    if place.node is not None and tape.forms[place.node] == ALIAS:
        way.refuse_alias(place.node, len(parts))
    return place


def refuse_missing(tape: Tape, place: Place, parts: Sequence[Part], key: str) -> NoReturn:
    """Say what of a key is not there.

    :raises EditError: always.
    """
    number = len(parts) - len(place.rest)
    owner, part = _name(parts[:number]), place.rest[0]
    inside = f' in "{owner}"' if owner else ""
    node = place.node
    if node is None or is_null(tape, node):
        message = f'there is no key "{part}"{inside}: {"it" if owner else "the document"} is empty'
    elif tape.forms[node] in LISTS:
        count = sum(1 for _ in tape.items(node))
        have = f"it has {count} item{'s' * (count != 1)}, counted from 0"
        message = f"there is no item {part}{inside or ' in the list'}: {have}"
    else:
        message = f'there is no key "{part}"{inside}{_alternatives(tape, node, part.text)}'
    if _NEXT_DOCUMENT.search(tape.text, tape.stop):
        message += "; other documents of the file are reached with `document`"
    raise EditError(message, key)


class _Way:
    """One key on its way through a document."""

    def __init__(self, tape: Tape, parts: Sequence[Part], key: str) -> None:
        self._tape = tape
        self._parts = parts
        self._key = key

    def child(self, node: int, part: Part, number: int) -> Place | None:
        """What a part of the key leads to; None if it is not there, but could be."""
        form = self._tape.forms[node]
        if form in MAPS:
            return self._in_map(node, part, number)
        if form in LISTS:
            return self._in_list(node, part, number)
        if form == ALIAS:
            self.refuse_alias(node, number)
        if not is_null(self._tape, node):
            name = _name(self._parts[:number])
            self._refuse(f'"{name}" (line {self._tape.line(node)}) is a single value, so there is no "{part}" in it')
        return None

    def _in_map(self, node: int, part: Part, number: int) -> Place | None:
        tape = self._tape
        found = tape.find(node, part.text)
        if not found:
            return None
        if len(found) > 1:
            lines = " and ".join(str(tape.line(key)) for key, _ in found)
            self._refuse(f'the key "{_name(self._parts[: number + 1])}" is there more than once, in lines {lines}')
        key, value = found[0]
        if tape.is_merge(key):
            self._refuse(f'"<<" (line {tape.line(key)}) merges another map in; set the value in that map')
        return Place(value, node, key)

    def _in_list(self, node: int, part: Part, number: int) -> Place | None:
        items = list(self._tape.items(node))
        index = part.index
        if index is None:
            name = _name(self._parts[:number]) or "the document"
            self._refuse(f'"{name}" (line {self._tape.line(node)}) is a list; "{part}" is no number of an item')
        return Place(items[index], node) if 0 <= index < len(items) else None

    def refuse_alias(self, node: int, number: int) -> NoReturn:
        """Say that an alias stands in the way."""
        tape = self._tape
        name, anchor, line = _name(self._parts[:number]), tape.anchors[node], tape.line(tape.targets[node])
        self._refuse(
            f'"{name}" is an alias (*{anchor}) of the value in line {line}; '
            "set it there, or give this place a value of its own"
        )

    def _refuse(self, message: str) -> NoReturn:
        raise EditError(message, self._key)


def _name(parts: Iterable[Part]) -> str:
    """Parts of a key as people write them."""
    return ".".join(part.text.replace(".", "\\.") for part in parts)


def _alternatives(tape: Tape, node: int, wanted: str) -> str:
    """What may have been meant, as the end of a sentence."""
    merged = any(tape.is_merge(key) for key, _ in tape.pairs(node))
    keys = [text for key, _ in tape.pairs(node) if (text := tape.key_text(key)) is not None and not tape.is_merge(key)]
    hint = "; keys that come by a merge (<<) are set in the map that they come from" if merged else ""
    close = get_close_matches(wanted, keys, n=1)
    if close:
        return f'; did you mean "{close[0]}"?{hint}'
    shown = ", ".join(keys[:_SHOWN]) + (" ..." if len(keys) > _SHOWN else "")
    return (f"; the keys there are: {shown}" if keys else "; it has no keys") + hint
