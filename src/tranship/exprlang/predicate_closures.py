"""Functions with predicates, compiled: loops that put each element into the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from tranship.exprlang.arithmetic import a, add
from tranship.exprlang.budget import Budget
from tranship.exprlang.builtins.arrays import descends
from tranship.exprlang.builtins.sorting import in_order
from tranship.exprlang.closures import BUDGET, Fail, Frame, Run
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.text import to_bytes
from tranship.exprlang.values import LARGEST, SMALLEST, Groups, Sort, UInt8, kind_of


@dataclass(frozen=True)
class NoItem:
    """Stands for an element that can't be looked at; ``message`` says why."""

    message: str


_OF_MAP: Final = NoItem("a map has no elements to look at; keys(), values() and toPairs() make an array of it")
_OF_EMPTY: Final = NoItem("an empty array has no element to look at")


def element(index: int, fail: Fail) -> Run:
    """``#``: the element in a place of the frame."""

    def run(frame: Frame) -> Any:
        item = frame[index]
        if type(item) is NoItem:
            raise fail(Fault(item.message))
        return item

    return run


@dataclass(frozen=True, eq=False)
class Slots:
    """Where in the frame a loop has its element, index and accumulator."""

    item: int

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
    ``mapped`` is what to make of an element that is kept; ``stacked`` if the predicate leaves something behind.
    """

    name: str
    collection: Run
    predicate: Run | None
    extra: Run | None
    mapped: Run | None
    slots: Slots
    throws: bool
    threshold: int | None
    stacked: bool

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
        if sort in (Sort.MAP, Sort.ANY_MAP):
            return [_OF_MAP] * len(value)
        raise Fault(f"{self.name}() takes an array, not {a(value)}")

    def kept(self, item: Any) -> Any:
        """An element that goes into the result."""
        if type(item) is NoItem:
            raise Fault(item.message)
        return item

    def wrong(self, value: Any) -> NoReturn:
        """Fail for a value that should be a bool: it is no Fault, if it just can't be known yet."""
        if kind_of(value) is Sort.UNKNOWN:
            raise NotKnown(value)
        raise Fault(f"the predicate of {self.name}() must be a bool, not {a(value)}")


def counting(predicate: Run, slots: Slots, *, backwards: bool) -> Run:
    """A predicate that counts itself, for functions that know no index: where nothing is checked it is there all the
    same."""
    step, at = (-1 if backwards else 1), slots.index

    def run(frame: Frame) -> Any:
        frame[at] += step
        return predicate(frame)

    return run


def compile_loop(loop: Loop, fail: Fail) -> Run:
    """A call of a function with a predicate."""
    body = _LOOPS[loop.name]
    collection = loop.collection
    index, backwards = loop.slots.index, loop.name in ("findLast", "findLastIndex")

    def run(frame: Frame) -> Any:
        value = collection(frame)
        try:
            items = loop.items(value)
            frame[index] = len(items) if backwards else -1
            return body(loop, items, frame, frame[BUDGET])
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
    predicate, item_slot, go_on = _predicate(loop), loop.slots.item, not stop
    for count, item in enumerate(items, 1):
        frame[item_slot] = item
        truth = predicate(frame)
        if truth is go_on:
            continue
        budget.iterate(count)
        if truth is not stop:
            loop.wrong(truth)
        return bool(stop)
    budget.iterate(len(items))
    return not stop


def _predicate(loop: Loop) -> Run:
    """The predicate; without one, the element itself."""
    if loop.predicate is not None:
        return loop.predicate
    item = loop.slots.item
    return lambda frame: loop.kept(frame[item])


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
    kept: list[Any] = budget.stack if loop.stacked else []
    count = 0
    for item in items:
        frame[item_slot] = item
        truth = predicate(frame)
        if truth is True:
            kept.append(loop.kept(item) if mapped is None else mapped(frame))
            count += 1
        elif truth is not False:
            loop.wrong(truth)
    budget.iterate(len(items))
    budget.make(count)
    return _from_stack(kept, count) if loop.stacked else kept


def _from_stack(stack: list[Any], count: int) -> list[Any]:
    """The elements on top of the stack."""
    taken = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    return taken


def _map(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> list[Any]:
    predicate, item_slot, index_slot = _predicate(loop), loop.slots.item, loop.slots.index
    made: list[Any] = budget.stack if loop.stacked else []
    for index, item in enumerate(items):
        frame[item_slot] = item
        frame[index_slot] = index
        made.append(predicate(frame))
    budget.iterate(len(items))
    budget.make(len(items))
    return _from_stack(made, len(items)) if loop.stacked else made


def _find(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    return _found(loop, items, range(len(items)), frame, budget)


def _find_last(loop: Loop, items: Sequence[Any], frame: Frame, budget: Budget) -> Any:
    """It leaves a ``true`` behind for each element, and a ``false`` at the end."""
    stack = budget.stack

    def looked_at() -> Iterator[int]:
        for place in range(len(items) - 1, -1, -1):
            stack.append(True)
            yield place
        stack.append(False)

    return _found(loop, items, looked_at(), frame, budget)


def _found(loop: Loop, items: Sequence[Any], places: Iterable[int], frame: Frame, budget: Budget) -> Any:
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
    frame[loop.slots.item] = items[0] if items else _OF_EMPTY
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
