"""What the reference leaves on its stack, and takes for something else later.

Three forms leave values behind: ``findLast`` and ``findLastIndex`` (a ``true`` for each element they look at), a
chain that ends early before a call with arguments (the arguments), and some functions with too many arguments, where
these are not checked. Where such a form is not the first part of an array, a map, a call or an operation, what was left
behind takes the place of an earlier part: ``[1, findLast([2], true)]`` is ``[true, 2]``. Results are the same here, so
the same has to be done: what is left behind, and what waits for a later part, goes onto the evaluation's stack.
"""

from __future__ import annotations

from typing import Any

from tranship.exprlang.closures import BUDGET, SKIP, Fail, Frame, Run
from tranship.exprlang.faults import Fault
from tranship.exprlang.structs import Unknown


def stacked(parts: tuple[Run, ...], first_slot: int, consumer: Run) -> Run:
    """A consumer of several parts, of which it finds what is on top of the stack in its slots."""
    count = len(parts)

    def run(frame: Frame) -> Any:
        stack: list[Any] = frame[BUDGET].stack
        before = len(stack)
        for part in parts:
            value = part(frame)
            if value is SKIP:
                return SKIP
            if type(value) is Unknown:
                # What comes of the others depends on it, also in ways that nobody means.
                del stack[before:]
                return value
            stack.append(value)
        frame[first_slot : first_slot + count] = stack[-count:]
        del stack[-count:]
        return consumer(frame)

    return run


def last_of(arguments: tuple[Run, ...], call: Run, slot: int, fail: Fail) -> Run:
    """A function of one argument with another number of them: it takes the last one, or whatever is on the stack."""

    def run(frame: Frame) -> Any:
        stack: list[Any] = frame[BUDGET].stack
        for argument in arguments:
            value = argument(frame)
            stack.append(value)
        if not stack:
            raise fail(Fault("an argument is missing"))
        frame[slot] = stack.pop()
        return call(frame)

    return run
