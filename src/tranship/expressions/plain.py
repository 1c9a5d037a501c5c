"""Values of expressions as plain JSON data, with what can't be known yet left where it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from tranship.errors import FieldPath
from tranship.exprlang import Unknown, to_json
from tranship.exprlang.json_reading import read_json
from tranship.exprlang.text import valid
from tranship.exprlang.values import Sort, is_nil, kind_of
from tranship.gotypes.json_text import decode


def plain(value: Any, *, floats: bool = False) -> Any:
    """A value of an expression as JSON data: None, booleans, numbers, text, lists and dicts; and Unknown.

    Structs become objects, times and versions text, durations numbers. ``floats`` makes all numbers floats, as reading
    JSON text back does in Go.

    :raises ValueError: it has no JSON form: a number that is not finite, a function, a map with other keys than text.
    """
    try:
        return _plain(value, floats)
    except RecursionError:
        # The language reads and prints what is nested more deeply than Python likes.
        return read_json(to_json(value))


def _plain(value: Any, floats: bool) -> Any:
    match kind_of(value):
        case Sort.STRING:
            return valid(value)
        case Sort.BOOL | Sort.NIL | Sort.UNKNOWN:
            return value
        case Sort.INT:
            return float(value) if floats else int(value)
        case Sort.FLOAT if math.isfinite(value):
            return value
        case Sort.MAP if not is_nil(value):
            return {_key(key): _plain(item, floats) for key, item in value.items()}
        case Sort.ARRAY if not is_nil(value):
            return [_plain(item, floats) for item in value]
    return decode(to_json(value), floats=floats)


def _key(key: Any) -> str:
    if isinstance(key, str):
        return valid(key)
    raise ValueError("a map with other keys than text has no JSON form")


def unknowns_in(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Unknown]]:
    """What can't be known yet in a value: where, and why."""
    left: list[tuple[FieldPath, Any]] = [(path, value)]
    while left:
        where, part = left.pop()
        if isinstance(part, Unknown):
            yield where, part
        elif isinstance(part, Mapping):
            left += [((*where, key), item) for key, item in list(part.items())[::-1]]
        elif isinstance(part, list | tuple):
            left += [((*where, index), part[index]) for index in range(len(part) - 1, -1, -1)]


def first_unknown(value: Any) -> Unknown | None:
    """Some Unknown in a value; None if all of it is known."""
    return next((unknown for _, unknown in unknowns_in(value)), None)


def replaced_unknowns(value: Any, stand_ins: Mapping[FieldPath, Any], path: FieldPath = ()) -> Any:
    """A copy of a value with something in place of what can't be known yet.

    :param stand_ins: by the paths that :func:`unknowns_in` gives.
    """
    if path in stand_ins:
        return stand_ins[path]
    if isinstance(value, Mapping):
        return {key: replaced_unknowns(item, stand_ins, (*path, key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [replaced_unknowns(item, stand_ins, (*path, index)) for index, item in enumerate(value)]
    return value
