"""Constant folding: what literals alone decide is computed once. It changes results, as it does in the reference.

``x and true`` becomes ``x``, whatever x is; ``x and false`` becomes false without looking at x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tranship.errors import ExprError
from tranship.exprlang import nodes
from tranship.exprlang.arithmetic import quotient, remainder
from tranship.exprlang.faults import Fault
from tranship.exprlang.nodes import Literal, Node
from tranship.exprlang.operators import AND, BINARY, OR, UNARY
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.values import wrap
from tranship.gotypes.power import power

FOLDABLE: Final = frozenset({*UNARY, *BINARY, "[", "filter"})
"""The operators and functions without which there is nothing to compute."""

_MOST_PASSES: Final = 1000


def fold(source: str, root: Node, rewriting: Rewriting) -> Node:
    """The tree with what can be computed computed.

    :raises ExprError: a literal integer is divided by a literal zero with ``%``.
    """

    def visit(node: Node) -> Node:
        rule = _RULES.get(type(node))
        try:
            return node if rule is None else rule(node)
        except Fault as fault:
            raise ExprError(fault.message, source, node.place.at, node.place.to) from None

    for _ in range(_MOST_PASSES):
        folded = rewriting.apply(visit, root)
        if folded is root:
            break
        root = folded
    return root


def _number(node: Node) -> int | float | None:
    if isinstance(node, Literal) and type(node.value) in (int, float):
        return node.value  # type: ignore[no-any-return]
    return None


def _truth(node: Node) -> bool | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, bool) else None


def _text(node: Node) -> str | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None


def _unary(node: nodes.Unary) -> Node:
    number = _number(node.operand)
    if node.operator in ("!", "not"):
        truth = _truth(node.operand)
        return node if truth is None else Literal(node.place, not truth)
    if number is None:
        return node
    if node.operator == "-":
        number = wrap(-number) if isinstance(number, int) else -number
    return Literal(node.place, number)


def _both(whole: Callable[[int, int], Any], floats: Callable[[float, float], Any]) -> Callable[[Any, Any], Any]:
    """An operation on numbers: one for two ints, one for everything else."""

    def operate(left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int):
            return whole(left, right)
        return floats(float(left), float(right))

    return operate


_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": _both(lambda left, right: wrap(left + right), lambda left, right: left + right),
    "-": _both(lambda left, right: wrap(left - right), lambda left, right: left - right),
    "*": _both(lambda left, right: wrap(left * right), lambda left, right: left * right),
    "/": lambda left, right: quotient(float(left), float(right)),
    "**": lambda left, right: power(float(left), float(right)),
    "^": lambda left, right: power(float(left), float(right)),
}


def _binary(node: nodes.Binary) -> Node:
    operator = node.operator
    if operator in AND or operator in OR:
        return _logic(node, deciding=operator in OR)
    left, right = _number(node.left), _number(node.right)
    if left is not None and right is not None:
        if operator in _ARITHMETIC:
            return Literal(node.place, _ARITHMETIC[operator](left, right))
        if isinstance(left, int) and isinstance(right, int):
            if operator == "%":
                return Literal(node.place, remainder(left, right))
            if operator == "==":
                return Literal(node.place, left == right)
    one, other = _text(node.left), _text(node.right)
    if one is not None and other is not None and operator in ("+", "=="):
        return Literal(node.place, one + other if operator == "+" else one == other)
    first, second = _truth(node.left), _truth(node.right)
    if first is not None and second is not None and operator == "==":
        return Literal(node.place, first == second)
    return node


def _logic(node: nodes.Binary, *, deciding: bool) -> Node:
    """``and`` and ``or``: the literal that decides (``false``, or ``true``) is the result, the other one vanishes."""
    left, right = _truth(node.left), _truth(node.right)
    if left is not None and left is not deciding:
        return node.right
    if right is not None and right is not deciding:
        return node.left
    return node if left is None and right is None else Literal(node.place, deciding)


def _array(node: nodes.Array) -> Node:
    """An array of literals is one value. It is not counted when it is made, as it is made only once."""
    items = node.items
    if items and all(isinstance(item, Literal) and type(item.value) in _IN_ARRAYS for item in items):
        return Literal(node.place, [item.value for item in items])  # type: ignore[attr-defined]
    return node


_IN_ARRAYS: Final = frozenset({int, float, str, bool})


def _filtered_twice(node: nodes.Builtin) -> Node:
    """``filter(filter(x, p), q)`` is ``filter(x, p && q)``."""
    if node.name != "filter" or len(node.arguments) != 2:
        return node
    base, predicate = node.arguments
    if not isinstance(base, nodes.Builtin) or base.name != "filter":
        return node
    inner = base.arguments[1]
    if not isinstance(inner, nodes.Predicate) or not isinstance(predicate, nodes.Predicate):
        return node
    both = nodes.Binary(predicate.place, "&&", inner.body, predicate.body)
    merged = nodes.Predicate(predicate.place, both)
    return nodes.Builtin(node.place, "filter", (base.arguments[0], merged))


_RULES: Final[Mapping[type, Callable[[Any], Node]]] = {
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Array: _array,
    nodes.Builtin: _filtered_twice,
}
