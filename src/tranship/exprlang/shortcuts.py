"""Shortcuts: forms that are computed in another way than they are written, which decides what is evaluated at all.

``filter(l, p)[0]`` stops at the first element found, so that errors in later ones don't count; ``len(filter(l, p))``
counts; ``sum([a, b])`` is ``a + b``, also for texts and durations. Each is a pass over the whole tree, in the order of
the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tranship.exprlang import nodes
from tranship.exprlang.nodes import Builtin, Literal, Node
from tranship.exprlang.operators import AND, OR
from tranship.exprlang.range_sums import summed_range
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.types import Kind

Shortcut = Callable[[Node, Rewriting], Node]


def take_shortcuts(root: Node, rewriting: Rewriting, used: frozenset[str]) -> Node:
    """The tree with all shortcuts taken. ``used`` are the built-in functions and operators in it."""
    for shortcut, needed in _SHORTCUTS.items():
        if not needed.isdisjoint(used):
            root = rewriting.apply(lambda node, shortcut=shortcut: shortcut(node, rewriting), root)  # type: ignore[misc]
    return root


def among_literals(node: Node, rewriting: Rewriting) -> Node:
    """``x in [...]`` with literals is looked up; then x must be of their type. This comes before all folding."""
    if not isinstance(node, nodes.Binary) or node.operator != "in" or not isinstance(node.right, nodes.Array):
        return node
    items = node.right.items
    values = [item.value for item in items if isinstance(item, Literal)]
    if not items or len(values) != len(items):
        return node
    if rewriting.type_of(node.left).kind is Kind.INT and all(type(value) is int for value in values):
        return nodes.Among(node.place, node.left, frozenset(values), texts=False)
    if all(type(value) is str for value in values):
        return nodes.Among(node.place, node.left, frozenset(values), texts=True)
    return node


def _in_range(node: Node, rewriting: Rewriting) -> Node:
    """``x in 1..3`` is ``x >= 1 and x <= 3`` for an int."""
    if not isinstance(node, nodes.Binary) or node.operator != "in":
        return node
    span = node.right
    if rewriting.type_of(node.left).kind is not Kind.INT or not isinstance(span, nodes.Binary) or span.operator != "..":
        return node
    if not (_is_integer(span.left) and _is_integer(span.right)):
        return node
    least = nodes.Binary(node.place, ">=", node.left, span.left)
    most = nodes.Binary(node.place, "<=", node.left, span.right)
    return nodes.Binary(node.place, "and", least, most)


def _is_integer(node: Node) -> bool:
    return isinstance(node, Literal) and type(node.value) is int


def _is_number(node: Node | None, number: int) -> bool:
    return isinstance(node, Literal) and type(node.value) is int and node.value == number


def _filter(node: Node) -> Builtin | None:
    """The node, if it is a call of ``filter``."""
    return node if isinstance(node, Builtin) and node.name == "filter" and len(node.arguments) == 2 else None


def _mapped_filter(node: Node, _: Rewriting) -> Node:
    """``map(filter(x, p), f)`` makes each element as it is kept."""
    if not isinstance(node, Builtin) or node.name != "map" or len(node.arguments) != 2:
        return node
    base, predicate = _filter(node.arguments[0]), node.arguments[1]
    if base is None or base.mapped is not None or not isinstance(predicate, nodes.Predicate):
        return node
    if any(isinstance(part, nodes.Pointer) and part.name == "index" for part in _walk_visible(predicate)):
        return node
    return replace(base, place=node.place, mapped=predicate.body)


def _walk_visible(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = [node]
    while stack:
        found.append(stack.pop())
        stack.extend(found[-1].parts())
    return found


def _counted_filter(node: Node, _: Rewriting) -> Node:
    """``len(filter(x, p))`` counts; what would be made of the elements is not made."""
    if isinstance(node, Builtin) and node.name == "len" and len(node.arguments) == 1:
        base = _filter(node.arguments[0])
        if base is not None:
            return Builtin(node.place, "count", base.arguments)
    return node


def _end_of_filter(index: int, accessor: str, finder: str) -> Shortcut:
    """``filter(x, p)[0]`` and ``first(filter(x, p))`` look from the start; with -1 and ``last`` from the end."""

    def shortcut(node: Node, _: Rewriting) -> Node:
        if isinstance(node, nodes.Member) and not node.optional and _is_number(node.key, index):
            base = _filter(node.base)
            if base is not None:
                return Builtin(node.place, finder, base.arguments, throws=True, mapped=base.mapped)
        if isinstance(node, Builtin) and node.name == accessor and len(node.arguments) == 1:
            base = _filter(node.arguments[0])
            if base is not None:
                return Builtin(node.place, finder, base.arguments, mapped=base.mapped)
        return node

    return shortcut


def _combined(node: Node, _: Rewriting) -> Node:
    """``all(x, p) and all(x, q)`` goes through x once; so do ``any`` with ``or`` and ``none`` with ``and``."""
    if not isinstance(node, nodes.Binary):
        return node
    left, right = node.left, node.right
    if not isinstance(left, Builtin) or not isinstance(right, Builtin) or left.name != right.name:
        return node
    operator = _JOINED.get((left.name, node.operator))
    if operator is None or not nodes.same(left.arguments[0], right.arguments[0]):
        return node
    one, other = left.arguments[1], right.arguments[1]
    if not isinstance(one, nodes.Predicate) or not isinstance(other, nodes.Predicate):
        return node
    both = _combined(nodes.Binary(node.place, operator, one.body, other.body), _)
    predicate = nodes.Predicate(one.place, both)
    return Builtin(node.place, left.name, (left.arguments[0], predicate))


_JOINED: Final[Mapping[tuple[str, str], str]] = {
    **{("all", operator): operator for operator in AND},
    **{("any", operator): operator for operator in OR},
    ("none", "and"): "or",
    ("none", "&&"): "||",
}


def _sum_of_array(node: Node, _: Rewriting) -> Node:
    """``sum([a, b, c])`` is ``a + (b + c)``."""
    if not isinstance(node, Builtin) or node.name != "sum" or len(node.arguments) != 1:
        return node
    array = node.arguments[0]
    if not isinstance(array, nodes.Array) or len(array.items) < 2:
        return node
    total = array.items[-1]
    for item in reversed(array.items[:-1]):
        total = nodes.Binary(node.place, "+", item, total)
    return total


def _sum_of_map(node: Node, _: Rewriting) -> Node:
    """``sum(map(x, f))`` adds what f makes as it goes."""
    if not isinstance(node, Builtin) or node.name != "sum" or len(node.arguments) != 1:
        return node
    base = node.arguments[0]
    if isinstance(base, Builtin) and base.name == "map" and len(base.arguments) == 2:
        return Builtin(node.place, "sum", base.arguments)
    return node


def _counted(node: Node) -> tuple[Builtin, int] | None:
    """The ``count(x, p)`` on the left of a comparison with a literal integer, and that integer."""
    if not isinstance(node, nodes.Binary) or not isinstance(node.left, Builtin) or node.left.name != "count":
        return None
    if len(node.left.arguments) != 2 or not isinstance(node.right, Literal) or type(node.right.value) is not int:
        return None
    return node.left, node.right.value


def _count_as_any(node: Node, _: Rewriting) -> Node:
    """``count(x, p) > 0`` is ``any(x, p)``."""
    found = _counted(node)
    if found is not None and isinstance(node, nodes.Binary):
        count, number = found
        if (node.operator, number) in ((">", 0), (">=", 1)):
            return Builtin(node.place, "any", count.arguments)
    return node


def _count_up_to(node: Node, _: Rewriting) -> Node:
    """``count(x, p) > 5`` stops counting as soon as it is decided."""
    found = _counted(node)
    if found is None or not isinstance(node, nodes.Binary) or found[1] < 0:
        return node
    count, number = found
    threshold = {">": number + 1, ">=": number, "<": number, "<=": number + 1}.get(node.operator, 0)
    if threshold <= 1 or count.threshold == threshold:
        return node
    return nodes.Binary(node.place, node.operator, replace(count, threshold=threshold), node.right)


_SHORTCUTS: Final[Mapping[Shortcut, frozenset[str]]] = {
    _in_range: frozenset({"in"}),
    _mapped_filter: frozenset({"map"}),
    _counted_filter: frozenset({"filter"}),
    _end_of_filter(-1, "last", "findLast"): frozenset({"filter"}),
    _end_of_filter(0, "first", "find"): frozenset({"filter"}),
    _combined: frozenset({"all", "any", "none"}),
    summed_range: frozenset({"sum", "reduce"}),
    _sum_of_array: frozenset({"sum"}),
    _sum_of_map: frozenset({"sum"}),
    _count_as_any: frozenset({"count", "filter"}),
    _count_up_to: frozenset({"count", "filter"}),
}
"""The shortcuts in order, each with the functions and operators without which there is nothing to do."""
