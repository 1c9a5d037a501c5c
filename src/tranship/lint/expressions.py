"""Expressions as rules see them: parsed once, with their type, and the chains of names that they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tranship.errors import ExprError
from tranship.exprlang import Functions
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.checker import check
from tranship.exprlang.nodes import Binary, Call, Chain, Conditional, Literal, Member, Name, Node, Place, Unary
from tranship.exprlang.parser import parse
from tranship.exprlang.types import UNKNOWN, Type

_CACHED = 8192
_ASKS = frozenset({"==", "!=", "in", "and", "or", "&&", "||"})
"""Operators that a value which may be missing can be asked with."""


@dataclass(frozen=True)
class Reading:
    """A name of the environment that an expression reads, and the constant keys behind it: ``vars.a["b"]``.

    :param name: the name, and ``place`` where it stands.
    :param keys: each with its place; what is behind a key that is no constant is not known.
    :param whole: whether no other key follows.
    :param asked: whether the expression deals with the case that it isn't there, as ``vars.x ?? 1`` does.
    """

    name: str
    place: Place
    keys: tuple[tuple[str, Place], ...] = ()
    whole: bool = True
    asked: bool = False


@dataclass(frozen=True)
class Analysis:
    """What is known of an expression.

    :param root: its tree; None if the syntax is wrong.
    :param type: what it comes out as, as far as that is known.
    :param syntax: what is wrong with its syntax.
    :param mismatch: what is wrong with its types and the number of arguments.
    :param calls: the functions that it calls by name and that are none of the language's, with their arguments.
    :param readings: the names that it reads.
    """

    root: Node | None = None
    type: Type = UNKNOWN
    syntax: ExprError | None = None
    mismatch: ExprError | None = None
    calls: tuple[Call, ...] = ()
    readings: tuple[Reading, ...] = ()


@lru_cache(maxsize=_CACHED)
def analysed(source: str, functions: Functions) -> Analysis:
    """The analysis of an expression, from a cache if it was made before."""
    try:
        root = parse(source, BUILTINS, functions).root
    except ExprError as error:
        return Analysis(syntax=error)
    except RecursionError:
        return Analysis(syntax=ExprError("the expression is nested too deeply", source, 0, len(source)))
    calls, readings = _look_through(root)
    try:
        kind = check(source, root, functions).get(id(root), UNKNOWN)
    except ExprError as error:
        return Analysis(root, mismatch=error, calls=calls, readings=readings)
    return Analysis(root, kind, calls=calls, readings=readings)


def _look_through(root: Node) -> tuple[tuple[Call, ...], tuple[Reading, ...]]:
    calls: list[Call] = []
    readings: list[Reading] = []
    seen: set[tuple[int, bool]] = set()
    left: list[tuple[Node, bool]] = [(root, False)]
    while left:
        node, asked = left.pop()
        # A node may stand in several places.
        if (id(node), asked) in seen:
            continue
        seen.add((id(node), asked))
        match node:
            case Call(callee=Name(variable=None), arguments=arguments):
                calls.append(node)
                left += [(part, False) for part in reversed(arguments)]
            case Member():
                base, keys, whole, others = _unwound(node)
                left += [(part, False) for part in others]
                if isinstance(base, Name) and base.variable is None:
                    readings.append(Reading(base.name, base.place, keys, whole, asked))
                else:
                    left.append((base, asked))
            case Name(variable=None):
                readings.append(Reading(node.name, node.place, asked=asked))
            case _:
                left += [(part, _asks(node, part, asked)) for part in reversed(node.parts())]
    return tuple(calls), tuple(readings)


def _unwound(node: Member) -> tuple[Node, tuple[tuple[str, Place], ...], bool, list[Node]]:
    """The base of a chain of members, its constant keys, whether these are all, and the keys that are none."""
    members: list[Member] = []
    base: Node = node
    while isinstance(base, Member):
        members.append(base)
        base = base.base
    keys: list[tuple[str, Place]] = []
    others: list[Node] = []
    for member in reversed(members):
        match member:
            case Member(key=Literal(value=str(name)), method=False) if not others:
                keys.append((name, member.key.place))
            case _:
                others.append(member.key)
    return base, tuple(keys), not others, others


def _asks(node: Node, part: Node, asked: bool) -> bool:
    """Whether ``part`` of ``node`` may be missing, because the expression deals with that."""
    match node:
        case Chain():
            return True
        case Binary(operator="??", left=left):
            return part is left or asked
        case Binary(operator=operator) if operator in _ASKS:
            return True
        case Unary(operator="!" | "not"):
            return True
        case Conditional(condition=condition):
            return part is condition or asked
    return False


def literals(call: Call) -> Iterator[str | None]:
    """The arguments of a call: constant texts as they are, None for others."""
    for argument in call.arguments:
        yield argument.value if isinstance(argument, Literal) and isinstance(argument.value, str) else None
