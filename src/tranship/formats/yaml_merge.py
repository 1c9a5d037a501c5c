"""Documents merged, later ones over earlier ones: maps at every level, everything else replaced, null removes.

Lists of Kubernetes' own kinds are merged item by item (:mod:`tranship.formats.kubernetes_lists`), and ``$patch`` in a
map of a later document says that the map goes, or replaces. Comments, styles and the order of the earlier document
stay. What was data before is data of the same value after: an alias whose anchor has gone or changed is written out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tranship.errors import EditError, FieldPath, field_text
from tranship.formats.kubernetes_lists import Shape, shape_of
from tranship.formats.yaml_dialects import FILE
from tranship.formats.yaml_print_scalars import is_text, reads_as_text
from tranship.formats.yaml_scalars import MERGE, NULL, ScalarError
from tranship.formats.yaml_tree import Comments, Document, Kind, Tree

_Pairs: TypeAlias = dict[str, tuple[Tree, Tree]]
"""The keys of a map, in order, and their values, by the texts of the keys."""

_DIRECTIVE = "$patch"
_MERGE_KEY = "<<"
_MOST_WRITTEN_OUT = 100_000
"""Nodes that take the place of aliases."""


def merge_documents(documents: Sequence[Document]) -> Document | None:
    """The documents merged from left to right; None if nothing is left. The documents are used up.

    :raises EditError: values of different kinds meet, a key comes twice in a map, or ``$patch`` is none that is known.
    """
    merged: Document | None = None
    for document in documents:
        merged = document if merged is None else _merged(merged, document)
    return merged


def _merged(base: Document, over: Document) -> Document | None:
    if is_null(over.root):
        return base
    merging = _Merging(base.root, over.root)
    root = merging.value(base.root, over.root, None, ())
    if root is None:
        return None
    document = base if root is base.root else Document(root, over.head, over.foot)
    merging.write_out_aliases(document.root)
    return document


def is_null(node: Tree) -> bool:
    """Whether a node is a null."""
    if node.kind is not Kind.SCALAR:
        return False
    try:
        return FILE.resolve(node.text, node.tag, node.style)[0] == NULL
    except ScalarError:
        return False


class _Merging:
    """Merges one tree over another, which is changed."""

    def __init__(self, base: Tree, over: Tree) -> None:
        # What aliases stand for, as it is before anything is merged.
        self._originals = {
            id(node.target): node.target.copied()
            for tree in (base, over)
            for node in tree.walk()
            if node.target is not None
        }
        self._changed: set[int] = set()
        self._written_out = 0

    def value(self, base: Tree, over: Tree, shape: Shape | None, path: FieldPath) -> Tree | None:
        """A value over another; None if nothing is left."""
        if is_null(base):
            new = self._new(over, path)
            return None if new is None else _in_style_of(base, new)
        if is_null(over):
            return None
        kinds = base.resolved().kind, over.resolved().kind
        if kinds[0] is not kinds[1]:
            raise EditError(f"{_place(path)} is {kinds[0].value} in one file and {kinds[1].value} in another")
        if kinds[0] is Kind.SCALAR:
            return _in_style_of(base, over) if path else over
        shape = shape or _shape(base.resolved()) or _shape(over.resolved())
        if kinds[0] is Kind.MAP:
            return self._map(self._own(base), self._own(over), shape, path)
        if shape is not None and shape.keys is not None:
            return self._list(self._own(base), self._own(over), shape, path)
        return _in_style_of(base, over) if path else over

    def _own(self, node: Tree) -> Tree:
        """A node that may be changed: an alias becomes what it stands for."""
        if node.target is None:
            return node
        copy = self._copy(self._original(node))
        copy.comments = node.comments
        return copy

    def _copy(self, node: Tree) -> Tree:
        """A copy of a node without its anchors."""
        copy = node.copied()
        for one in copy.walk():
            one.anchor = ""
            self._written_out += 1
        if self._written_out > _MOST_WRITTEN_OUT:
            raise EditError("aliases multiply the document beyond measure")
        return copy

    def _map(self, base: Tree, over: Tree, shape: Shape | None, path: FieldPath) -> Tree | None:
        _take_comments(base, over)
        if not base.items:
            base.style = over.style
        directive = _directive(over, path)
        if directive == "delete":
            return None
        if directive == "replace":
            replaced = self._new(over, path)
            return None if replaced is None else _in_style_of(base, replaced)
        if base.items:
            # What a later map takes over by << counts as if it were written in it.
            self._write_out_merges(over, path)
        present, inherited = _by_name(base, path), self._inherited(base)
        names = _by_name(over, path)
        if any(name in inherited and name not in present and is_null(value) for name, (_, value) in names.items()):
            self._write_out_merges(base, path)
            present, inherited = _by_name(base, path), {}
        fields = shape.fields if shape else {}
        result = dict(present)
        for name, (key, value) in sorted(names.items()):
            below, before = (*path, name), present.get(name)
            if before is not None:
                merged = self.value(before[1], value, fields.get(name), below)
            elif name in inherited:
                merged = self.value(self._copy(inherited[name][1]), value, fields.get(name), below)
            else:
                merged = self._new(value, below)
            if merged is None:
                result.pop(name, None)
            else:
                # A new key brings its quotes, but neither comments nor an anchor.
                new = Tree(Kind.SCALAR, key.resolved().text, key.resolved().style)
                result[name] = (before[0] if before else new, merged)
        self._fill(base, present, result)
        return base

    def _fill(self, base: Tree, before: _Pairs, after: _Pairs) -> None:
        """Give a map its new keys and values, and note whether any of it has changed."""
        same = before.keys() == after.keys() and all(after[name][1] is value for name, (_, value) in before.items())
        if not same or any(id(value) in self._changed for _, value in after.values()):
            self._changed.add(id(base))
        base.items = [one for pair in after.values() for one in pair]

    def _inherited(self, node: Tree) -> _Pairs:
        """The keys and values that a map has by ``<<``, its own aside."""
        found: _Pairs = {}
        for key, value in node.pairs():
            if not _merges(key):
                continue
            merged = self._original(value)
            for one in merged.items if merged.kind is Kind.LIST else [merged]:
                source = self._original(one)
                own = {name.resolved().text: (name, taken) for name, taken in source.pairs() if not _merges(name)}
                found = {**self._inherited(source), **own, **found}
        return found

    def _original(self, node: Tree) -> Tree:
        """The node itself, or what it stands for as an alias, as it is before anything is merged."""
        return node if node.target is None else self._originals.get(id(node.target), node.target)

    def _write_out_merges(self, node: Tree, path: FieldPath) -> None:
        """Write what a map has by ``<<`` into the map itself."""
        inherited, own = self._inherited(node), _by_name(node, path)
        pairs: list[Tree] = []
        for key, value in node.pairs():
            if not _merges(key):
                pairs += [key, value]
                continue
            for name, (one, taken) in inherited.items():
                if name not in own:
                    pairs += [self._copy(one), self._copy(taken)]
        if len(pairs) != len(node.items) or inherited:
            node.items = pairs
            self._changed.add(id(node))

    def _list(self, base: Tree, over: Tree, shape: Shape, path: FieldPath) -> Tree | None:
        """A list of Kubernetes over another: items with the same keys are merged."""
        _take_comments(base, over)
        orders = [item for item in over.items if _is_directive(item)]
        over.items = [item for item in over.items if not _is_directive(item)]
        directive = _directive(orders[0], path) if orders else "merge"
        if directive == "delete":
            return None
        if directive == "replace":
            return _in_style_of(base, over)
        if not base.items:
            base.style = over.style
        for number, item in enumerate(over.items):
            below = (*path, number)
            found = next((one for one in base.items if _same(one.resolved(), item.resolved(), shape.keys or ())), None)
            if found is None:
                merged = self._new(item, below)
            elif shape.keys:
                merged = self.value(found, item, Shape(None, shape.fields), below)
            else:
                continue
            left = [] if merged is None or (merged.kind is Kind.MAP and not merged.items) else [merged]
            at = len(base.items) if found is None else base.items.index(found)
            if left != base.items[at : at + 1] or id(merged) in self._changed:
                base.items[at : at + 1] = left
                self._changed.add(id(base))
        return base

    def _new(self, node: Tree, path: FieldPath) -> Tree | None:
        """A value where there is none yet: without nulls in its maps, and with ``$patch`` obeyed."""
        if is_null(node):
            return None
        if node.kind is not Kind.MAP:
            return node
        if _directive(node, path) == "delete":
            return None
        kept: list[Tree] = []
        for key, value in node.pairs():
            added = self._new(value, (*path, key.text))
            if added is not None:
                kept += [key, added]
        node.items = kept
        return node

    def write_out_aliases(self, root: Tree) -> None:
        """Write out what aliases stand for where it is not there any more, or was changed, or comes later."""
        self._spread_changes(root)
        self._write_out(root, {})

    def _spread_changes(self, node: Tree) -> None:
        """A node has changed if something in it has."""
        for item in node.items:
            self._spread_changes(item)
            if id(item) in self._changed:
                self._changed.add(id(node))

    def _write_out(self, node: Tree, anchors: dict[str, Tree]) -> None:
        if node.anchor:
            anchors[node.anchor] = node
        for number, item in enumerate(node.items):
            target = item.target
            if target is not None and (anchors.get(item.text) is not target or id(target) in self._changed):
                node.items[number] = self._own(item)
            self._write_out(node.items[number], anchors)


def _in_style_of(base: Tree, over: Tree) -> Tree:
    """A value in the style of the one that it replaces. What is no text gets no quotes, text gets those it needs."""
    style = "" if base.kind is Kind.ALIAS else base.style
    if over.kind in (Kind.LIST, Kind.MAP):
        if base.items or base.kind is Kind.SCALAR:
            over.style = style
    elif over.kind is Kind.SCALAR and is_text(over):
        over.style = style or ("" if not over.style or reads_as_text(over) else '"')
    return over


def _take_comments(base: Tree, over: Tree) -> None:
    """Comments of a later map or list take the place of those of the earlier one; one in blocks has none behind it."""
    here, there = base.comments, over.comments
    line = there.line or here.line if base.style == "flow" else ""
    base.comments = Comments(there.head or here.head, line, there.foot or here.foot)


def _by_name(node: Tree, path: FieldPath) -> _Pairs:
    """The keys and values of a map by the texts of the keys."""
    found: _Pairs = {}
    for key, value in node.pairs():
        name = key.resolved().text
        if key.resolved().kind is not Kind.SCALAR:
            raise EditError(f"{_place(path)} has a key that is a list or a map, which can't be merged")
        if name in found:
            raise EditError(f"{_place((*path, name))} is set twice in one file")
        found[name] = (key, value)
    return found


def _merges(key: Tree) -> bool:
    """Whether a key is a merge."""
    return key.kind is Kind.SCALAR and key.text == _MERGE_KEY and (key.tag == MERGE or (not key.style and not key.tag))


def _directive(node: Tree, path: FieldPath) -> str:
    """What ``$patch`` in a map says, which is taken out of it; "merge" if it says nothing."""
    target = node.resolved()
    for number, (key, value) in enumerate(target.pairs() if target.kind is Kind.MAP else ()):
        if key.text == _DIRECTIVE and key.kind is Kind.SCALAR and not is_null(value):
            if value.text not in ("delete", "replace", "merge"):
                raise EditError(f"{_place((*path, _DIRECTIVE))} must be delete, replace or merge")
            del target.items[2 * number : 2 * number + 2]
            return value.text
    return "merge"


def _is_directive(item: Tree) -> bool:
    """Whether an item of a list is nothing but a ``$patch`` for the list."""
    return item.kind is Kind.MAP and len(item.items) == 2 and item.items[0].text == _DIRECTIVE


def _same(one: Tree, other: Tree, keys: Sequence[str]) -> bool:
    """Whether two items are the same: by their text, or by the keys that both have, of which there is one at least."""
    if not keys:
        return one.kind is other.kind is Kind.SCALAR and one.text == other.text
    values = [(_text_at(one, key), _text_at(other, key)) for key in keys]
    return any(a == b != "" for a, b in values) and all(a == b or "" in (a, b) for a, b in values)


def _text_at(node: Tree, name: str) -> str:
    """The text of a field of a map; "" if it has none."""
    pairs = node.pairs() if node.kind is Kind.MAP else ()
    return next((value.resolved().text for key, value in pairs if key.resolved().text == name), "")


def _shape(node: Tree) -> Shape | None:
    return shape_of(_text_at(node, "apiVersion"), _text_at(node, "kind"))


def _place(path: FieldPath) -> str:
    """A path in an error."""
    return f'"{field_text(path)}"' if path else "the document"
