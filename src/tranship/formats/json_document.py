"""Reading JSON for editing: every value with its place in the text; comments and commas at the end are tolerated.

Python's own scanner, which is in C, reads the text as a whole. The places of what is within an object or a list are
found when somebody asks for them, by the same scanner: an edit asks along one key, so that it takes about as long as
reading the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NoReturn

from tranship.formats.json_problems import explained

Data = Any
"""What a value says: dicts, lists, texts, booleans and None; a number is the bytes of its digits, which all stay so.

Of a key that is there twice it has the last value; the ``parts`` of a Value have both.
"""


class Kind(Enum):
    """What a value is."""

    OBJECT = "an object"
    LIST = "a list"
    STRING = "text"
    NUMBER = "a number"
    WORD = "true, false or null"


_KINDS: dict[type, Kind] = {dict: Kind.OBJECT, list: Kind.LIST, str: Kind.STRING, bytes: Kind.NUMBER}
_BYTE_ORDER_MARK = "\ufeff"
_BLANK = re.compile(r"[ \t\r\n]*")
_QUOTED = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
# What stands before something that goes is taken in one piece, texts in quotes included.
_COMMENT = re.compile(rf'((?:[^"/]++|{_QUOTED}|/(?![/*]))++)|(//[^\r\n]*|/\*.*?\*/)|/\*.*', re.DOTALL)
_LAST_COMMA = re.compile(rf'((?:[^",\[{{]++|{_QUOTED}|[\[{{][ \t\r\n]*,?|,(?![ \t\r\n]*[\]}}]))++)|(,)', re.DOTALL)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


_scan = json.JSONDecoder(parse_int=str.encode, parse_float=str.encode, parse_constant=_no_constant).raw_decode


@dataclass(frozen=True)
class Value:
    """A value in a text: from ``start`` to before ``end``.

    ``text`` has blanks in the place of comments and of commas at the end; places in it are those in the file.
    """

    text: str
    start: int
    end: int
    data: Data

    @property
    def kind(self) -> Kind:
        """What it is."""
        return kind_of(self.data)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The members of an object, or the items of a list."""
        return tuple(self._read_parts()) if isinstance(self.data, dict | list) else ()

    def find(self, key: str) -> list[Value]:
        """The values of an object that have this key: none, one, or more."""
        return self._by_key.get(key, [])

    @cached_property
    def _by_key(self) -> dict[str, list[Value]]:
        found: dict[str, list[Value]] = {}
        for part in self.parts if self.kind is Kind.OBJECT else ():
            found.setdefault(part.key, []).append(part.value)
        return found

    def _read_parts(self) -> Iterator[Part]:
        text, at = self.text, _after_blanks(self.text, self.start + 1)
        while text[at] not in "]}":
            start, key, key_end = at, "", 0
            if self.kind is Kind.OBJECT:
                key, key_end = _scan(text, at)
                at = _after_blanks(text, _after_blanks(text, key_end) + len(":"))
            data, end = _scan(text, at)
            yield Part(start, Value(text, at, end, data), key, key_end)
            at = _after_blanks(text, end)
            if text[at] == ",":
                at = _after_blanks(text, at + 1)


@dataclass(frozen=True)
class Part:
    """A member of an object, from where its key starts, or an item of a list. ``key`` is without its escapes."""

    start: int
    value: Value
    key: str = ""
    key_end: int = 0


def kind_of(data: Data) -> Kind:
    """What a value is."""
    return _KINDS.get(type(data), Kind.WORD)


def read(text: str, file: str) -> Value:
    """The value that a text holds.

    :param file: how the user named the file, for messages.
    :raises EditError: it is no JSON; the message says where.
    """
    for plain in _plainer(text):
        try:
            start = _after_blanks(plain, len(_BYTE_ORDER_MARK) if plain.startswith(_BYTE_ORDER_MARK) else 0)
            data, end = _scan(plain, start)
        except (ValueError, RecursionError):
            continue
        if _after_blanks(plain, end) == len(plain):
            return Value(plain, start, end, data)
    raise explained(text, file)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but white space."""
    return not text.removeprefix(_BYTE_ORDER_MARK).strip(" \t\r\n")


def _plainer(text: str) -> Iterator[str]:
    """A text as it is, and, if that is no JSON, with blanks for comments and for commas at the end of a list."""
    yield text
    yield _LAST_COMMA.sub(_blanked, _COMMENT.sub(_blanked, text))


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0]) if found[2] else found[0]


def _after_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
