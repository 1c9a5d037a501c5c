"""Values set in a YAML file by their keys, so that every byte that was not meant stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tranship.errors import EditError
from tranship.formats.dotted_key import split_key
from tranship.formats.yaml_additions import Additions
from tranship.formats.yaml_bytes import YAMLBytes
from tranship.formats.yaml_changes import Change, changed
from tranship.formats.yaml_lookup import Place, look_up, refuse_missing
from tranship.formats.yaml_replace import replaced
from tranship.formats.yaml_scalar_text import scalar_text
from tranship.formats.yaml_style import Style, style_of
from tranship.formats.yaml_tape import FLOW, MAPS, SCALARS, Tape, read_tape


@dataclass(frozen=True)
class SetValue:
    """A value to set.

    :param key: where: names and indexes with dots between them, see :func:`~tranship.formats.dotted_key.split_key`.
    :param value: text, a number, a boolean or None.
    :param document: the document of the stream that the key is looked for in, from 0.
    :param create_missing: make what is missing on the way, instead of refusing.
    """

    key: str
    value: Any
    document: int = 0
    create_missing: bool = False


@dataclass(frozen=True)
class Edited:
    """The new bytes of a file, and notes for the user: what else changes because it is an alias of what was set."""

    data: bytes
    notes: tuple[str, ...] = ()


def set_values(data: bytes, values: Sequence[SetValue]) -> Edited:
    """Set values in a file, all or none.

    Of two values for one key the later wins. The value there must be a single one, and gives way as a whole to one
    line; its anchor, its tag and the comment behind it stay. What is made anew is written as its neighbours are.

    :raises EditError: a key leads nowhere, or to a map, list or alias, or is ambiguous; a value is none that can be
        set; the file is no YAML, or can't be changed without harm. ``field`` is the key.
    """
    file = YAMLBytes.read(data)
    text = file.text
    notes: list[str] = []
    for document in sorted({value.document for value in values}):
        edit = _Edit(read_tape(text, document))
        for value in values:
            if value.document == document:
                edit.set(value)
        text = changed(edit.tape, edit.changes(), document)
        notes += edit.notes()
    return Edited(file.with_text(text), tuple(notes))


class _Edit:
    """What is to be set in one document."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self._values: dict[int, tuple[Place, SetValue]] = {}
        self._additions = Additions(tape)

    def set(self, value: SetValue) -> None:
        """Look up where a value goes."""
        scalar_text(value.value)
        parts = split_key(value.key)
        place = look_up(self.tape, parts, value.key)
        if place.node is None or place.rest:
            if not value.create_missing:
                refuse_missing(self.tape, place, parts, value.key)
            self._additions.put(place, value.value, value.key)
        elif self.tape.forms[place.node] in SCALARS:
            self._values[place.node] = place, value
        else:
            kind = "map" if self.tape.forms[place.node] in MAPS else "list"
            raise EditError(
                f'"{value.key}" (line {self.tape.line(place.node)}) is a {kind}; only single values can be set',
                value.key,
            )

    def changes(self) -> Iterator[Change]:
        """The changes that set everything."""
        in_flow = self.tape.forms[:1] and self.tape.forms[0] in FLOW
        style = style_of(self.tape) if in_flow or self._additions else Style()
        for place, value in self._values.values():
            if place.node in self._additions:
                raise EditError(f'another change makes a map or list of "{value.key}"', value.key)
            try:
                yield replaced(self.tape, place, value.value, style)
            except EditError as error:
                raise EditError(f'"{value.key}": {error}', value.key) from None
        yield from self._additions.changes(style)

    def notes(self) -> Iterator[str]:
        """What changes besides, because it is an alias of something that was set."""
        for node, (_, value) in self._values.items():
            lines = [str(self.tape.line(alias)) for alias, target in self.tape.targets.items() if target == node]
            if lines:
                where = f"line{'s' * (len(lines) > 1)} {', '.join(lines)}"
                yield f'"{value.key}" has the anchor &{self.tape.anchors[node]}: its aliases in {where} change with it'
