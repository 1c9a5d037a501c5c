"""What one evaluation may use, so that no expression hangs or exhausts memory."""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

from tranship.exprlang.faults import Fault

MAX_ELEMENTS: Final = 1_000_000
"""The elements of arrays, maps, ranges and repeated texts that an evaluation makes, as the reference counts them."""

MAX_ITERATIONS: Final = 10_000_000
"""The evaluations of predicates for elements. The reference has no such limit, and hangs."""

MAX_WORK: Final = 3_000_000
"""What functions look at or make besides, in elements; a text counts one for each 16 characters."""

MAX_TEXT: Final = 64 * 1024 * 1024
"""The characters of longer texts that an evaluation makes."""

LONG_TEXT: Final = 256
"""Texts up to this length are not counted."""

MAX_DEPTH: Final = 10_000
"""How deeply arrays and maps may be nested where a function has to go through them."""

HOP: Final = 100
"""After so many nested calls a new stack is taken."""

_HOP_COST: Final = 5_000
"""What a new stack costs, as elements that a function looks at."""


class Budget:
    """What an evaluation has used so far, and what belongs to it.

    ``context`` is what functions get. Most evaluations make nothing that counts, so counts begin in the class.
    """

    elements = 0
    iterations = 0
    work = 0
    text = 0

    def __init__(self, context: object) -> None:
        self.context = context

    @cached_property
    def stack(self) -> list[Any]:
        """What was left behind (see :mod:`tranship.exprlang.leftovers`)."""
        return []

    @cached_property
    def trace(self) -> list[tuple[int, int, Any]]:
        """The values of parts that were written down: start and end in the source, and the value."""
        return []

    def make(self, count: int) -> None:
        """Count elements that were made."""
        self.elements += count
        if self.elements >= MAX_ELEMENTS:
            raise Fault(f"the expression makes more than {MAX_ELEMENTS:,} elements")

    def iterate(self, count: int) -> None:
        """Count evaluations of a predicate."""
        self.iterations += count
        if self.iterations > MAX_ITERATIONS:
            raise Fault(f"the expression evaluates predicates more than {MAX_ITERATIONS:,} times")

    def spend(self, count: int) -> None:
        """Count elements that a function looks at or makes."""
        self.work += count
        if self.work > MAX_WORK:
            raise Fault("the expression takes too long")

    def read(self, length: int) -> None:
        """Count a text, or an array, of which all is looked at or copied in one go."""
        if length > LONG_TEXT:
            self.spend(length >> 7)

    def write(self, length: int) -> None:
        """Count a text that is made, before it is made where it may be long."""
        if length > LONG_TEXT:
            self.text += length
            if self.text > MAX_TEXT:
                raise Fault("the expression makes texts that are too long")
            self.spend(length >> 4)


def on_new_stack(budget: Budget, function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a call that is made on a stack of its own, for calls that would nest too deeply on this one.

    Python's limit of nested calls counts for each thread, so the call is made in another thread, while this one waits.
    """
    budget.spend(_HOP_COST)
    outcome: list[Any] = []
    done = allocate_lock()
    done.acquire()

    def call() -> None:
        try:
            outcome.append((function(*arguments), None))
        except BaseException as error:  # noqa: BLE001 - it is raised again, by the thread that waits
            outcome.append((None, error))
        done.release()

    try:
        # A bare thread: those of the module threading wait for one another at the start, which takes longer.
        start_new_thread(call, ())
    except RuntimeError:
        raise Fault("the expression or a value is nested too deeply") from None
    done.acquire()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value
