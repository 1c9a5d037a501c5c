"""Recursion without Python's stack, so that no nesting is too deep.

A function that would call itself is written as a generator: it yields what should be done first and is sent the result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from types import GeneratorType
from typing import Any, TypeVar

Steps = Generator[Any, Any, Any]
"""A computation that yields what it needs computed first."""

R = TypeVar("R")


def run(first: Steps) -> Any:
    """The result of a computation whose steps yield further computations."""
    return _run(first, lambda steps: steps)


def traverse(enter: Callable[[Any], R | Steps], root: Any) -> R:
    """The result for ``root``: ``enter`` gives the result for a node, or steps that yield the nodes it needs first."""
    first = enter(root)
    return _run(first, enter) if isinstance(first, GeneratorType) else first  # type: ignore[return-value]


def each(wanted: Iterable[Any]) -> Steps:
    """The results for several nodes, in order."""
    results: list[Any] = []
    for one in wanted:
        results.append((yield one))  # noqa: PERF401 - a comprehension can't yield
    return results


def _run(first: Steps, enter: Callable[[Any], Any]) -> Any:
    stack = [first]
    value: Any = None
    while stack:
        try:
            wanted = stack[-1].send(value)
        except StopIteration as stop:
            stack.pop()
            value = stop.value
            continue
        value = enter(wanted)
        if isinstance(value, GeneratorType):
            stack.append(value)
            value = None
    return value
