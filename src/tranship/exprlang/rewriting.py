"""Rewriting of trees, parts first, with the types of nodes carried along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tranship.exprlang.nodes import Node
from tranship.exprlang.trampoline import Steps, each, traverse
from tranship.exprlang.types import UNKNOWN, Type


class Rewriting:
    """Rewrites a tree pass by pass. Types are known by the ids of nodes, so all nodes are kept."""

    def __init__(self, types: Mapping[int, Type]) -> None:
        self._types = dict(types)
        self._kept: list[Node] = []

    def type_of(self, node: Node) -> Type:
        """The static type of a node; of one that was made anew, the type of the node in whose place it stands."""
        return self._types.get(id(node), UNKNOWN)

    def set_type(self, node: Node, known: Type) -> None:
        """Say of what type a node is that was made anew."""
        self._types[id(node)] = known
        self._kept.append(node)

    def apply(self, visit: Callable[[Any], Node], root: Node) -> Node:
        """The tree with each node replaced by what ``visit`` makes of it, parts before what they are in.

        A node that occurs twice is visited once, and its successor occurs twice.
        """
        done: dict[int, Node] = {}

        def enter(node: Node) -> Node | Steps:
            finished = done.get(id(node))
            if finished is not None:
                return finished
            parts = node.parts()
            return steps(node, parts) if parts else finish(node, node)

        def finish(node: Node, current: Node) -> Node:
            result = visit(current)
            if result is not node:
                self._kept.append(result)
                self._types.setdefault(id(result), self.type_of(node))
            done[id(node)] = result
            return result

        def steps(node: Node, parts: tuple[Node, ...]) -> Steps:
            changed: list[Node] = yield from each(parts)
            if all(one is other for one, other in zip(parts, changed, strict=True)):
                return finish(node, node)
            current = node.with_parts(changed)
            self.set_type(current, self.type_of(node))
            return finish(node, current)

        self._kept.append(root)
        return traverse(enter, root)
