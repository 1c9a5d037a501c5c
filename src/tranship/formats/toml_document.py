"""Reading TOML for editing: its sections, their entries, and every value with its place in the text.

The text is one that :mod:`tomllib` has read, so whatever is not expected here can't come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

Step = str | int
"""One step from a table to a value within it: the name of a key, or the index of an array's item."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[^\s,#\]}]*"
    r"|[^\s,#\]}]+",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class Kind(Enum):
    """What a value is."""

    SCALAR = "scalar"
    ARRAY = "array"
    INLINE_TABLE = "inline table"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the text, from ``start`` to before ``end``; ``parts`` are items or entries, if it can have some."""

    kind: Kind
    start: int
    end: int
    parts: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value, from where the key starts; ``path`` is the key's parts, for an item its index.

    ``key_end`` is where the key ends; for an item, where it starts.
    """

    start: int
    key_end: int
    path: tuple[Step, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Section:
    """A header and the entries below it; the first section of a document has no header, and all its keys are empty.

    ``start`` and ``end`` are those of the header, ``keys`` what is in its brackets, ``path`` the place of the table,
    with the indexes of arrays of tables.
    """

    start: int
    end: int
    keys: tuple[str, ...]
    path: tuple[Step, ...]
    entries: tuple[Entry, ...]


def read(text: str) -> tuple[Section, ...]:
    """The sections of a valid document, in their order."""
    return tuple(_Reader(text).sections())


def find(sections: tuple[Section, ...], path: tuple[Step, ...]) -> Value | None:
    """The value that a path leads to; None if a table with a header of its own, or nothing, is there."""
    for section in sections:
        if section.path == path[: len(section.path)]:
            found = _find(section.entries, path[len(section.path) :])
            if found is not None:
                return found
    return None


def _find(entries: tuple[Entry, ...], path: tuple[Step, ...]) -> Value | None:
    for entry in entries:
        if entry.path == path[: len(entry.path)]:
            rest = path[len(entry.path) :]
            found = _find(entry.value.parts, rest) if rest else entry.value
            if found is not None:
                return found
    return None


class _Reader:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lengths: dict[tuple[Step, ...], int] = {}

    def sections(self) -> Iterator[Section]:
        """Read all sections."""
        start = end = 0
        keys: tuple[str, ...] = ()
        path: tuple[Step, ...] = ()
        while True:
            yield Section(start, end, keys, path, tuple(self._entries()))
            if self._at == len(self._text):
                return
            start = self._at
            is_array = self._text.startswith("[[", start)
            self._at += 1 + is_array
            keys = self._key()
            self._at += 1 + is_array
            end = self._at
            path = self._path(keys, is_array=is_array)

    def _path(self, keys: tuple[str, ...], *, is_array: bool) -> tuple[Step, ...]:
        """The place of a table: behind the name of an array of tables comes the index of its last item."""
        path: tuple[Step, ...] = ()
        for done, key in enumerate(keys, 1):
            path = (*path, key)
            if is_array and done == len(keys):
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Go on behind what fits, and tell it."""
        found = pattern.match(self._text, self._at)
        if not found:
            raise ValueError("this is no valid TOML")
        self._at = found.end()
        return found[0]

    def _entries(self) -> Iterator[Entry]:
        """The entries up to the next header, or to the end."""
        self._skip(_BLANK)
        while self._at < len(self._text) and self._text[self._at] != "[":
            yield self._entry()
            self._skip(_BLANK)

    def _entry(self) -> Entry:
        start = self._at
        path = self._key()
        end = start + len(self._text[start : self._at].rstrip(" \t"))
        self._at += 1
        self._skip(_SPACE)
        return Entry(start, end, path, self._value())

    def _key(self) -> tuple[str, ...]:
        """The parts of a key, up to what follows it."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            parts.append(_unquoted(self._skip(_KEY_PART)))
            self._skip(_SPACE)
            if self._text[self._at : self._at + 1] != ".":
                return tuple(parts)
            self._at += 1

    def _value(self) -> Value:
        start = self._at
        char = self._text[start : start + 1]
        if char not in ("[", "{"):
            self._skip(_SCALAR)
            return Value(Kind.SCALAR, start, self._at)
        closing = "]" if char == "[" else "}"
        parts: list[Entry] = []
        self._at += 1
        while self._skip(_BLANK) is not None and self._text[self._at] != closing:
            if closing == "}":
                parts.append(self._entry())
            else:
                parts.append(Entry(self._at, self._at, (len(parts),), self._value()))
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1
        return Value(Kind.ARRAY if char == "[" else Kind.INLINE_TABLE, start, self._at, tuple(parts))


def _unquoted(key: str) -> str:
    """The name that a part of a key stands for."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    return _ESCAPE.sub(_character, key[1:-1])


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)
