"""Setting values in TOML text: only the bytes of the values change, proven by reading the result again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from tranship.errors import EditError
from tranship.formats import toml_document
from tranship.formats.dotted_key import Part, split_key
from tranship.formats.toml_create import create
from tranship.formats.toml_document import Step
from tranship.formats.toml_values import load


@dataclass(frozen=True)
class Update:
    """A value to set: text, a number or a boolean. ``create_missing``: whether the key is made if it is not there."""

    key: str
    value: Any
    create_missing: bool = False


class _Float(str):
    """A float as it is written, so that none is taken for another, and none for text."""

    __slots__ = ()


def set_values(text: str, updates: Sequence[Update], file: str) -> tuple[str, list[str]]:
    """The text with all updates made, one after the other, and for each update its value as it was written.

    Everything else stays as it is, to the byte.

    :param file: how the user named the file, for messages.
    :raises EditError: the text is no TOML, a key leads to no value, or a value is no scalar.
    """
    written: list[str] = []
    for update in updates:
        text, value = _set(text, update, file)
        written.append(value)
    return text, written


def scalar_text(value: Any, key: str, *, is_float: bool = False) -> str:
    """A text, number or boolean as TOML: text in single quotes where they can hold it, numbers without an exponent.

    :param key: what it is for, for messages.
    :param is_float: whether a whole number is to be a float, as what it replaces.
    :raises EditError: it is something else.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and abs(value) < float("inf"):
        if not value.is_integer():
            return format(Decimal(repr(value)), "f")
        value = int(value)
    if isinstance(value, int):
        # What does not fit into the 64 bits of an integer can only be a float.
        return f"{int(value)}.0" if is_float or not -(2**63) <= value < 2**63 else str(int(value))
    kind = "null" if value is None else "a table" if isinstance(value, dict) else "no text, number or boolean"
    raise EditError(f'the value for "{key}" is {kind}; only text, numbers and booleans can be set', key)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def quoted(text: str) -> str:
    """A text as TOML: in single quotes, or in double quotes with escapes if it holds one or a control character."""
    if not re.search(r"['\x00-\x08\n-\x1f\x7f]", text):
        return f"'{text}'"
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{ord(char):04X}" if char < " " or char == "\x7f" else char


def _set(text: str, update: Update, file: str) -> tuple[str, str]:
    data = load(text, file, _Float)
    parts = split_key(update.key)
    path, found = _walk(data, parts)
    if len(path) == len(parts):
        if isinstance(found, dict | list):
            kind = "a table" if isinstance(found, dict) else "an array"
            raise EditError(f'"{update.key}" is {kind} in {file}; only single values can be set', update.key)
        value = toml_document.find(toml_document.read(text), path)
        if value is None:
            raise EditError(f'"{update.key}" in {file} can\'t be set; please report this', update.key)
        written = scalar_text(update.value, update.key, is_float=isinstance(found, _Float))
        changed = text[: value.start] + written + text[value.end :]
    else:
        rest = [part.text for part in parts[len(path) :]]
        if not update.create_missing:
            raise _not_there(found, path, rest[0], update.key, file)
        written = scalar_text(update.value, update.key)
        path, changed = create(text, found, path, rest, written, update.key)
    _prove(data, changed, path, written, file)
    return changed, written


def _walk(data: Any, parts: Sequence[Part]) -> tuple[tuple[Step, ...], Any]:
    """How far a key leads: the steps that are there, and what they lead to."""
    path: tuple[Step, ...] = ()
    for part in parts:
        if isinstance(data, dict) and part.text in data:
            step: Step = part.text
        elif isinstance(data, list) and part.text in [str(index) for index in range(len(data))]:
            step = int(part.text)
        else:
            break
        path, data = (*path, step), data[step]
    return path, data


def _not_there(found: Any, path: Sequence[Step], missing: str, key: str, file: str) -> EditError:
    where = f'in "{".".join(str(step) for step in path)}"' if path else "at the top"
    if isinstance(found, list):
        message = f'there is no item "{missing}" {where} of {file}, which has {len(found)}'
    elif isinstance(found, dict):
        close = get_close_matches(missing, found, n=1)
        message = f'there is no key "{missing}" {where} of {file}' + (f'; did you mean "{close[0]}"?' if close else "")
    else:
        message = f'there is no key "{missing}" {where} of {file}, which is a single value'
    return EditError(message, key)


def _prove(before: Any, changed: str, path: Sequence[Step], written: str, file: str) -> None:
    """Read the changed text and make sure that it says what it said, but for the value that was set."""
    expected = _with(before, path, load(f"value = {written}", file, _Float)["value"])
    try:
        found = load(changed, file, _Float)
    except EditError:
        found = None
    if not _same(found, expected):
        raise EditError(f"{file} can't be edited without harm, so it was left as it is; please report this")


def _with(data: Any, path: Sequence[Step], value: Any) -> Any:
    """Data with another value where the path leads."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data or [])
        items[step : step + 1] = [_with(items[step] if step < len(items) else None, rest, value)]
        return items
    table = dict(data or {})
    table[step] = _with(table.get(step), rest, value)
    return table


def _same(left: Any, right: Any) -> bool:
    """Whether two values are the same, and of the same type: true is not 1."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(value, right[key]) for key, value in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)
