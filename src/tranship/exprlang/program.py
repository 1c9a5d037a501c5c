"""Programs: compiled expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tranship.exprlang.functions import NO_FUNCTIONS, Functions


class Program:
    """A compiled expression. It may be run by several threads at once."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def run(self, env: Mapping[str, Any], context: object = None) -> Any:
        """The expression's value, with the names in ``env``; functions get ``context``.

        :raises ExprError: it can't be evaluated.
        """
        raise NotImplementedError

    def trace(self, env: Mapping[str, Any], context: object = None) -> tuple[Any, list[tuple[int, int, Any]]]:
        """The expression's value and those of its parts: start and end in the source, and the value, in order."""
        raise NotImplementedError


def compile_expression(source: str, functions: Functions = NO_FUNCTIONS) -> Program:
    """The program of an expression, from a cache if it was compiled before.

    :raises ExprError: syntax, names or types are wrong.
    """
    raise NotImplementedError
