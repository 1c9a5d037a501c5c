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
from tranship.formats.json_document import Kind, Value, is_blank, read
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
    root = None if is_blank(text) else read(text, file)
    for update in updates:
        written = scalar_text(update.value, update.key)
        key = json_key.parse(update.key)
        if root is None:
            text = _set_in_blank(key, written)
            root = read(text, file)
        else:
            text, root = _set(text, root, key, written, update, file)
    return text


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


def _set(text: str, root: Value, key: Key, written: str, update: Update, file: str) -> tuple[str, Value]:
    """The text with one update made, and what it is then."""
    if key.is_query:
        targets = json_key.find(root, key.parts)
        if not targets:
            raise EditError(f'nothing in {file} fits "{key.text}"', key.text)
    else:
        targets = [_resolved(root, key, text, file)]
    splices: list[Splice] = []
    for steps in targets:
        parent, there = _deepest(root, steps, key, text, file)
        missing = steps[there:]
        if not missing:
            splices.append(Splice(parent.start, parent.end, written))
            continue
        if update.create_missing is False:
            raise _not_there(parent, steps, there, key, text, file)
        splices += add(text, parent, missing, written, like_neighbours=update.create_missing is True)
    pieces, copied = [], 0
    for splice in sorted(splices, key=lambda splice: splice.start):
        pieces += [text[copied : splice.start], splice.text]
        copied = splice.end
    changed = "".join([*pieces, text[copied:]])
    return changed, _proven(root, changed, targets, written, file)


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


def _proven(before: Value, changed: str, targets: Sequence[Sequence[Step]], written: str, file: str) -> Value:
    """Read the changed text and make sure that it says what it said, but for the values that were set."""
    try:
        after = read(changed, file)
    except EditError:
        after = None
    if after is None or not _is_meant(before, after, targets, read(written, file)):
        raise EditError(f"{file} can't be edited without harm, so it was left as it is; please report this")
    return after


def _is_meant(before: Value | None, after: Value, targets: Sequence[Sequence[Step]], value: Value) -> bool:
    """Whether a value says what it said before, but for a new value at the targets; None before: there was none."""
    if not targets:
        return after.says_the_same(_NULL if before is None else before)
    if not all(targets):
        return after.says_the_same(value)
    below: dict[Step, list[Sequence[Step]]] = {}
    for first, *rest in targets:
        below.setdefault(first, []).append(rest)
    is_list = isinstance(targets[0][0], int)
    kind = Kind.LIST if is_list else Kind.OBJECT
    old = before.parts if before is not None and before.kind is kind else ()
    new_keys = [step for step in below if not is_list and step not in {part.key for part in old}]
    length = max(len(old), *(int(step) + 1 for step in below)) if is_list else len(old) + len(new_keys)
    if after.kind is not kind or len(after.parts) != length:
        return False
    for index, part in enumerate(after.parts):
        was = old[index] if index < len(old) else None
        if not is_list and part.key != (was.key if was else new_keys[index - len(old)]):
            return False
        if not _is_meant(was.value if was else None, part.value, below.get(index if is_list else part.key, []), value):
            return False
    return True


_NULL = Value(Kind.WORD, 0, 0, content="null")
