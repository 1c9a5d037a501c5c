"""The parts of a parsed expression.

Every node knows its place in the source, and the characters that an error about it points at (an operator, a name, a
bracket). Nodes are compared by identity; :func:`same` compares what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar, NamedTuple


class Place(NamedTuple):
    """A part of the source, counted in characters, and the characters in it that errors point at."""

    start: int
    end: int
    at: int
    to: int


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A part of an expression. ``PARTS`` names the fields with nodes, ``WORDS`` those that say something else."""

    PARTS: ClassVar[tuple[str, ...]] = ()
    WORDS: ClassVar[tuple[str, ...]] = ()

    place: Place

    def parts(self) -> tuple[Node, ...]:
        """The nodes directly in it, in the order in which they are written."""
        found: list[Node] = []
        for name in self.PARTS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                found.extend(value)
            elif value is not None:
                found.append(value)
        return tuple(found)

    def with_parts(self, parts: Iterable[Node]) -> Node:
        """The same node around other parts."""
        rest = iter(parts)
        changes: dict[str, Any] = {}
        for name in self.PARTS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                changes[name] = tuple(islice(rest, len(value)))
            elif value is not None:
                changes[name] = next(rest)
        return replace(self, **changes)

    def words(self) -> tuple[Any, ...]:
        """What it says apart from its parts."""
        return tuple(getattr(self, name) for name in self.WORDS)


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

    WORDS: ClassVar[tuple[str, ...]] = ("value",)

    value: Any


@dataclass(frozen=True, eq=False, slots=True)
class Name(Node):
    """A name: of a variable, or else of the environment."""

    WORDS: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    variable: Variable | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Unary(Node):
    """An operator before its operand."""

    PARTS: ClassVar[tuple[str, ...]] = ("operand",)
    WORDS: ClassVar[tuple[str, ...]] = ("operator",)

    operator: str
    operand: Node


@dataclass(frozen=True, eq=False, slots=True)
class Binary(Node):
    """An operator between two operands."""

    PARTS: ClassVar[tuple[str, ...]] = ("left", "right")
    WORDS: ClassVar[tuple[str, ...]] = ("operator",)

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Among(Node):
    """``operand in [...]`` with nothing but literal integers, or (``texts``) literal texts, in the array."""

    PARTS: ClassVar[tuple[str, ...]] = ("operand",)
    WORDS: ClassVar[tuple[str, ...]] = ("values",)

    operand: Node
    values: frozenset[Any]
    texts: bool


@dataclass(frozen=True, eq=False, slots=True)
class Chain(Node):
    """A chain of members with ``?.`` in it: nil in front of one makes the whole chain nil."""

    PARTS: ClassVar[tuple[str, ...]] = ("inner",)

    inner: Node


@dataclass(frozen=True, eq=False, slots=True)
class Member(Node):
    """``base.key`` or ``base[key]``; ``optional`` with ``?.``; ``method`` if it is called."""

    PARTS: ClassVar[tuple[str, ...]] = ("base", "key")
    WORDS: ClassVar[tuple[str, ...]] = ("optional",)

    base: Node
    key: Node
    optional: bool = False
    method: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Slice(Node):
    """``base[first:last]``."""

    PARTS: ClassVar[tuple[str, ...]] = ("base", "first", "last")

    base: Node
    first: Node | None
    last: Node | None

    def words(self) -> tuple[Any, ...]:
        """Which bounds are there."""
        return self.first is None, self.last is None


@dataclass(frozen=True, eq=False, slots=True)
class Call(Node):
    """A call of something that is no built-in function."""

    PARTS: ClassVar[tuple[str, ...]] = ("callee", "arguments")

    callee: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Builtin(Node):
    """A call of a built-in function.

    The rest is set by shortcuts: ``throws`` if finding nothing is an error, ``mapped`` is what to make of each element
    that is kept, and ``threshold`` is where counting may stop.
    """

    PARTS: ClassVar[tuple[str, ...]] = ("arguments",)
    WORDS: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    arguments: tuple[Node, ...]
    throws: bool = False
    mapped: Node | None = None
    threshold: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Predicate(Node):
    """What a built-in function evaluates for each element."""

    PARTS: ClassVar[tuple[str, ...]] = ("body",)

    body: Node


@dataclass(frozen=True, eq=False, slots=True)
class Pointer(Node):
    """``#``, or ``#name``; also what stands before the dot of ``.field``."""

    WORDS: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    scope: Scope


@dataclass(frozen=True, eq=False, slots=True)
class Let(Node):
    """``let name = value; body``; ``again`` if a variable of that name is visible already."""

    PARTS: ClassVar[tuple[str, ...]] = ("value", "body")
    WORDS: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    value: Node
    body: Node
    variable: Variable
    again: bool


@dataclass(frozen=True, eq=False, slots=True)
class Sequence(Node):
    """Expressions separated by ``;``: the last one is the value."""

    PARTS: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Conditional(Node):
    """``condition ? then : otherwise``, or the same with ``if`` and ``else``."""

    PARTS: ClassVar[tuple[str, ...]] = ("condition", "then", "otherwise")

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, eq=False, slots=True)
class Array(Node):
    """``[items]``."""

    PARTS: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Map(Node):
    """``{key: value}``; keys and values take turns in ``items``."""

    PARTS: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[Node, ...]


class Tree(NamedTuple):
    """A parsed expression: its root, and what is in it.

    ``names`` are those of built-in functions and the operators, ``[`` for an array; ``repeats`` is whether a node may
    stand in several places.
    """

    root: Node
    names: frozenset[str]
    repeats: bool


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
        parts, others = one.parts(), other.parts()
        if type(one) is not type(other) or one.words() != other.words() or len(parts) != len(others):
            return False
        # To Python 1, 1.0 and true are the same.
        if isinstance(one, Literal) and isinstance(other, Literal) and type(one.value) is not type(other.value):
            return False
        pairs.extend(zip(parts, others, strict=True))
    return True


def shared(root: Node) -> frozenset[int]:
    """The ids of nodes that stand in more than one place."""
    seen: set[int] = set()
    twice: set[int] = set()
    for node in walk(root):
        for part in node.parts():
            (twice if id(part) in seen else seen).add(id(part))
    return frozenset(twice)
