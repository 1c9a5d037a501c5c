"""The places of a document's values: from a path of keys and indexes to a line and a column."""

from __future__ import annotations

from tranship.errors import FieldPath, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import Dialect, key_text
from tranship.formats.yaml_nodes import Alias, Mapping, Node, Scalar, Sequence, content_start
from tranship.formats.yaml_offsets import value_offsets


class Places:
    """Finds what stands where in a document. Nothing is worked out before it is asked for.

    :param root: the document's root.
    :param dialect: how its keys are read.
    :param lines: the text it is from.
    """

    def __init__(self, root: Node, dialect: Dialect, lines: Lines) -> None:
        self._root = root
        self._dialect = dialect
        self._lines = lines

    def find(self, path: FieldPath) -> Position | None:
        """The place of a value: of a scalar where its text begins, of a list or map where its key does, if it has one.

        None if there is no such value.
        """
        found = self._walk(path)
        if found is None:
            return None
        key, node = found
        if isinstance(node, Scalar) and (node.end > node.start or key is None):
            return self._lines.position(content_start(self._lines.text, node.start))
        if isinstance(node, Alias) or key is None:
            return self._lines.position(node.start)
        return self._lines.position(key.start)

    def find_key(self, path: FieldPath) -> Position | None:
        """The place of the key that a path ends with. None if there is none."""
        found = self._walk(path)
        return self._lines.position(found[0].start) if found and found[0] else None

    def find_within(self, path: FieldPath, offset: int) -> Position | None:
        """The place of the character at ``offset`` of the text at ``path``. None if there is no such character."""
        found = self._walk(path)
        node = found[1].target if found and isinstance(found[1], Alias) else found[1] if found else None
        if not isinstance(node, Scalar):
            return None
        offsets = value_offsets(self._lines.text, node)
        return self._lines.position(offsets[offset]) if 0 <= offset < len(offsets) else None

    def _walk(self, path: FieldPath) -> tuple[Node | None, Node] | None:
        """The node at a path, and its key if it has one."""
        key, node = None, self._root
        for part in path:
            found = self._step(node.target if isinstance(node, Alias) else node, part)
            if found is None:
                return None
            key, node = found
        return key, node

    def _step(self, node: Node, part: str | int) -> tuple[Node | None, Node] | None:
        """What is at a key or index of a node."""
        if isinstance(node, Sequence):
            inside = isinstance(part, int) and 0 <= part < len(node.items)
            return (None, node.items[part]) if inside and isinstance(part, int) else None
        if not isinstance(node, Mapping):
            return None
        merged: list[Node] = []
        for key, value in node.pairs:
            text = key_text(key, self._dialect)
            if text == part:
                return key, value
            if text is None:
                merged += value.items if isinstance(value, Sequence) else (value,)
        for one in merged:
            found = self._step(one.target if isinstance(one, Alias) else one, part)
            if found:
                return found
        return None
