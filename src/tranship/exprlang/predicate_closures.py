"""Functions with predicates, compiled: loops that put each element into the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tranship.exprlang.arithmetic import a, add
from tranship.exprlang.budget import Budget
from tranship.exprlang.builtins.arrays import descends
from tranship.exprlang.builtins.sorting import in_order
from tranship.exprlang.closures import BUDGET, Fail, Frame, Run
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.text import to_bytes
from tranship.exprlang.values import LARGEST, SMALLEST, Groups, Sort, UInt8, kind_of


_NO_ITEM: Final = object()
"""Stands for an element of a map, which can be counted, but not looked at."""


@dataclass(eq=False)
class Slots:
    """Where in the frame a loop has its element, index and accumulator; ``used`` if the element is looked at."""

    item: int
    used: bool = False

    @property
    def index(self) -> int:
        """The place of the index."""
        return self.item + 1

    @property
    def accumulator(self) -> int:
        """The place of the accumulator."""
        return self.item + 2


@dataclass(frozen=True, eq=False)
class Loop:
    """What a loop consists of.

    ``predicate`` is None for ``count`` and ``sum`` of the elements themselves; ``extra`` is the third argument;
    ``mapped`` is what to make of an element that is kept.
    """

    name: str
    collection: Run
    predicate: Run | None
    extra: Run | None
    mapped: Run | None
    slots: Slots
    extra_uses_item: bool
    throws: bool
    threshold: int | None

    def items(self, value: Any) -> Sequence[Any]:
        """The elements of a collection. Texts have bytes; a map has none that can be looked at, but they are counted.

        :raises Fault: it is no collection.
        :raises NotKnown: it can't be known yet.
        """
        if type(value) is list or type(value) is tuple:
            return value
        sort = kind_of(value)
        if sort is Sort.ARRAY:
            return value  # type: ignore[no-any-return]
        if sort is Sort.UNKNOWN:
            raise NotKnown(value)
        if sort is Sort.STRING or sort is Sort.BYTES:
            return [UInt8(byte) for byte in (to_bytes(value) if sort is Sort.STRING else value)]
        if sort in (Sort.MAP, Sort.ANY_MAP) and not (value and (self.slots.used or self.predicate is None)):
            return [_NO_ITEM] * len(value)
        raise self.no_array(value)

    def no_array(self, value: Any) -> Fault:
        """The fault of a collection that has no elements."""
        is_map = value is _NO_ITEM or kind_of(value) in (Sort.MAP, Sort.ANY_MAP)
        given = "a map; keys(), values() and toPairs() make an array of one" if is_map else a(value)
        return Fault(f"{self.name}() takes an array, not {given}")

    def kept(self, item: Any) -> Any:
        """An element that goes into the result."""
        if item is _NO_ITEM:
            raise self.no_array(item)
        return item

    def wrong(self, value: Any) -> Any:
        """What a value gives that should be a bool: it is no Fault, if it just can't be known yet."""
        if kind_of(value) is Sort.UNKNOWN:
            raise NotKnown(value)
        raise Fault(f"the predicate of {self.name}() must be a bool, not {a(value)}")


def compile_loop(loop: Loop, fail: Fail) -> Run:
    """A call of a function with a predicate."""
    body = _LOOPS[loop.name]
    collection = loop.collection

    def run(frame: Frame) -> Any:
        value = collection(frame)
        try:
            return body(loop, loop.items(value), frame, frame[BUDGET])
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def _all(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return _quantified(loop, items, frame, budget, stop=False)


def _any(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return _quantified(loop, items, frame, budget, stop=True)


def _none(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return not _quantified(loop, items, frame, budget, stop=True)


def _quantified(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget, *, stop: bool) -> bool:
    """``stop`` if the predicate is that for some element, else the opposite."""
    predicate, item_slot = _predicate(loop), loop.slots.item
    go_on = not stop
    for count, item in enumerate(items, 1):
        frame[item_slot] = item
        truth = predicate(frame)
        if truth is go_on:
            continue
        budget.iterate(count)
        return stop if truth is stop else loop.wrong(truth)
    budget.iterate(len(items))
    return go_on


def _predicate(loop: Loop) -> Run:
    """The predicate; without one, the element itself."""
    if loop.predicate is not None:
        return loop.predicate
    item = loop.slots.item
    return lambda frame: frame[item]


def _count(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> int:
    predicate, item_slot, threshold = _predicate(loop), loop.slots.item, loop.threshold
    found = 0
    for count, item in enumerate(items, 1):
        frame[item_slot] = item
        truth = predicate(frame)
        if truth is True:
            found += 1
            if found == threshold:
                budget.iterate(count)
                return found
        elif truth is not False:
            loop.wrong(truth)
    budget.iterate(len(items))
    return found


def _one(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> bool:
    return _count(loop, items, frame, budget) == 1


def _filter(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> list[Any]:
    predicate, item_slot, mapped = _predicate(loop), loop.slots.item, loop.mapped
    kept: list[Any] = []
    for item in items:
        frame[item_slot] = item
        truth = predicate(frame)
        if truth is True:
            kept.append(loop.kept(item) if mapped is None else mapped(frame))
        elif truth is not False:
            loop.wrong(truth)
    budget.iterate(len(items))
    budget.make(len(kept))
    return kept


def _map(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> list[Any]:
    predicate, item_slot, index_slot = _predicate(loop), loop.slots.item, loop.slots.index
    made: list[Any] = []
    for index, item in enumerate(items):
        frame[item_slot] = item
        frame[index_slot] = index
        made.append(predicate(frame))
    budget.iterate(len(items))
    budget.make(len(made))
    return made


def _find(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return _found(loop, items, range(len(items)), frame, budget)


def _find_last(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return _found(loop, items, range(len(items) - 1, -1, -1), frame, budget)


def _found(loop: Loop, items: Sequence[Any], places: range, frame: Frame, budget: Budget) -> Any:
    predicate, item_slot = _predicate(loop), loop.slots.item
    for count, place in enumerate(places, 1):
        frame[item_slot] = items[place]
        truth = predicate(frame)
        if truth is False:
            continue
        budget.iterate(count)
        if truth is not True:
            loop.wrong(truth)
        if loop.name.endswith("Index"):
            return place
        return loop.kept(items[place]) if loop.mapped is None else loop.mapped(frame)
    budget.iterate(len(items))
    if loop.throws:
        raise Fault("no element is as filter() asks for, so there is none to take")
    return None


def _group_by(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Groups:
    predicate, item_slot = _predicate(loop), loop.slots.item
    groups = Groups()
    for item in items:
        frame[item_slot] = item
        key = predicate(frame)
        if kind_of(key) is Sort.UNKNOWN:
            raise NotKnown(key)
        try:
            groups.append(key, loop.kept(item))
        except KeyError:
            raise Fault(f"{a(key)} can't be the key of a group") from None
    budget.iterate(len(items))
    return groups


def _sort_by(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> list[Any]:
    predicate, item_slot = _predicate(loop), loop.slots.item
    descending = False
    if loop.extra is not None:
        order = _extra(loop, loop.extra, items, frame)
        if kind_of(order) is Sort.UNKNOWN:
            raise NotKnown(order)
        descending = descends(order, "sortBy")
    keys: list[Any] = []
    for item in items:
        frame[item_slot] = loop.kept(item)
        keys.append(predicate(frame))
    budget.iterate(len(items))
    ordered = in_order(items, keys, budget, descending=descending)
    budget.make(len(ordered))
    return ordered


def _extra(loop: Loop, extra: Run, items: Sequence[Any], frame: Frame) -> Any:
    """The third argument. An element in it is the first one of this very loop, as in the reference."""
    if loop.extra_uses_item and not items:
        raise Fault(f"{loop.name}() of an empty array has no element to take")
    frame[loop.slots.item] = items[0] if items else None
    frame[loop.slots.index] = 0
    frame[loop.slots.accumulator] = None
    return extra(frame)


def _reduce(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    predicate, slots = _predicate(loop), loop.slots
    item_slot, index_slot, accumulator = slots.item, slots.index, slots.accumulator
    start = 0
    if loop.extra is not None:
        value = _extra(loop, loop.extra, items, frame)
    elif items:
        value, start = loop.kept(items[0]), 1
    else:
        raise Fault("reduce() of an empty array needs a third argument: what to begin with")
    for index in range(start, len(items)):
        frame[item_slot] = items[index]
        frame[index_slot] = index
        frame[accumulator] = value
        value = predicate(frame)
    budget.iterate(len(items))
    return value


def _sum(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    predicate, item_slot, index_slot = _predicate(loop), loop.slots.item, loop.slots.index
    total: Any = 0
    for index, item in enumerate(items):
        frame[item_slot] = item
        frame[index_slot] = index
        value = predicate(frame)
        if type(value) is int and type(total) is int and SMALLEST <= value + total <= LARGEST:
            total = value + total
        else:
            total = add(value, total, budget)
    budget.iterate(len(items))
    return total


_LOOPS: Final[Mapping[str, Callable[[Loop, Sequence[Any], Frame, Budget], Any]]] = {
    "all": _all,
    "none": _none,
    "any": _any,
    "one": _one,
    "filter": _filter,
    "map": _map,
    "count": _count,
    "sum": _sum,
    "find": _find,
    "findIndex": _find,
    "findLast": _find_last,
    "findLastIndex": _find_last,
    "groupBy": _group_by,
    "sortBy": _sort_by,
    "reduce": _reduce,
}
"""The functions with predicates."""
