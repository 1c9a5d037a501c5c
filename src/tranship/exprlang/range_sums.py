"""Sums over ranges of literal integers, which need no loop: ``sum(1..100)``, ``reduce(1..100, # + #acc)``."""

from __future__ import annotations

from tranship.exprlang import nodes
from tranship.exprlang.nodes import Builtin, Literal, Node
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.types import INT
from tranship.exprlang.values import wrap


def summed_range(node: Node, rewriting: Rewriting) -> Node:
    """The sum as a literal, where the form allows it."""
    if not isinstance(node, Builtin) or node.name not in ("sum", "reduce") or not node.arguments:
        return node
    bounds = _bounds(node.arguments[0])
    if bounds is None:
        return node
    first, last = bounds
    count = wrap(last - first + 1)
    total = _half(wrap(count * wrap(first + last)))
    result = _sum(node, total, count) if node.name == "sum" else _reduced(node, total)
    if result is None:
        return node
    literal = Literal(node.place, wrap(result))
    rewriting.set_type(literal, INT)
    return literal


def _bounds(node: Node) -> tuple[int, int] | None:
    """The bounds of a range of literal integers that is not empty."""
    if not isinstance(node, nodes.Binary) or node.operator != "..":
        return None
    first, last = _integer(node.left), _integer(node.right)
    return (first, last) if first is not None and last is not None and last >= first else None


def _integer(node: Node) -> int | None:
    return node.value if isinstance(node, Literal) and type(node.value) is int else None


def _half(number: int) -> int:
    """Half of an integer, cut towards zero."""
    return abs(number) // 2 * (-1 if number < 0 else 1)


def _element(node: Node, name: str = "") -> bool:
    return isinstance(node, nodes.Pointer) and node.name == name


def _sum(node: Builtin, total: int, count: int) -> int | None:
    """``sum`` without a predicate, or with one that adds, subtracts or multiplies by a literal integer."""
    if len(node.arguments) == 1:
        return total
    body = node.arguments[1].body if isinstance(node.arguments[1], nodes.Predicate) else node.arguments[1]
    if _element(body):
        return total
    if not isinstance(body, nodes.Binary):
        return None
    element_first = _element(body.left)
    number = _integer(body.right) if element_first else _integer(body.left) if _element(body.right) else None
    if number is None:
        return None
    if body.operator == "*":
        return wrap(number * total)
    if body.operator == "+":
        return total + count * number
    if body.operator == "-":
        return total - count * number if element_first else count * number - total
    return None


def _reduced(node: Builtin, total: int) -> int | None:
    """``reduce`` with ``# + #acc``, maybe from a literal integer on."""
    body = node.arguments[1].body if isinstance(node.arguments[1], nodes.Predicate) else node.arguments[1]
    if not isinstance(body, nodes.Binary) or body.operator != "+":
        return None
    if not (
        (_element(body.left) and _element(body.right, "acc")) or (_element(body.left, "acc") and _element(body.right))
    ):
        return None
    if len(node.arguments) == 2:
        return total
    start = _integer(node.arguments[2])
    return None if start is None else start + total
