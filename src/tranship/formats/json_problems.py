"""Why a text is no JSON, said with the place; slower than reading it, and only for texts that could not be read."""

from __future__ import annotations

import json
import re

from tranship.errors import EditError
from tranship.formats.lines import Lines

DEEPEST = 200
"""Levels of objects and lists within each other that are read in any case."""

# White space and comments.
_BLANK = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)

_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_NUMBER_OR_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|(?:true|false|null)\b", re.ASCII)
_BYTE_ORDER_MARK = "\ufeff"


def explained(text: str, file: str) -> EditError:
    """The error that says where a text stops being JSON, and what is expected there.

    :param file: how the user named the file, for messages.
    """
    try:
        _Reader(text, file).document()
    except EditError as error:
        return error
    return EditError(f"{file} can't be read as JSON")


class _Reader:
    """One pass over one text, up to what is wrong with it."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0

    def document(self) -> None:
        """Read all of it."""
        if self._text.startswith(_BYTE_ORDER_MARK):
            self._at = 1
        self._value(0)
        if self._next():
            raise self._error("the document has ended before this")

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

    def _value(self, depth: int) -> None:
        if depth > DEEPEST:
            raise self._error(f"objects and lists are nested more than {DEEPEST} levels deep")
        char = self._next()
        if char in ("{", "["):
            self._parts(char == "{", depth)
        elif char == '"':
            self._string()
        elif found := _NUMBER_OR_WORD.match(self._text, self._at):
            self._at = found.end()
        else:
            raise self._error("a value is expected here" if char else "the text ends where a value is expected")

    def _parts(self, is_object: bool, depth: int) -> None:
        """What stands between brackets, and the brackets."""
        closing = "}" if is_object else "]"
        self._at += 1
        while self._next() != closing:
            if is_object:
                self._key()
            self._value(depth + 1)
            char = self._next()
            if char == ",":
                self._at += 1
            elif char != closing:
                raise self._error(f'a "," or "{closing}" is expected here')
        self._at += 1

    def _key(self) -> None:
        """A key and the colon after it."""
        if self._next() != '"':
            raise self._error('a key in double quotes or a "}" is expected here')
        self._string()
        if self._next() != ":":
            raise self._error('a ":" is expected here')
        self._at += 1

    def _string(self) -> None:
        found = _STRING.match(self._text, self._at)
        if not found:
            raise self._error("this string is not closed on its line, or holds a control character")
        try:
            json.loads(found[0])
        except ValueError:
            raise self._error("this string has a backslash and no known escape behind it") from None
        self._at = found.end()
