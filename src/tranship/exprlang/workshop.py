"""What compiling needs whatever the node is: places in the frame, stacks deep enough, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tranship.errors import ExprError
from tranship.exprlang import closures, nodes
from tranship.exprlang.budget import HOP
from tranship.exprlang.closures import FIRST_SLOT, Fail, Run
from tranship.exprlang.leftovers import stacked
from tranship.exprlang.nodes import Node
from tranship.exprlang.predicate_closures import Slots
from tranship.exprlang.trampoline import Steps

_LONGEST_WORDS: Final = 60
"""Longer parts of the source are not repeated in messages."""

_SMALL: Final = (nodes.Literal, nodes.Nil, nodes.Name, nodes.Pointer)
"""Nodes that are as well evaluated again as kept."""


class Workshop:
    """Keeps account while an expression is compiled.

    ``size`` is how long its frame is so far, ``loops`` the places of the loops around what is being compiled,
    ``leaving`` the ids of functions that may leave something behind (see :mod:`tranship.exprlang.leftovers`).
    """

    def __init__(self, source: str, shared: frozenset[int], *, traced: bool) -> None:
        self.source = source
        self.size = FIRST_SLOT
        self.loops: list[Slots] = []
        self.leaving: set[int] = set()
        self.loads: dict[int, Run] = {}
        self._shared = shared
        self._traced = traced
        self._heights: dict[int, int] = {}

    def visit(self, node: Node, steps: Steps) -> Steps:
        """Do the steps, and find out how deeply calls will be nested."""
        deepest = 0
        leaves = False
        value: Any = None
        try:
            while True:
                value = yield steps.send(value)
                deepest = max(deepest, self._heights.get(id(value), 0))
                leaves = leaves or id(value) in self.leaving
        except StopIteration as stop:
            run: Run = stop.value
        height = deepest + 1
        leaves = leaves or id(run) in self.leaving
        if height >= HOP:
            run, height = closures.hop(run, self.fail(node)), 0
        run = self.finished(node, run)
        self._heights[id(run)] = height
        if leaves:
            self.leaving.add(id(run))
        return run

    def finished(self, node: Node, run: Run) -> Run:
        """What evaluates a node: once, if it stands in several places; with its value written down, if wanted."""
        if id(node) in self._shared and not isinstance(node, _SMALL):
            value = self.slots(2)
            self.loads[id(node)] = closures.loaded(value, value + 1, self.fail(node))
            run = closures.stored(run, value, value + 1)
        if self._traced and not self.loops and not isinstance(node, nodes.Predicate):
            run = closures.traced(run, node.place.start, node.place.end)
        return run

    def slots(self, count: int) -> int:
        """The first of so many new places in the frame."""
        first = self.size
        self.size += count
        return first

    def fail(self, node: Node) -> Fail:
        """What adds the place of a node to a fault."""
        source, at, to = self.source, node.place.at, node.place.to
        return lambda fault: ExprError(fault.message, source, at, to)

    def together(self, parts: list[Run], make: Callable[[list[Run]], Run]) -> Run:
        """What takes all of the parts at once; any but the first may have left something on the stack before it."""
        if not any(id(part) in self.leaving for part in parts[1:]):
            return make(parts)
        first = self.slots(len(parts))
        consumer = make([closures.slot(first + index) for index in range(len(parts))])
        return stacked(tuple(parts), first, consumer)

    def words(self, node: Node) -> str:
        """A part of the source as messages call it."""
        words = self.source[node.place.start : node.place.end]
        # Nothing is shown in part or changed, for a secret in it would not be recognised.
        return words if 0 < len(words) <= _LONGEST_WORDS and words.isprintable() else "this"
