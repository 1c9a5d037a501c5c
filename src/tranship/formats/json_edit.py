"""Setting values in JSON text: only the bytes of the values change, proven by reading the result again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from tranship.errors import EditError
from tranship.formats import json_key
from tranship.formats.json_create import Splice, add, build
from tranship.formats.json_document import Data, Kind, Value, is_blank, read
from tranship.formats.json_key import Key, Step
from tranship.formats.lines import Lines
from tranship.gotypes.json_text import encode


@dataclass(frozen=True)
class Update:
    """A value to set: text, a number or a boolean.

    ``create_missing``: None creates a missing key as Kargo does, packed before the closing bracket; True creates it
    in the style of its neighbours; with False it is an error.
    """

    key: str
    value: Any
    create_missing: bool | None = None


def set_values(text: str, updates: Sequence[Update], file: str) -> str:
    """The text with all updates made, one after the other. Everything else stays as it is, to the byte.

    :param file: how the user named the file, for messages.
    :raises EditError: the text is no JSON, a key leads nowhere or is there twice, or a value is no scalar.
    """
    edit = None if is_blank(text) else _Edit(text, read(text, file), file)
    for update in updates:
        written = scalar_text(update.value, update.key)
        key = json_key.parse(update.key)
        if edit is None:
            text = _set_in_blank(key, written)
            edit = _Edit(text, read(text, file), file)
        else:
            edit.set(key, written, update.create_missing)
    return text if edit is None else edit.finished()


def scalar_text(value: Any, key: str) -> str:
    """A text, number or boolean as JSON; a number in digits, without an exponent.

    :param key: what it is for, for messages.
    :raises EditError: it is something else.
    """
    if isinstance(value, bool | str | int):
        return encode(value, escape_html=False)
    if isinstance(value, float) and abs(value) < float("inf"):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    kind = "null" if value is None else "an object" if isinstance(value, dict) else "no text, number or boolean"
    raise EditError(f'the value for "{key}" is {kind}; only text, numbers and booleans can be set', key)


def _set_in_blank(key: Key, written: str) -> str:
    if key.is_query:
        raise EditError(f'the file is empty, nothing in it fits "{key.text}"', key.text)
    return build(_steps_to_make(key), written)


def _steps_to_make(key: Key, done: int = 0) -> list[Step]:
    """The steps of a key's parts where nothing is yet; what would append is the first item."""
    return [part.text if part.index is None else max(part.index, 0) for part in key.parts[done:]]


class _Edit:
    """One text while it is edited.

    Updates are put together as long as none depends on what another one has done, so that many cost hardly more than
    one: each time that they are put into the text, all of it has to be read again.
    """

    def __init__(self, text: str, root: Value, file: str) -> None:
        self._file = file
        self._start(text, root)

    def _start(self, text: str, root: Value) -> None:
        """Go on with a text that nothing is kept for yet."""
        self._text = text
        self._root = root
        self._written: dict[tuple[Step, ...], str] = {}
        self._splices: dict[tuple[Step, ...], list[Splice]] = {}
        self._touched: set[tuple[Step, ...]] = set()
        self._grown: set[tuple[Step, ...]] = set()

    def set(self, key: Key, written: str, create_missing: bool | None) -> None:
        """Make one update."""
        if not key.is_query:
            if not self._put_if_alone(key, written, create_missing):
                self._flush()
                self._put(self._resolved(key), key, written, create_missing)
            return
        self._flush()
        targets = json_key.find(self._root.data, key.parts)
        if not targets:
            raise EditError(f'nothing in {self._file} fits "{key.text}"', key.text)
        for steps in targets:
            self._put(steps, key, written, create_missing)

    def finished(self) -> str:
        """The text with all updates in it."""
        self._flush()
        return self._text

    def _put_if_alone(self, key: Key, written: str, create_missing: bool | None) -> bool:
        """Keep an update for later; False if what is kept already has to be in the text before."""
        try:
            return self._put(self._resolved(key), key, written, create_missing)
        except EditError:
            # What is kept may have changed what the key means.
            if not self._written:
                raise
            return False

    def _resolved(self, key: Key) -> tuple[Step, ...]:
        return _resolved(self._root, key, self._text, self._file)

    def _put(self, steps: tuple[Step, ...], key: Key, written: str, create_missing: bool | None) -> bool:
        above = [steps[:length] for length in range(len(steps))]
        if steps in self._touched or not self._written.keys().isdisjoint(above):
            return False
        parent, there = _deepest(self._root, steps, key, self._text, self._file)
        if there == len(steps):
            self._splices[steps] = [Splice(parent.start, parent.end, written)]
        elif create_missing is False:
            raise _not_there(parent, steps, there, key, self._text, self._file)
        elif above[there] in self._grown or (create_missing and self._grown):
            return False
        else:
            like_neighbours = create_missing is True
            self._splices[steps] = add(self._text, parent, steps[there:], written, like_neighbours=like_neighbours)
            self._grown.add(above[there])
        self._written[steps] = written
        self._touched.update(above)
        return True

    def _flush(self) -> None:
        """Put what is kept into the text, and make sure that it says what it said, but for the values that were set."""
        if not self._written:
            return
        pieces, copied = [], 0
        splices = [splice for some in self._splices.values() for splice in some]
        for splice in sorted(splices, key=lambda splice: splice.start):
            pieces += [self._text[copied : splice.start], splice.text]
            copied = splice.end
        changed = "".join([*pieces, self._text[copied:]])
        meant = self._root.data
        for steps, written in self._written.items():
            meant = _with(meant, steps, read(written, self._file).data)
        try:
            root = read(changed, self._file)
        except EditError:
            root = None
        if root is None or root.data != meant:
            raise EditError(f"{self._file} can't be edited without harm, so it was left as it is; please report this")
        self._start(changed, root)


def _with(data: Data, steps: Sequence[Step], value: Data) -> Data:
    """What a document says when a value is set in it, with all that is missing on the way to it; changed in place."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        data = data if isinstance(data, list) else []
        data += [None] * (step + 1 - len(data))
        data[step] = _with(data[step], rest, value)
    else:
        data = data if isinstance(data, dict) else {}
        data[step] = _with(data.get(step), rest, value)
    return data


def _resolved(root: Value, key: Key, text: str, file: str) -> tuple[Step, ...]:
    """The steps that a key means: whether a number is an index depends on what is there."""
    steps: list[Step] = []
    value: Value | None = root
    if root.kind not in (Kind.OBJECT, Kind.LIST):
        raise EditError(f"{file} is no object or list, there are no keys in it", key.text)
    for done, part in enumerate(key.parts):
        if value is None or value.kind not in (Kind.OBJECT, Kind.LIST):
            return (*steps, *_steps_to_make(key, done))
        if value.kind is Kind.OBJECT:
            steps.append(part.text)
            value = next(iter(value.find(part.text)), None)
            continue
        index = part.item_of(len(value.parts))
        if index is None:
            place = Lines(file, text).position(value.start)
            raise EditError(
                f'{place}: "{key.text}" leads to a list here, and "{part.text}" is no index of it; write a number, '
                '-1 to append, or #(name=="x") to choose an item by what is in it',
                key.text,
            )
        steps.append(index)
        value = value.parts[index].value if index < len(value.parts) else None
    return tuple(steps)


def _deepest(root: Value, steps: Sequence[Step], key: Key, text: str, file: str) -> tuple[Value, int]:
    """How far steps lead: the value they get to, and how many of them that takes."""
    value = root
    for done, step in enumerate(steps):
        if isinstance(step, int):
            found = [part.value for part in value.parts[step : step + 1]] if value.kind is Kind.LIST else []
        else:
            found = value.find(step)
        if len(found) > 1:
            place = Lines(file, text).position(found[1].start)
            raise EditError(f'{place}: the key "{step}" is in this object twice; take one of them away', key.text)
        if not found:
            return value, done
        value = found[0]
    return value, len(steps)


def _not_there(parent: Value, steps: Sequence[Step], there: int, key: Key, text: str, file: str) -> EditError:
    place = Lines(file, text).position(parent.start)
    step = steps[there]
    where = f'in "{".".join(str(step) for step in steps[:there])}"' if there else "at the top"
    if parent.kind is Kind.LIST:
        what = f"there is no item {step} {where}, which has {len(parent.parts)}"
    elif parent.kind is Kind.OBJECT:
        close = get_close_matches(str(step), [part.key for part in parent.parts], n=1)
        what = f'there is no key "{step}" {where}' + (f'; did you mean "{close[0]}"?' if close else "")
    else:
        what = f'there is no key "{step}" {where}, which is {parent.kind.value}'
    return EditError(f"{place}: {what}", key.text)
