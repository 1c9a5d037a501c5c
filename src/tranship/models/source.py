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
    """

    file: str
    find: Callable[[FieldPath], Position | None]
    prefix: FieldPath = ()

    def locate(self, path: FieldPath = ()) -> Position:
        """The place of ``path`` in this value (in Kargo's spelling), or of the nearest parent that has one."""
        whole = self.prefix + path
        for length in range(len(whole), -1, -1):
            position = self.find(whole[:length])
            if position is not None:
                return position
        return Position(self.file, 1, 1)

    def below(self, path: FieldPath) -> SourceMap:
        """The places of the value at ``path`` in this one."""
        return replace(self, prefix=self.prefix + path)
