"""Keys such as ``image.tag`` and ``containers.0.image``: the names and indexes that lead to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tranship.errors import EditError

_INDEX = re.compile(r"[-+]?[0-9]+", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One step of the way: the name of a key, or the index of a list's item.

    ``is_name``: it was written with a colon before it, so that what is made for a number is a map. In a list that is
    there, the number is an index all the same.
    """

    text: str
    is_name: bool = False

    @property
    def index(self) -> int | None:
        """The index of a list's item, None if the part is none."""
        return int(self.text) if _INDEX.fullmatch(self.text) and len(self.text) < 20 else None

    def __str__(self) -> str:
        return self.text


def split_key(key: str) -> tuple[Part, ...]:
    r"""The parts of a key. Dots separate them; ``\.`` and ``\:`` stand for a dot and a colon in a name.

    White space around the whole key does not count, nor does a single backslash at its very end. A colon that begins
    a part says that a number is a name if its owner has to be made.

    :raises EditError: a part is empty, a colon stands elsewhere, or a backslash stands before anything else.
    """
    parts: list[Part] = []
    text, is_name, escaped = "", False, False

    def ended() -> Part:
        if not text:
            raise EditError(f'a part of the key "{key}" is empty; write a dot within a name as "\\."', key)
        return Part(text, is_name)

    for char in key.strip():
        if escaped and char not in ".:":
            raise EditError(f'the key "{key}" has a backslash before "{char}"; only dots and colons are escaped', key)
        if escaped:
            text, escaped = text + char, False
        elif char == "\\":
            escaped = True
        elif char == ".":
            parts.append(ended())
            text, is_name = "", False
        elif char != ":":
            text += char
        elif text:
            raise EditError(f'the key "{key}" has a colon within a name; write it as "\\:"', key)
        else:
            is_name = True
    return (*parts, ended())
