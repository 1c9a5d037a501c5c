"""Where a model was read from, so that a problem found later can still name its file, line and column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tranship.errors import FieldPath, Position


@dataclass(frozen=True)
class SourceMap:
    """The places of a value and of all values within it.

    :param file: the file as the user named it.
    :param find: the place of a path from the document's root, or None where it is not known.
    :param prefix: the path of this value from the document's root.
    :param find_key: the place of the key that a path ends with, or None where it is not known.
    :param find_within: the place of the character at an offset of the text at a path, or None where it is not known.
    """

    file: str
    find: Callable[[FieldPath], Position | None]
    prefix: FieldPath = ()
    find_key: Callable[[FieldPath], Position | None] | None = None
    find_within: Callable[[FieldPath, int], Position | None] | None = None

    def locate(self, path: FieldPath = ()) -> Position:
        """The place of ``path`` in this value (in Kargo's spelling), or of the nearest parent that has one."""
        whole = self.prefix + path
        for length in range(len(whole), -1, -1):
            position = self.find(whole[:length])
            if position is not None:
                return position
        return Position(self.file, 1, 1)

    def locate_key(self, path: FieldPath) -> Position:
        """The place of the key that ``path`` ends with, rather than that of its value."""
        position = self.find_key(self.prefix + path) if self.find_key else None
        return position or self.locate(path)

    def locate_within(self, path: FieldPath, offset: int) -> Position:
        """The place of the character at ``offset`` of the text at ``path``, counted in the text's value.

        It is where that character stands in the file, whatever quotes, escapes, folds and indentation are around it;
        the place of the value where that is not known.
        """
        position = self.find_within(self.prefix + path, offset) if self.find_within else None
        return position or self.locate(path)

    def below(self, path: FieldPath) -> SourceMap:
        """The places of the value at ``path`` in this one."""
        return replace(self, prefix=self.prefix + path)
