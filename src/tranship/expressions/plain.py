"""Values of expressions as plain JSON data, with what can't be known yet left where it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from tranship.errors import FieldPath
from tranship.exprlang import Unknown, to_json
from tranship.exprlang.text import valid
from tranship.exprlang.values import NilArray, Sort, kind_of
from tranship.gotypes.json_text import decode


def plain(value: Any, *, floats: bool = False) -> Any:
    """A value of an expression as JSON data: None, booleans, numbers, text, lists and dicts; and Unknown.

    Structs become objects, times and versions text, durations numbers. ``floats`` makes all numbers floats, as reading
    JSON text back does in Go.

    :raises ValueError: it has no JSON form: a number that is not finite, a function, a map with other keys than text.
    """
    match kind_of(value):
        case Sort.STRING:
            return valid(value)
        case Sort.BOOL | Sort.NIL | Sort.UNKNOWN:
            return value
        case Sort.INT:
            return float(value) if floats else int(value)
        case Sort.FLOAT if math.isfinite(value):
            return value
        case Sort.MAP:
            return {_key(key): plain(item, floats=floats) for key, item in value.items()}
        case Sort.ARRAY:
            return None if isinstance(value, NilArray) else [plain(item, floats=floats) for item in value]
    return decode(to_json(value), floats=floats)


def _key(key: Any) -> str:
    if isinstance(key, str):
        return valid(key)
    raise ValueError("a map with other keys than text has no JSON form")


def unknowns_in(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Unknown]]:
    """What can't be known yet in a value: where, and why."""
    if isinstance(value, Unknown):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from unknowns_in(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from unknowns_in(item, (*path, index))


def first_unknown(value: Any) -> Unknown | None:
    """Some Unknown in a value; None if all of it is known."""
    return next((unknown for _, unknown in unknowns_in(value)), None)
