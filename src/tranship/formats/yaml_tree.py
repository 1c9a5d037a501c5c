"""A YAML document as a tree that can be changed and written anew, with the comments that belong to its nodes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from tranship.formats.yaml_nodes import Alias, Mapping, Node, Scalar, content_start


class Kind(Enum):
    """What a node of a tree is."""

    SCALAR = "a single value"
    LIST = "a list"
    MAP = "a map"
    ALIAS = "an alias"


@dataclass(eq=False)
class Comments:
    """Comments, with their ``#`` and without indentation, lines joined by line feeds; an empty one is none.

    ``head`` stands above, ``line`` behind on the same line, ``foot`` below.
    """

    head: str = ""
    line: str = ""
    foot: str = ""


@dataclass(eq=False)
class Tree:
    """A node with all that is in it.

    :param text: the text of a scalar, the name of an alias.
    :param style: of a scalar as nodes have it ("" is plain); of a list or map "flow" or "".
    :param tag: its explicit tag in full; "" if there is none.
    :param items: the items of a list; of a map its keys and values in turn.
    :param target: what an alias stands for.
    """

    kind: Kind
    text: str = ""
    style: str = ""
    tag: str = ""
    anchor: str = ""
    items: list[Tree] = field(default_factory=list)
    target: Tree | None = None
    comments: Comments = field(default_factory=Comments)

    def pairs(self) -> Iterator[tuple[Tree, Tree]]:
        """The keys of a map with their values."""
        return zip(self.items[::2], self.items[1::2], strict=True)

    def resolved(self) -> Tree:
        """The node itself, or what it stands for as an alias."""
        return self.target if self.target is not None else self

    def copied(self) -> Tree:
        """A copy that shares nothing with this node but what aliases in it stand for elsewhere."""
        inside = {id(node) for node in self.walk()}
        outside = [node.target for node in self.walk() if node.target is not None and id(node.target) not in inside]
        return copy.deepcopy(self, {id(target): target for target in outside})

    def walk(self) -> Iterator[Tree]:
        """This node and all that are in it, each before what is in it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.items))


@dataclass(eq=False)
class Document:
    """A document: its root, the comment at its head (set off by a blank line), and the one at its foot."""

    root: Tree
    head: str = ""
    foot: str = ""


class Places:
    """The nodes of a tree by where their tokens begin: scalars, aliases and brackets; and the maps in blocks."""

    def __init__(self) -> None:
        self.leaves: dict[int, Tree] = {}
        self.blocks: dict[int, Tree] = {}


def grow(node: Node, text: str, places: Places) -> Tree:
    """The tree of a node; notes in ``places`` where its nodes stand in ``text``."""
    return _Growing(text, places).grow(node)


class _Growing:
    """Makes trees, and remembers what aliases stand for."""

    def __init__(self, text: str, places: Places) -> None:
        self._text = text
        self._places = places
        self._trees: dict[int, Tree] = {}

    def grow(self, node: Node) -> Tree:
        """The tree of a node."""
        if isinstance(node, Alias):
            tree = Tree(Kind.ALIAS, node.name, target=self._trees[id(node.target)])
            self._places.leaves[node.start] = tree
            return tree
        start = content_start(self._text, node.start)
        if isinstance(node, Scalar):
            tree = Tree(Kind.SCALAR, node.text, node.style, node.tag, node.anchor)
            if node.end > start:
                self._places.leaves[start] = tree
        else:
            is_map = isinstance(node, Mapping)
            tree = Tree(Kind.MAP if is_map else Kind.LIST, "", "flow" if node.flow else "", node.tag, node.anchor)
            children = [one for pair in node.pairs for one in pair] if isinstance(node, Mapping) else node.items
            tree.items = [self.grow(child) for child in children]
            if node.flow:
                self._places.leaves[start] = tree
            else:
                self._places.blocks[start] = tree
        self._trees[id(node)] = tree
        return tree
