"""Access to parts of values: members, indexes, slices, lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from tranship.exprlang import text
from tranship.exprlang.arithmetic import a, integer
from tranship.exprlang.budget import Budget
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.methods import METHODS
from tranship.exprlang.structs import Struct
from tranship.exprlang.values import (
    NIL_ARRAY,
    SMALLEST,
    AnyMap,
    FunctionValue,
    Groups,
    Ints,
    NilArray,
    Pairs,
    Sort,
    StringMap,
    Strings,
    UInt8,
    kind_of,
    type_words,
)


def fetch(base: Any, key: Any, budget: Budget, *, named: bool = False) -> Any:
    """``base.key`` or ``base[key]``. ``named`` if the key stands in the source: then messages may repeat it.

    :raises NotKnown: it depends on what can't be known yet.
    """
    sort = kind_of(base)
    if sort is Sort.UNKNOWN:
        raise NotKnown(base)
    if kind_of(key) is Sort.UNKNOWN:
        raise NotKnown(key)
    if sort is Sort.MAP:
        return _of_map(base, key, budget)
    if sort is Sort.ARRAY or sort is Sort.STRING or sort is Sort.BYTES:
        if named:
            raise Fault(f'{a(base)} has no field "{key}"')
        return _of_sequence(base, sort, key, budget)
    if sort is Sort.ANY_MAP:
        return _of_any_map(base, key)
    method = method_of(base, key) if isinstance(key, str) else None
    if method is not None:
        return method
    if sort is Sort.STRUCT and isinstance(key, str):
        if key in base.fields:
            return base.fields[key]
        hint = f' "{key}"{suggestion(key, [*base.fields, *base.methods])}' if named else " of that name"
        raise Fault(f"{a(base)} has no field{hint}")
    part = f'field "{key}"' if named else "elements"
    raise Fault(f"{a(base)} has no {part}")


def method_of(base: Any, name: str) -> FunctionValue | None:
    """The method of that name as a value, None if there is none."""
    methods: Mapping[str, Any] = base.methods if isinstance(base, Struct) else METHODS.get(type(base), {})
    method = methods.get(name)
    return None if method is None else FunctionValue(method, base)


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question that names what may have been meant, if something is close."""
    close = get_close_matches(name, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _of_map(base: Mapping[str, Any], key: Any, budget: Budget) -> Any:
    return base.get(_text_key(key, budget), "" if isinstance(base, StringMap) else None)


def _text_key(key: Any, budget: Budget) -> str:
    """A key for a map with texts as keys; nil counts as an empty one."""
    if key is None:
        return ""
    if kind_of(key) is not Sort.STRING:
        raise Fault(f"the keys of this map are strings, not {type_words(key)}")
    budget.read(len(key))
    return str(key)


def _of_any_map(base: AnyMap, key: Any) -> Any:
    try:
        return base.get(key, NIL_ARRAY if isinstance(base, Groups) else None)
    except KeyError:
        raise Fault(f"{a(key)} can't be the key of a map") from None


def _of_sequence(base: Any, sort: Sort, key: Any, budget: Budget) -> Any:
    data = _bytes(base, budget) if sort is Sort.STRING else base
    index = to_int(key)
    if index < 0:
        index += len(data)
    if not 0 <= index < len(data):
        there = "is 1 element" if len(data) == 1 else f"are {len(data)} elements"
        raise Fault(f"the index is out of range: there {there}")
    return data[index] if sort is Sort.ARRAY else UInt8(data[index])


def _bytes(value: str, budget: Budget) -> bytes:
    budget.read(len(value))
    return text.to_bytes(value)


def get(base: Any, key: Any, budget: Budget) -> Any:
    """What ``get(base, key)`` gives: as :func:`fetch`, but nil for what is not there."""
    sort = kind_of(base)
    if sort is Sort.UNKNOWN:
        raise NotKnown(base)
    if kind_of(key) is Sort.UNKNOWN:
        raise NotKnown(key)
    if sort is Sort.MAP:
        return base.get(_text_key(key, budget))
    if sort is Sort.ARRAY or sort is Sort.STRING or sort is Sort.BYTES:
        data = _bytes(base, budget) if sort is Sort.STRING else base
        index = to_int(key)
        if index < 0:
            index += len(data)
        if not 0 <= index < len(data):
            return None
        return data[index] if sort is Sort.ARRAY else UInt8(data[index])
    if sort is Sort.ANY_MAP:
        try:
            return base.get(key)
        except KeyError:
            raise Fault(f"{a(key)} can't be the key of a map") from None
    if isinstance(key, str):
        method = method_of(base, key)
        if method is not None:
            return method
    if sort is Sort.STRUCT:
        if not isinstance(key, str):
            raise Fault(f"a field's name is a string, not {type_words(key)}")
        return base.fields.get(key)
    return None


def to_int(value: Any) -> int:
    """A number as an index: a float loses its fraction."""
    sort = kind_of(value)
    if sort is Sort.INT:
        return integer(value)
    if sort is Sort.FLOAT:
        return truncated(value)
    if sort is Sort.UNKNOWN:
        raise NotKnown(value)
    raise Fault(f"an index or a count must be a number, not {a(value)}")


def truncated(value: float) -> int:
    """A float as an integer, without its fraction; one beyond 64 bits becomes the smallest integer."""
    if not -9.3e18 < value < 9.3e18:  # also for what is no number
        return SMALLEST
    number = int(value)
    return number if SMALLEST <= number < -SMALLEST else SMALLEST


def cut(base: Any, first: Any, last: Any, budget: Budget) -> Any:
    """``base[first:last]``; None for a bound that is left out. Bounds beyond the ends are cut off."""
    sort = kind_of(base)
    if sort is Sort.UNKNOWN:
        raise NotKnown(base)
    if sort is Sort.STRING:
        if base.isascii():
            piece = _cut(str(base), first, last)
            budget.write(len(piece))
            return piece
        piece = text.from_bytes(_cut(_bytes(base, budget), first, last))
        budget.write(len(piece))
        return piece
    if sort is Sort.BYTES:
        return _cut(base, first, last)
    if sort is Sort.ARRAY:
        piece = _cut(base, first, last)
        budget.spend(len(piece) >> 3)
        return part_of(base, piece)
    raise Fault(f"{a(base)} can't be sliced; arrays and texts can")


def part_of(whole: Any, part: Any) -> Any:
    """A part of an array as an array of the same type."""
    for kind in (Ints, Strings, Pairs):
        if isinstance(whole, kind):
            return kind(part)
    return whole if isinstance(whole, NilArray) else list(part)


def _cut(data: Any, first: Any, last: Any) -> Any:
    length = len(data)
    # The reference evaluates the upper bound first.
    end = length if last is None else to_int(last)
    start = 0 if first is None else to_int(first)
    start = max(0, start + length if start < 0 else start)
    end = min(length, max(0, end + length if end < 0 else end))
    return data[min(start, end) : end]


def length_of(value: Any) -> int:
    """What ``len(value)`` gives: the number of characters, elements or keys."""
    sort = kind_of(value)
    if sort in (Sort.STRING, Sort.ARRAY, Sort.MAP, Sort.ANY_MAP, Sort.BYTES):
        return len(value)
    if sort is Sort.UNKNOWN:
        raise NotKnown(value)
    raise Fault(f"len() takes a text, an array or a map, not {a(value)}")
