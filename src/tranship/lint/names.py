"""Names that an expression uses and nobody defines: functions, and variables under ``vars``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from tranship.errors import ExprError
from tranship.exprlang import Functions
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.nodes import Binary, Call, Chain, Conditional, Literal, Member, Name, Node, Unary
from tranship.exprlang.parser import parse
from tranship.models.problems import closest

_ASKS = frozenset({"==", "!=", "in", "and", "or", "&&", "||"})
"""Operators that a value which may be missing can be asked with."""


def unknown_names(source: str, functions: Functions, variables: Collection[str]) -> Iterator[ExprError]:
    """What an expression calls or reads that is not there, each at its place.

    A variable that is not there is nil, as in Kargo. That is no mistake where the expression asks whether it is there,
    as ``vars.x ?? 'default'`` and ``vars.x == nil`` do.

    :raises ExprError: the syntax is wrong.
    """
    nodes: list[tuple[Node, bool]] = [(parse(source, BUILTINS, functions).root, False)]
    seen: set[tuple[int, bool]] = set()
    while nodes:
        node, asked = nodes.pop()
        # A node may stand in several places.
        if (id(node), asked) in seen:
            continue
        seen.add((id(node), asked))
        problem = _problem(node, functions, variables, asked=asked)
        if problem:
            yield ExprError(problem, source, node.place.start, _end(node))
        nodes += reversed([(part, _asks(node, part, asked)) for part in node.parts()])


def _problem(node: Node, functions: Functions, variables: Collection[str], *, asked: bool) -> str:
    match node:
        case Call(callee=Name(name=name, variable=None)) if name not in functions:
            meant = get_close_matches(name, [*functions, *BUILTINS], n=1, cutoff=0.7)
            hint = f'did you mean "{meant[0]}"?' if meant else "the language has none of this name, nor has Kargo"
            return f'there is no function "{name}"; {hint}'
        case Member(base=Name(name="vars", variable=None), key=Literal(value=str(name)), method=False) if not asked:
            if name not in variables:
                close = closest(name, sorted(variables))
                hint = f' (did you mean "{close}"?)' if close else ""
                return f'there is no variable "{name}"{hint}; add it to vars, or give it with --var {name}=VALUE'
    return ""


def _end(node: Node) -> int:
    """Where what is pointed at ends: of a call only the name."""
    return node.callee.place.end if isinstance(node, Call) else node.place.end


def _asks(node: Node, part: Node, asked: bool) -> bool:
    """Whether ``part`` of ``node`` may be missing, because the expression deals with that."""
    match node:
        case Chain():
            return True
        case Binary(operator="??", left=left):
            return part is left
        case Binary(operator=operator) if operator in _ASKS:
            return True
        case Unary(operator="!" | "not"):
            return True
        case Conditional(condition=condition):
            return part is condition
        case Member():
            return asked
    return False
