"""What compiled expressions consist of: functions of a frame.

A frame is a list: how names are looked up, the environment, the budget, and then a place for each variable and loop.
Positions are constants of the compiled expression, so nothing is looked up by name but the environment's names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tranship.errors import ExprError
from tranship.exprlang.arithmetic import a
from tranship.exprlang.budget import Budget, on_new_stack
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.structs import Unknown
from tranship.exprlang.values import NilArray, NilStringMap, NilStrings

Frame = list[Any]
Run = Callable[[Frame], Any]
"""Evaluates a part of an expression."""

Fail = Callable[[Fault], ExprError]
"""Adds the place to a fault."""

NAMES: Final = 0
ENV: Final = 1
BUDGET: Final = 2
FIRST_SLOT: Final = 3

NIL_TYPES: Final = frozenset({type(None), NilArray, NilStrings, NilStringMap})
"""The types of values that are nil."""


class _Skip:
    """The value of a part of a chain of ``?.`` that is not there."""


SKIP: Final = _Skip()


def constant(value: Any) -> Run:
    """A value."""
    return lambda _: value


def slot(index: int) -> Run:
    """What is in a place of the frame."""
    return lambda frame: frame[index]


def name(known: str, fail: Fail) -> Run:
    """A name of the environment; one that is not there is nil."""

    def run(frame: Frame) -> Any:
        try:
            return frame[NAMES](known)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def environment(frame: Frame) -> Any:
    """The environment as a whole: ``$env``."""
    return frame[ENV]


def let(index: int, value: Run, body: Run) -> Run:
    """A variable, and what it is visible in."""

    def run(frame: Frame) -> Any:
        frame[index] = value(frame)
        return body(frame)

    return run


def sequence(items: tuple[Run, ...]) -> Run:
    """Several parts, of which the last one is the value."""
    *before, last = items

    def run(frame: Frame) -> Any:
        for item in before:
            item(frame)
        return last(frame)

    return run


def conditional(condition: Run, then: Run, otherwise: Run, fail: Fail) -> Run:
    """One of two parts."""

    def run(frame: Frame) -> Any:
        truth = condition(frame)
        if truth is True:
            return then(frame)
        if truth is False:
            return otherwise(frame)
        if type(truth) is Unknown:
            return truth
        raise fail(Fault(f"the condition must be a bool, not {a(truth)}"))

    return run


def array(items: tuple[Run, ...], fail: Fail) -> Run:
    """An array of what the parts are."""
    count = len(items)

    def run(frame: Frame) -> Any:
        made = [item(frame) for item in items]
        try:
            frame[BUDGET].make(count)
        except Fault as fault:
            raise fail(fault) from None
        return made

    return run


def mapping(keys: tuple[Run, ...], values: tuple[Run, ...], fail: Fail) -> Run:
    """A map. Of the same key the first one counts, as in the reference."""
    count = len(keys)

    def run(frame: Frame) -> Any:
        pairs = [(key(frame), value(frame)) for key, value in zip(keys, values, strict=True)]
        try:
            frame[BUDGET].make(count)
        except Fault as fault:
            raise fail(fault) from None
        made: dict[str, Any] = {}
        unknown: Unknown | None = None
        for key, value in pairs:
            if isinstance(key, str):
                made.setdefault(str(key), value)
            elif isinstance(key, Unknown):
                unknown = unknown or key
            else:
                raise fail(Fault(f"the key of a map must be a string, not {a(key)}"))
        return made if unknown is None else unknown

    return run


def fixed_mapping(keys: tuple[str, ...], values: tuple[Run, ...], fail: Fail) -> Run:
    """A map with literal keys, each a different one."""
    count = len(keys)

    def run(frame: Frame) -> Any:
        made = {key: value(frame) for key, value in zip(keys, values, strict=True)}
        try:
            frame[BUDGET].make(count)
        except Fault as fault:
            raise fail(fault) from None
        return made

    return run


def stored(part: Run, value: int, elements: int) -> Run:
    """A part that is evaluated once for all places where it stands; the first one evaluates it."""

    def run(frame: Frame) -> Any:
        budget: Budget = frame[BUDGET]
        before = budget.elements
        found = frame[value] = part(frame)
        frame[elements] = budget.elements - before
        return found

    return run


def loaded(value: int, elements: int, fail: Fail) -> Run:
    """The other places: they cost what evaluating it again costs in the reference."""

    def run(frame: Frame) -> Any:
        try:
            frame[BUDGET].make(frame[elements])
        except Fault as fault:
            raise fail(fault) from None
        return frame[value]

    return run


def hop(part: Run, fail: Fail) -> Run:
    """A part that is nested so deeply that it gets a stack of its own."""

    def run(frame: Frame) -> Any:
        try:
            return on_new_stack(frame[BUDGET], part, frame)
        except Fault as fault:
            raise fail(fault) from None

    return run


def traced(part: Run, start: int, end: int) -> Run:
    """A part whose value is written down."""

    def run(frame: Frame) -> Any:
        value = part(frame)
        if value is not SKIP:
            frame[BUDGET].trace.append((start, end, value))
        return value

    return run


def failing(message: str, fail: Fail) -> Run:
    """What can't be evaluated, though it need not be."""

    def run(_: Frame) -> Any:
        raise fail(Fault(message))

    return run


def names_of(env: Any) -> Callable[[str], Any]:
    """How names are looked up in an environment. One that is no map has no names."""
    if isinstance(env, Mapping):
        return env.get
    if isinstance(env, Unknown):
        raise NotKnown(env)

    def missing(_: str) -> Any:
        raise Fault(f"there are no names here: $env is {a(env)}")

    return missing
