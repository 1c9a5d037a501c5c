"""The parts of a parsed expression.

Every node knows its place: ``start`` and ``end`` in the source, and ``at``, the characters that an error about it points
at (an operator, a name, a bracket). Nodes are compared by identity; :func:`same` compares what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A part of the source, counted in characters, and the characters in it that errors point at."""

    start: int
    end: int
    at: int
    to: int


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A part of an expression."""

    place: Place

    def parts(self) -> tuple[Node, ...]:
        """The nodes directly in it, in the order in which they are evaluated and checked."""
        return ()

    def with_parts(self, parts: tuple[Any, ...]) -> Node:  # noqa: ARG002 - a node without parts stays as it is
        """The same node around other parts."""
        return self

    def words(self) -> tuple[Any, ...]:
        """What it says apart from its parts."""
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class Variable:
    """A variable of ``let``: its name and value."""

    name: str
    value: Node


@dataclass(frozen=True, eq=False, slots=True)
class Scope:
    """What ``#`` stands for where it is written: an element of ``collection``, in the function ``builtin``."""

    builtin: str
    collection: Node


@dataclass(frozen=True, eq=False, slots=True)
class Nil(Node):
    """``nil``."""


@dataclass(frozen=True, eq=False, slots=True)
class Literal(Node):
    """A number, a bool, a text or bytes as written, or an array of them: ``value``."""

    value: Any

    def words(self) -> tuple[Any, ...]:
        return type(self.value), self.value


@dataclass(frozen=True, eq=False, slots=True)
class Name(Node):
    """A name: of a variable, or else of the environment."""

    name: str
    variable: Variable | None = None

    def words(self) -> tuple[Any, ...]:
        return (self.name,)


@dataclass(frozen=True, eq=False, slots=True)
class Unary(Node):
    """An operator before its operand."""

    operator: str
    operand: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Unary(self.place, self.operator, *parts)

    def words(self) -> tuple[Any, ...]:
        return (self.operator,)


@dataclass(frozen=True, eq=False, slots=True)
class Binary(Node):
    """An operator between two operands."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> tuple[Node, ...]:
        return self.left, self.right

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Binary(self.place, self.operator, *parts)

    def words(self) -> tuple[Any, ...]:
        return (self.operator,)


@dataclass(frozen=True, eq=False, slots=True)
class Among(Node):
    """``operand in [...]`` with nothing but literal integers, or (``texts``) literal texts, in the array."""

    operand: Node
    values: frozenset[Any]
    texts: bool

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Among(self.place, *parts, self.values, self.texts)

    def words(self) -> tuple[Any, ...]:
        return (self.values,)


@dataclass(frozen=True, eq=False, slots=True)
class Chain(Node):
    """A chain of members with ``?.`` in it: nil in front of one makes the whole chain nil."""

    inner: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Chain(self.place, *parts)


@dataclass(frozen=True, eq=False, slots=True)
class Member(Node):
    """``base.key`` or ``base[key]``; ``optional`` with ``?.``; ``method`` if it is called."""

    base: Node
    key: Node
    optional: bool = False
    method: bool = False

    def parts(self) -> tuple[Node, ...]:
        return self.base, self.key

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Member(self.place, *parts, self.optional, self.method)

    def words(self) -> tuple[Any, ...]:
        return (self.optional,)


@dataclass(frozen=True, eq=False, slots=True)
class Slice(Node):
    """``base[first:last]``."""

    base: Node
    first: Node | None
    last: Node | None

    def parts(self) -> tuple[Node, ...]:
        return tuple(part for part in (self.base, self.first, self.last) if part)

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        rest = iter(parts)
        return Slice(self.place, next(rest), next(rest) if self.first else None, next(rest) if self.last else None)

    def words(self) -> tuple[Any, ...]:
        return self.first is None, self.last is None


@dataclass(frozen=True, eq=False, slots=True)
class Call(Node):
    """A call of something that is no built-in function."""

    callee: Node
    arguments: tuple[Node, ...]

    def parts(self) -> tuple[Node, ...]:
        return self.callee, *self.arguments

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Call(self.place, parts[0], tuple(parts[1:]))


@dataclass(frozen=True, eq=False, slots=True)
class Builtin(Node):
    """A call of a built-in function.

    The rest is set by shortcuts: ``throws`` if finding nothing is an error, ``mapped`` is what to make of each element
    that is kept, and ``threshold`` is where counting may stop.
    """

    name: str
    arguments: tuple[Node, ...]
    throws: bool = False
    mapped: Node | None = None
    threshold: int | None = None

    def parts(self) -> tuple[Node, ...]:
        return self.arguments

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Builtin(self.place, self.name, tuple(parts), self.throws, self.mapped, self.threshold)

    def words(self) -> tuple[Any, ...]:
        return self.name, len(self.arguments)


@dataclass(frozen=True, eq=False, slots=True)
class Predicate(Node):
    """What a built-in function evaluates for each element."""

    body: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.body,)

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Predicate(self.place, *parts)


@dataclass(frozen=True, eq=False, slots=True)
class Pointer(Node):
    """``#``, or ``#name``; also what stands before the dot of ``.field``."""

    name: str
    scope: Scope

    def words(self) -> tuple[Any, ...]:
        return (self.name,)


@dataclass(frozen=True, eq=False, slots=True)
class Let(Node):
    """``let name = value; body``; ``again`` if a variable of that name is visible already."""

    name: str
    value: Node
    body: Node
    variable: Variable
    again: bool

    def parts(self) -> tuple[Node, ...]:
        return self.value, self.body

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Let(self.place, self.name, *parts, self.variable, self.again)

    def words(self) -> tuple[Any, ...]:
        return (self.name,)


@dataclass(frozen=True, eq=False, slots=True)
class Sequence(Node):
    """Expressions separated by ``;``: the last one is the value."""

    items: tuple[Node, ...]

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Sequence(self.place, tuple(parts))

    def words(self) -> tuple[Any, ...]:
        return (len(self.items),)


@dataclass(frozen=True, eq=False, slots=True)
class Conditional(Node):
    """``condition ? then : otherwise``, or the same with ``if`` and ``else``."""

    condition: Node
    then: Node
    otherwise: Node

    def parts(self) -> tuple[Node, ...]:
        return self.condition, self.then, self.otherwise

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Conditional(self.place, *parts)


@dataclass(frozen=True, eq=False, slots=True)
class Array(Node):
    """``[items]``."""

    items: tuple[Node, ...]

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Array(self.place, tuple(parts))

    def words(self) -> tuple[Any, ...]:
        return (len(self.items),)


@dataclass(frozen=True, eq=False, slots=True)
class Map(Node):
    """``{key: value}``; keys and values take turns in ``items``."""

    items: tuple[Node, ...]

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def with_parts(self, parts: tuple[Any, ...]) -> Node:
        return Map(self.place, tuple(parts))

    def words(self) -> tuple[Any, ...]:
        return (len(self.items),)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a tree once, parents first."""
    stack, seen = [root], {id(root)}
    while stack:
        node = stack.pop()
        yield node
        mapped = (node.mapped,) if isinstance(node, Builtin) and node.mapped else ()
        for part in (*node.parts(), *mapped):
            if id(part) not in seen:
                seen.add(id(part))
                stack.append(part)


def same(left: Node, right: Node) -> bool:
    """Whether two trees say the same, wherever they stand."""
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        if one is other:
            continue
        if type(one) is not type(other) or one.words() != other.words():
            return False
        pairs.extend(zip(one.parts(), other.parts(), strict=True))
    return True
