"""Keys that are not there yet, gathered so that each map or list gets all of its new entries at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tranship.errors import EditError
from tranship.formats.dotted_key import Part
from tranship.formats.yaml_changes import Change
from tranship.formats.yaml_inserts import add, begin, fill
from tranship.formats.yaml_lookup import Place, is_null
from tranship.formats.yaml_nodes import DEEPEST
from tranship.formats.yaml_style import Style
from tranship.formats.yaml_tape import LISTS, MAPS, Tape

_APPEND = -1
"""The index that always stands for a new item."""


class Additions:
    """What is to be made in one document, by the node that it is missing in."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._new: dict[int | None, tuple[Place, dict[str, Any] | list[Any]]] = {}

    def __len__(self) -> int:
        return len(self._new)

    def __contains__(self, node: int | None) -> bool:
        return node in self._new

    def put(self, place: Place, value: Any, key: str) -> None:
        """Note a value that is to be made; a later one of the same key wins.

        :raises EditError: an index leaves a gap, or what is to be made has no place.
        """
        if len(place.rest) > DEEPEST:
            raise EditError(f"the key would make a file nested deeper than {DEEPEST} levels", key)
        if place.node not in self._new:
            self._new[place.node] = place, self._container(place)
        data = self._new[place.node][1]
        _put(data, place.rest, value, key, self._size(place))

    def changes(self, style: Style) -> Iterator[Change]:
        """The changes that make everything."""
        tape = self._tape
        for node, (place, data) in self._new.items():
            if node is None or (place.parent is None and is_null(tape, node)):
                yield begin(tape, data, style)
            elif place.parent is not None and (is_null(tape, node) or tape.closing[node] == node + 1):
                yield fill(tape, place.parent, place.key, node, data, style)
            else:
                yield add(tape, node, data, style)

    def _container(self, place: Place) -> dict[str, Any] | list[Any]:
        form = "" if place.node is None else self._tape.forms[place.node]
        return {} if form in MAPS else [] if form in LISTS else _container_for(place.rest)

    def _size(self, place: Place) -> int:
        """How many items the list has already."""
        node = place.node
        return sum(1 for _ in self._tape.items(node)) if node is not None and self._tape.forms[node] in LISTS else 0


def _container_for(parts: Sequence[Part]) -> dict[str, Any] | list[Any]:
    """What a missing part is made in: a list for an index, else a map."""
    return [] if parts[0].index is not None and not parts[0].is_name else {}


def _put(data: dict[str, Any] | list[Any], parts: Sequence[Part], value: Any, key: str, size: int = 0) -> None:
    """Put a value into new data. ``size`` is the number of items that the list has besides."""
    part, rest = parts[0], parts[1:]
    if isinstance(data, list):
        index = _index(part, len(data), size, key)
        if index == len(data):
            data.append(_container_for(rest) if rest else None)
        if not rest:
            data[index] = value
            return
        child = data[index]
    else:
        if not rest:
            data[part.text] = value
            return
        child = data.setdefault(part.text, _container_for(rest))
    if not isinstance(child, dict | list):
        raise EditError(f'the key "{key}" leads into a value that another change sets', key)
    _put(child, rest, value, key)


def _index(part: Part, new: int, size: int, key: str) -> int:
    """The index among the new items of a list."""
    index = part.index
    if index == _APPEND:
        return new
    if index is None or part.is_name or not 0 <= index - size <= new:
        count = size + new
        raise EditError(
            f'the key "{key}" asks for item {part}, but the list has {count} item{"s" * (count != 1)}; '
            f"the next one is {count}, or -1",
            key,
        )
    return index - size
