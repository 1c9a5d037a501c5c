"""Programs: compiled expressions, and the cache of those that were compiled before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from tranship.errors import ExprError
from tranship.exprlang.budget import Budget
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.checker import check
from tranship.exprlang.closures import FIRST_SLOT, Run, names_of
from tranship.exprlang.compiler import Compiled, compile_nodes
from tranship.exprlang.faults import NotKnown
from tranship.exprlang.folding import FOLDABLE, fold
from tranship.exprlang.functions import NO_FUNCTIONS, Functions
from tranship.exprlang.nodes import Tree
from tranship.exprlang.parser import parse
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.shortcuts import among_literals, take_shortcuts

_CACHED: Final = 4096
_LARGE: Final = 10_000
"""Programs of longer sources, or with regular expressions of such a size, are not kept in the cache."""


class Program:
    """A compiled expression. It may be run by several threads at once."""

    __slots__ = ("_frame", "_run", "_tree", "functions", "source", "weight")

    def __init__(self, source: str, functions: Functions) -> None:
        """Compile ``source``.

        :raises ExprError: syntax, names or types are wrong.
        """
        self.source = source
        self.functions = functions
        self._tree: Tree = parse(source, BUILTINS, functions)
        self._run, size, self.weight = self._compile(traced=False)
        self._frame = [None] * (size - FIRST_SLOT)

    def run(self, env: Mapping[str, Any], context: object = None) -> Any:
        """The expression's value, with the names in ``env``; functions get ``context``.

        What can't be known yet is in the value as Unknown, or is the value.

        :raises ExprError: it can't be evaluated.
        """
        budget = Budget(context)
        if type(env) is dict:
            return self._guarded(self._run, [env.get, env, budget, *self._frame])
        return self._evaluate(self._run, self._frame, env, budget)

    def trace(self, env: Mapping[str, Any], context: object = None) -> tuple[Any, list[tuple[int, int, Any]]]:
        """The expression's value and those of its parts outside of predicates, in the order in which they came about.

        :returns: the value, and for each part its start and end in the source, and its value.
        :raises ExprError: it can't be evaluated.
        """
        budget = Budget(context)
        run, size, _ = self._compile(traced=True)
        return self._evaluate(run, [None] * (size - FIRST_SLOT), env, budget), budget.trace

    def _evaluate(self, run: Run, frame: list[None], env: Any, budget: Budget) -> Any:
        try:
            names = names_of(env)
        except NotKnown as missing:
            return missing.unknown
        return self._guarded(run, [names, env, budget, *frame])

    def _guarded(self, run: Run, frame: list[Any]) -> Any:
        try:
            return run(frame)
        except RecursionError:
            raise ExprError(
                "the expression or a value is nested too deeply", self.source, 0, len(self.source)
            ) from None

    def _compile(self, *, traced: bool) -> Compiled:
        root, names, repeats = self._tree
        rewriting = Rewriting(check(self.source, root, self.functions))
        if "in" in names:
            root = rewriting.apply(lambda node: among_literals(node, rewriting), root)
        if not names.isdisjoint(FOLDABLE):
            root = fold(self.source, root, rewriting)
        root = take_shortcuts(root, rewriting, names)
        return compile_nodes(
            self.source, root, rewriting, self.functions, repeats=repeats or "in" in names, traced=traced
        )


class _Large(Exception):  # noqa: N818 - it carries a result past the cache, which keeps no exceptions
    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program


@lru_cache(maxsize=_CACHED)
def _program(source: str, functions: Functions) -> Program:
    program = Program(source, functions)
    if len(source) + program.weight > _LARGE:
        raise _Large(program)
    return program


def compile_expression(source: str, functions: Functions = NO_FUNCTIONS) -> Program:
    """The program of an expression, from a cache if it was compiled before.

    :raises ExprError: syntax, names or types are wrong.
    """
    try:
        return _program(source, functions)
    except _Large as large:
        return large.program
