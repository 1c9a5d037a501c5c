"""Built-in functions on arrays and maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from tranship.exprlang.access import fetch, get, length_of, part_of
from tranship.exprlang.arithmetic import a
from tranship.exprlang.budget import MAX_DEPTH, Budget
from tranship.exprlang.builtins.checks import ARRAYS, LENGTHS, MAPS, element, many_of, one_of, take
from tranship.exprlang.builtins.sorting import in_order
from tranship.exprlang.comparison import equal
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.types import ANY, ANY_MAP, ARRAY, FLOATS, INT, INTS, STRING, STRINGS
from tranship.exprlang.values import (
    NIL_ARRAY,
    AnyMap,
    Ints,
    Pair,
    Pairs,
    Sort,
    Strings,
    UInt8,
    UInt64,
    array_class,
    kind_of,
    number_class,
)


def items_of(value: Any, name: str) -> Sequence[Any]:
    """The elements of an argument that must be an array.

    :raises Fault: it is none.
    """
    sort = kind_of(value)
    if sort is Sort.ARRAY:
        return value  # type: ignore[no-any-return]
    if sort is Sort.BYTES:
        return [UInt8(byte) for byte in value]
    raise Fault(f"{name}() takes an array, not {a(value)}")


def _len(_: Budget, value: Any) -> int:
    return length_of(value)


def _first(budget: Budget, value: Any) -> Any:
    return _end(value, 0, budget)


def _last(budget: Budget, value: Any) -> Any:
    return _end(value, -1, budget)


def _end(value: Any, index: int, budget: Budget) -> Any:
    """An element, nil if there is none, or if the value has no elements at all."""
    try:
        return fetch(value, index, budget)
    except Fault:
        return None


def _get(budget: Budget, value: Any, key: Any) -> Any:
    return get(value, key, budget)


def _take(budget: Budget, value: Any, count: Any) -> Any:
    if kind_of(value) not in (Sort.ARRAY, Sort.BYTES) or isinstance(value, Pair):
        raise Fault(f"take() takes an array, not {a(value)}")
    sort = kind_of(count)
    if sort is Sort.UNKNOWN:
        raise NotKnown(count)
    if sort not in (Sort.INT, Sort.NAMED, Sort.DURATION) or number_class(count) in (UInt8, UInt64):
        raise Fault(f"take() takes an int as its second argument, not {a(count)}")
    if count < 0:
        raise Fault("take() can't take a negative number of elements")
    taken = value[: int(count)]
    budget.spend(len(taken) >> 3)
    return taken if isinstance(value, bytes) else part_of(value, taken)


def _reverse(budget: Budget, value: Any) -> list[Any]:
    items = items_of(value, "reverse")
    budget.make(len(items))
    return list(items)[::-1]


def _uniq(budget: Budget, value: Any) -> list[Any]:
    """Each element once, the first of equal ones."""
    items = items_of(value, "uniq")
    budget.spend(len(items))
    if {*map(type, items)} <= {str}:
        return list(dict.fromkeys(items))
    kept: list[Any] = []
    alike: dict[Any, list[Any]] = {}
    for item in items:
        # Numbers that are equal as floats are looked at together, though as integers they may differ.
        candidates = alike.setdefault(_group(item), [])
        if not any(_same(item, candidate, budget) for candidate in candidates):
            candidates.append(item)
            kept.append(item)
    return kept


def _group(item: Any) -> Any:
    """What equal elements have in common. An Unknown may equal anything."""
    kind = type(item)
    if kind is str:
        return item
    if kind is int or kind is float:
        return float(item)
    sort = kind_of(item)
    if sort is Sort.UNKNOWN:
        raise NotKnown(item)
    return float(item) if sort in (Sort.INT, Sort.FLOAT) else sort


def _same(item: Any, candidate: Any, budget: Budget) -> bool:
    if item is candidate:
        return bool(item == item)
    budget.spend(1)
    same = equal(item, candidate, budget)
    if not isinstance(same, bool):
        raise NotKnown(same)
    return same


def _concat(budget: Budget, *arguments: Any) -> Any:
    joined: list[Any] = []
    for argument in arguments:
        items = items_of(argument, "concat")
        budget.spend(len(items))
        if len(joined) + len(items) > 0:
            joined.extend(items)
    budget.make(len(joined))
    return joined or NIL_ARRAY


def _flatten(budget: Budget, value: Any) -> list[Any]:
    flat: list[Any] = []
    stack: list[Iterator[Any]] = [iter(items_of(value, "flatten"))]
    while stack:
        for item in stack[-1]:
            budget.spend(1)
            sort = kind_of(item)
            if sort is Sort.ARRAY or sort is Sort.BYTES:
                if len(stack) > MAX_DEPTH:
                    raise Fault(f"the array is nested more than {MAX_DEPTH:,} levels deep")
                stack.append(iter(items_of(item, "flatten")))
                break
            if sort is Sort.UNKNOWN:
                raise NotKnown(item)
            flat.append(item)
        else:
            stack.pop()
    budget.make(len(flat))
    return flat


def _sort(budget: Budget, value: Any, *order: Any) -> Any:
    if kind_of(value) is Sort.UNKNOWN:
        raise NotKnown(value)
    sortable = kind_of(value) is Sort.ARRAY and array_class(value) in (list, Ints, Strings)
    descending = descends(order[0], "sort") if order else False
    if not sortable:
        # As in the reference: whatever else it is, the result is nil.
        return NIL_ARRAY
    items = in_order(value, value, budget, descending=descending)
    budget.make(len(items))
    return items


def descends(order: Any, name: str) -> bool:
    """Whether an order is "desc".

    :raises Fault: it is neither "asc" nor "desc".
    """
    if order == "asc" or order == "desc":
        return bool(order == "desc")
    words = a(order) if kind_of(order) is not Sort.STRING else "something else"
    raise Fault(f'the order of {name}() must be "asc" or "desc", not {words}')


def _map_of(value: Any, name: str) -> Any:
    if kind_of(value) not in (Sort.MAP, Sort.ANY_MAP):
        raise Fault(f"{name}() takes a map, not {a(value)}")
    return value


def _keys(budget: Budget, value: Any) -> list[Any]:
    budget.spend(len(_map_of(value, "keys")))
    return list(value)


def _values(budget: Budget, value: Any) -> list[Any]:
    return [item for _, item in _items(budget, value, "values")]


def _to_pairs(budget: Budget, value: Any) -> Pairs:
    return Pairs([Pair(item) for item in _items(budget, value, "toPairs")])


def _items(budget: Budget, value: Any, name: str) -> Iterable[tuple[Any, Any]]:
    budget.spend(len(_map_of(value, name)))
    if not isinstance(value, AnyMap):
        return value.items()  # type: ignore[no-any-return]
    if any(key != key for key in value):
        raise Fault(f"{name}() can't look up a key that is no number (NaN)")
    return value.entries()


def _from_pairs(budget: Budget, value: Any) -> AnyMap:
    made = AnyMap()
    for pair in items_of(value, "fromPairs"):
        budget.spend(1)
        if kind_of(pair) is Sort.UNKNOWN:
            raise NotKnown(pair)
        if kind_of(pair) not in (Sort.ARRAY, Sort.BYTES) or len(pair) != 2:
            raise Fault("fromPairs() takes an array of pairs, each an array of a key and a value")
        key, item = items_of(pair, "fromPairs")
        if kind_of(key) is Sort.UNKNOWN:
            raise NotKnown(key)
        try:
            made.put(key, item)
        except KeyError:
            raise Fault(f"{a(key)} can't be the key of a map") from None
    return made


ARRAY_FUNCTIONS: Final = (
    BuiltinFunction("len", _len, check=one_of("len", LENGTHS, "a text, an array or a map", INT)),
    BuiltinFunction("first", _first, check=element("first")),
    BuiltinFunction("last", _last, check=element("last")),
    BuiltinFunction("get", _get, (ANY, ANY)),
    BuiltinFunction("take", _take, check=take),
    BuiltinFunction("reverse", _reverse, check=one_of("reverse", ARRAYS, "an array", ARRAY)),
    BuiltinFunction("uniq", _uniq, check=one_of("uniq", ARRAYS, "an array", ARRAY)),
    BuiltinFunction("concat", _concat, check=many_of("concat", ARRAYS, "arrays", ARRAY)),
    BuiltinFunction("flatten", _flatten, check=one_of("flatten", ARRAYS, "an array", ARRAY)),
    BuiltinFunction("sort", _sort, ((ARRAY, INTS, FLOATS, STRINGS), STRING), optional=1, result=ARRAY),
    BuiltinFunction("keys", _keys, check=one_of("keys", MAPS, "a map", ARRAY)),
    BuiltinFunction("values", _values, check=one_of("values", MAPS, "a map", ARRAY)),
    BuiltinFunction("toPairs", _to_pairs, check=one_of("toPairs", MAPS, "a map", ARRAY)),
    BuiltinFunction("fromPairs", _from_pairs, check=one_of("fromPairs", ARRAYS, "an array of pairs", ANY_MAP)),
)
"""The functions on arrays and maps that take no predicate."""
