"""Shorthands for tests: evaluate an expression, and see what its error says."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.errors import ExprError
from tranship.exprlang import NO_FUNCTIONS, Functions, Program

ENV: dict[str, Any] = {
    "i": 3,
    "f": 1.5,
    "s": "text",
    "t": True,
    "n": None,
    "l": [3, 1, 2],
    "ls": ["b", "a"],
    "m": {"a": 1, "b": {"c": "x"}},
}
"""What expressions of tests see."""


def run(source: str, functions: Functions = NO_FUNCTIONS, **names: Any) -> Any:
    """The value of an expression, compiled anew; with ``names`` besides those of ENV."""
    return Program(source, functions).run({**ENV, **names})


def error(source: str, functions: Functions = NO_FUNCTIONS, **names: Any) -> ExprError:
    """The error of an expression that is wrong or fails."""
    with pytest.raises(ExprError) as caught:
        run(source, functions, **names)
    return caught.value


def message(source: str, functions: Functions = NO_FUNCTIONS, **names: Any) -> str:
    """What the error of an expression says."""
    return error(source, functions, **names).message


def marked(source: str, functions: Functions = NO_FUNCTIONS, **names: Any) -> str:
    """The part of the source that an error points at."""
    found = error(source, functions, **names)
    return found.source[found.start : found.end]
