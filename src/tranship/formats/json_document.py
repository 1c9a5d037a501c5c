"""Reading JSON for editing: every value with its place in the text; comments and commas at the end are tolerated."""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import NamedTuple

from tranship.errors import EditError
from tranship.formats.lines import Lines

DEEPEST = 200
"""Levels of objects and lists within each other that are read."""

# White space and comments.
_BLANK = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)

_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_NUMBER_OR_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|(true|false|null)\b", re.ASCII)
_BYTE_ORDER_MARK = "\ufeff"


class Kind(Enum):
    """What a value is."""

    OBJECT = "an object"
    LIST = "a list"
    STRING = "text"
    NUMBER = "a number"
    WORD = "true, false or null"


class Value(NamedTuple):
    """A value in a text: from ``start`` to before ``end``.

    ``parts`` are the members of an object or the items of a list. ``content`` is a string without its escapes; of a
    number, ``true``, ``false`` and ``null`` it is how they are written.
    """

    kind: Kind
    start: int
    end: int
    parts: tuple[Part, ...] = ()
    content: str = ""

    def find(self, key: str) -> list[Value]:
        """The values of an object that have this key: none, one, or more."""
        return [part.value for part in self.parts if part.key == key] if self.kind is Kind.OBJECT else []

    def says_the_same(self, other: Value) -> bool:
        """Whether both say the same, however they are written; numbers are compared by their digits."""
        return (
            self.kind is other.kind
            and self.content == other.content
            and len(self.parts) == len(other.parts)
            and all(
                mine.key == theirs.key and mine.value.says_the_same(theirs.value)
                for mine, theirs in zip(self.parts, other.parts, strict=True)
            )
        )


class Part(NamedTuple):
    """A member of an object, from where its key starts, or an item of a list. ``key`` is without its escapes."""

    start: int
    value: Value
    key: str = ""
    key_end: int = 0


def read(text: str, file: str) -> Value:
    """The value that a text holds.

    :param file: how the user named the file, for messages.
    :raises EditError: it is no JSON; the message says where.
    """
    return _Reader(text, file).document()


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but white space."""
    return not text.removeprefix(_BYTE_ORDER_MARK).strip(" \t\r\n")


class _Reader:
    """One pass over one text."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0

    def document(self) -> Value:
        """Read all of it."""
        if self._text.startswith(_BYTE_ORDER_MARK):
            self._at = 1
        value = self._value(0)
        if self._next():
            raise self._error("the document has ended before this")
        return value

    def _next(self) -> str:
        """Go on to the next character that says something, and tell it; empty at the end."""
        char = self._text[self._at : self._at + 1]
        if char and char in " \t\r\n/":
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            char = self._text[self._at : self._at + 1]
        return char

    def _error(self, message: str) -> EditError:
        return EditError(f"{Lines(self._file, self._text).position(self._at)}: {message}")

    def _value(self, depth: int) -> Value:
        if depth > DEEPEST:
            raise self._error(f"objects and lists are nested more than {DEEPEST} levels deep")
        char, start = self._next(), self._at
        if char in ("{", "["):
            is_object = char == "{"
            parts = self._parts(is_object, depth)
            return Value(Kind.OBJECT if is_object else Kind.LIST, start, self._at, parts)
        if char == '"':
            content = self._string()
            return Value(Kind.STRING, start, self._at, content=content)
        found = _NUMBER_OR_WORD.match(self._text, start)
        if found:
            self._at = found.end()
            return Value(Kind.WORD if found[1] else Kind.NUMBER, start, self._at, content=found[0])
        raise self._error("a value is expected here" if char else "the text ends where a value is expected")

    def _parts(self, is_object: bool, depth: int) -> tuple[Part, ...]:
        """What stands between brackets, and the brackets."""
        closing = "}" if is_object else "]"
        found: list[Part] = []
        self._at += 1
        while self._next() != closing:
            start, key, key_end = self._at, "", 0
            if is_object:
                key, key_end = self._key()
            found.append(Part(start, self._value(depth + 1), key, key_end))
            char = self._next()
            if char == ",":
                self._at += 1
            elif char != closing:
                raise self._error(f'a "," or "{closing}" is expected here')
        self._at += 1
        return tuple(found)

    def _key(self) -> tuple[str, int]:
        """A key and the colon after it; and where the key ends."""
        if self._next() != '"':
            raise self._error('a key in double quotes or a "}" is expected here')
        key, end = self._string(), self._at
        if self._next() != ":":
            raise self._error('a ":" is expected here')
        self._at += 1
        return key, end

    def _string(self) -> str:
        found = _STRING.match(self._text, self._at)
        if not found:
            raise self._error("this string is not closed on its line, or holds a control character")
        content = found[0][1:-1]
        if "\\" in content:
            try:
                content = json.loads(found[0])
            except ValueError:
                raise self._error("this string has a backslash and no known escape behind it") from None
        self._at = found.end()
        return content
