"""How values are printed: Go's ``%v``, JSON, and the names of types."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any, Final

from tranship.exprlang.budget import HOP, MAX_DEPTH, Budget, on_new_stack
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.methods import text_of_moment
from tranship.exprlang.structs import Struct
from tranship.exprlang.text import less, to_bytes
from tranship.exprlang.values import AnyMap, Sort, UInt8, UInt64, is_nil, kind_of
from tranship.gotypes.moment import Month, Weekday
from tranship.gotypes.numbers import format_float, json_float
from tranship.gotypes.time_layout import FULL, format_time

_CONTAINER_COST: Final = 12
"""What an array or a map costs to print, as elements that a function looks at, besides what is in it."""

_PLAIN: Final = re.compile("[ -%'-;=?-~]*")
_ESCAPED: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def to_go_string(value: Any, budget: Budget | None = None) -> str:
    """A value as ``string()`` prints it.

    :raises NotKnown: there is something in it that can't be known yet.
    :raises Fault: it is nested too deeply, or too large.
    """
    pieces: list[str] = []
    _go_text(value, pieces.append, budget or Budget(None), 0)
    return "".join(pieces)


def _go_text(value: Any, write: Callable[[str], Any], budget: Budget, depth: int) -> None:
    sort = kind_of(value)
    budget.spend(1)
    if sort is Sort.STRING:
        budget.write(len(value))
        write(str(value))
    elif sort is Sort.ARRAY and {*map(type, value)} <= {int}:
        budget.spend(len(value))
        write(f"[{' '.join(map(str, value))}]")
    elif sort is Sort.INT:
        write(str(int(value)))
    elif sort is Sort.NIL:
        write("<nil>")
    elif sort is Sort.BOOL:
        write("true" if value else "false")
    elif sort is Sort.FLOAT:
        write(format_float(value))
    elif sort is Sort.UNKNOWN:
        raise NotKnown(value)
    elif sort is Sort.TIME:
        write(format_time(value, FULL))
    elif sort is Sort.ARRAY or sort is Sort.BYTES:
        write("[")
        _each(enumerate(value), lambda _: "", write, budget, depth, _go_text)
        write("]")
    elif sort is Sort.MAP or sort is Sort.ANY_MAP:
        write("map[")
        _each(_in_order(value), lambda key: to_go_string(key, budget) + ":", write, budget, depth, _go_text)
        write("]")
    elif sort is Sort.STRUCT and value.text is None:
        write("{")
        _each(value.fields.items(), lambda _: "", write, budget, depth, _go_text)
        write("}")
    elif sort is Sort.STRUCT:
        write(value.text)
    elif sort is Sort.FUNCTION or sort is Sort.OTHER:
        write("func")
    else:
        write(str(value))


def _each(
    items: Iterable[tuple[Any, Any]],
    before: Callable[[Any], str],
    write: Callable[[str], Any],
    budget: Budget,
    depth: int,
    print_one: Callable[..., None],
) -> None:
    _check_depth(depth)
    budget.spend(_CONTAINER_COST)
    if depth % HOP == HOP - 1:
        on_new_stack(budget, _each, items, before, write, budget, depth + 1, print_one)
        return
    first = True
    for key, item in items:
        write(("" if first else " ") + before(key))
        first = False
        print_one(item, write, budget, depth + 1)


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Fault(f"the value is nested more than {MAX_DEPTH:,} levels deep")


def _in_order(value: Any) -> list[tuple[Any, Any]]:
    """The items of a map in the order in which Go prints them: numbers before texts, each in their order."""
    items = list(value.entries() if isinstance(value, AnyMap) else value.items())
    if all(type(key) is str for key, _ in items):
        items.sort(key=lambda item: to_bytes(item[0]))
    else:
        items.sort(key=cmp_to_key(_compare_keys))
    return items


def _compare_keys(first: tuple[Any, Any], second: tuple[Any, Any]) -> int:
    one, other = first[0], second[0]
    mine, others = kind_of(one), kind_of(other)
    if mine is not others:
        ranks = (Sort.NIL, Sort.INT, Sort.FLOAT, Sort.BOOL, Sort.STRING)
        places = [ranks.index(sort) if sort in ranks else len(ranks) + sort for sort in (mine, others)]
        return places[0] - places[1]
    if mine is Sort.STRING:
        return int(less(other, one)) - int(less(one, other))
    if mine is Sort.FLOAT and (one != one or other != other):
        return int(one == one) - int(other == other)
    if mine in (Sort.INT, Sort.FLOAT, Sort.BOOL, Sort.DURATION, Sort.NAMED):
        return int(one > other) - int(one < other)
    if mine is Sort.TIME:
        return int(one.compare(other))
    return 0


def to_json(value: Any, *, indent: str = "", budget: Budget | None = None) -> str:
    """A value as JSON text: compact, or indented by ``indent`` for each level; keys in order, as Go prints it.

    :raises ValueError: it has no JSON form: a number that is not finite, a function, a map with other keys than texts,
        or something nested too deeply or too large.
    :raises NotKnown: there is something in it that can't be known yet.
    """
    pieces: list[str] = []
    try:
        _json(value, pieces.append, budget or Budget(None), indent, 0)
    except Fault as fault:
        if budget is not None:
            raise
        raise ValueError(fault.message) from None
    return "".join(pieces)


class NoJSON(Fault, ValueError):  # noqa: N818 - it becomes an ExprError where it is caught
    """A value has no JSON form."""


def _json(value: Any, write: Callable[[str], Any], budget: Budget, indent: str, depth: int) -> None:
    sort = kind_of(value)
    budget.spend(1)
    if sort is Sort.STRING:
        budget.write(len(value))
        write(json_string(value))
    elif sort is Sort.INT or sort is Sort.DURATION or sort is Sort.NAMED:
        write(str(int(value)))
    elif is_nil(value):
        write("null")
    elif sort is Sort.BOOL:
        write("true" if value else "false")
    elif sort is Sort.FLOAT:
        if not math.isfinite(value):
            raise NoJSON("a number that is not finite has no JSON form")
        write(json_float(value))
    elif sort is Sort.ARRAY and not indent and {*map(type, value)} <= {int}:
        budget.spend(len(value))
        write(f"[{','.join(map(str, value))}]")
    elif sort is Sort.ARRAY:
        _json_items(((None, item) for item in value), "[]", write, budget, indent, depth)
    elif sort is Sort.MAP:
        keys = sorted(value, key=to_bytes)
        _json_items(((key, value[key]) for key in keys), "{}", write, budget, indent, depth)
    elif sort is Sort.STRUCT:
        if isinstance(value.json, str):
            _json(value.json, write, budget, indent, depth)
        else:
            # The fields of a struct stay in their order, unlike the keys of a map.
            fields = value.fields if value.json is None else value.json
            _json_items(fields.items(), "{}", write, budget, indent, depth)
    elif sort is Sort.TIME:
        write(f'"{text_of_moment(value)}"')
    elif sort is Sort.UNKNOWN:
        raise NotKnown(value)
    elif sort is Sort.BYTES:
        write(f'"{base64_text(value)}"')
    elif sort is Sort.ZONE:
        write("{}")
    elif sort is Sort.ANY_MAP:
        raise NoJSON("a map that groupBy() or fromPairs() has made has no JSON form")
    else:
        raise NoJSON(f"a {type_name(value)} has no JSON form")


def _json_items(
    items: Iterable[tuple[Any, Any]],
    brackets: str,
    write: Callable[[str], Any],
    budget: Budget,
    indent: str,
    depth: int,
) -> None:
    _check_depth(depth)
    budget.spend(_CONTAINER_COST + len(indent) * depth)
    if depth % HOP == HOP - 1:
        on_new_stack(budget, _json_items, items, brackets, write, budget, indent, depth + 1)
        return
    separator = "\n" + indent * (depth + 1 - depth // HOP) if indent else ""
    colon = ": " if indent else ":"
    empty = True
    write(brackets[0])
    for key, item in items:
        write(("" if empty else ",") + separator)
        empty = False
        if key is not None:
            write(json_string(key) + colon)
        _json(item, write, budget, indent, depth + 1)
    if not empty and indent:
        write("\n" + indent * (depth - depth // HOP))
    write(brackets[1])


def json_string(value: str) -> str:
    """A text as JSON, with the characters escaped that Go escapes."""
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted if _PLAIN.fullmatch(quoted) else _ESCAPED.sub(_escape, quoted)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return "\\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}"


def base64_text(data: bytes) -> str:
    """Bytes in base64."""
    from base64 import b64encode

    return b64encode(data).decode("ascii")


_TYPE_NAMES: Final = {
    Sort.NIL: "nil",
    Sort.BOOL: "bool",
    Sort.INT: "int",
    Sort.FLOAT: "float",
    Sort.STRING: "string",
    Sort.ARRAY: "array",
    Sort.BYTES: "array",
    Sort.MAP: "map",
    Sort.ANY_MAP: "map",
    Sort.TIME: "time.Time",
    Sort.DURATION: "time.Duration",
    Sort.ZONE: "time.Location",
    Sort.FUNCTION: "func",
    Sort.UNKNOWN: "unknown",
}


def type_name(value: Any) -> str:
    """The name of a value's type, as ``type()`` says it: ``string``, ``map``, ``time.Time`` ..."""
    if isinstance(value, UInt8 | UInt64):
        return "uint"
    if isinstance(value, Month | Weekday):
        return f"time.{type(value).__name__}"
    if isinstance(value, Struct):
        return value.type_name
    return _TYPE_NAMES.get(kind_of(value), "unknown")
