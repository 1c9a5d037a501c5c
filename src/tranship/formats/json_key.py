r"""Keys for JSON, with the syntax of tidwall's sjson: ``image.tag``, ``images.0.tag``, ``images.#(name=="web").tag``.

Dots separate the parts, a backslash takes the next character for itself, a colon that begins a part says that a
number is a key and no index. A number is an index where there is a list, ``-1`` appends to it.

A key with one of ``* ? # @ |`` (not escaped) is a query, which only finds what is there: ``*`` and ``?`` stand for
characters of a key, ``#`` for each item of a list, ``#(path op value)`` for the first item that fits,
``#(path op value)#`` for all of them. The operators are ``== != < <= > >=``, and ``%`` and ``!%`` for patterns.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tranship.errors import EditError, PathError
from tranship.files import wildcards
from tranship.files.wildcards import NamePattern
from tranship.formats.json_document import Data, Kind, kind_of
from tranship.formats.json_problems import DEEPEST

Step = str | int
"""One step from a value to one within it: the key of an object, or the index of a list."""

DEEPEST_QUERY = 8
"""How deep queries may be nested in queries."""

_SPECIAL = frozenset("*?#@|")
_MODIFIERS = frozenset(
    "pretty ugly reverse this flatten join valid keys values tostr fromstr group dig".split()  # noqa: SIM905 - short
)
_OPERATOR = re.compile(r"(==|=|!=|!%|<=|<|>=|>|%)")
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EACH = "#"


@dataclass(frozen=True)
class Query:
    """What an item of a list has to fulfil: at ``path`` within it is a value that compares to ``value``.

    Without an operator it is enough that there is one. ``each``: all items that do are meant, not only the first.
    """

    path: tuple[KeyPart, ...]
    operator: str
    value: str
    each: bool

    def fits(self, item: Data) -> bool:
        """Whether an item fulfils it."""
        found = find(item, self.path)
        if not found:
            return False
        return not self.operator or _compares(at(item, found[0]), self.operator, self.value)


@dataclass(frozen=True)
class KeyPart:
    """One part of a key: its ``text`` without escapes; ``is_name``: it is no index, whatever it looks like.

    In a query it may have a ``pattern`` for keys, or ask for items of a list by a ``query``.
    """

    text: str
    is_name: bool = False
    pattern: NamePattern | None = None
    query: Query | None = None

    @property
    def index(self) -> int | None:
        """The index that it is for a list that is there or is made for it; None if it is none. -1 appends."""
        if self.is_name or not re.fullmatch(r"-1|[0-9]{1,9}", self.text, re.ASCII):
            return None
        return int(self.text)

    def item_of(self, length: int) -> int | None:
        """The index that it means in a list of so many items; None if it is none."""
        if self.index is not None:
            return length if self.index == -1 else self.index
        # A number that is said to be a name still picks an item that is there.
        named = KeyPart(self.text).index if self.is_name else None
        return named if named is not None and 0 <= named < length else None


@dataclass(frozen=True)
class Key:
    """A key as it was written, its parts, and whether it is a query."""

    text: str
    parts: tuple[KeyPart, ...]
    is_query: bool


def parse(text: str) -> Key:
    """Read a key.

    :raises EditError: a query that can't be read, or that yields something that is not in the file.
    """
    if not any(char in _SPECIAL for char in re.sub(r"\\.", "", text, flags=re.DOTALL)):
        parts, is_query = tuple(_simple(part) for part in _split(text)), False
    else:
        parts, is_query = _query_parts(text, text, 0), True
    if len(parts) > DEEPEST:
        raise EditError(f"a key has {len(parts)} parts; {DEEPEST} are the most", text)
    return Key(text, parts, is_query)


def find(data: Data, parts: Sequence[KeyPart]) -> list[tuple[Step, ...]]:
    """Where a query leads: the steps to each value it means, none if nothing fits."""
    if not parts:
        return [()]
    part, rest = parts[0], parts[1:]
    if isinstance(data, dict):
        for key in data if part.pattern is not None else [part.text] if part.text in data else []:
            found = find(data[key], rest) if _is_meant(part, key) else []
            if found:
                return [(key, *steps) for steps in found]
        return []
    if not isinstance(data, list):
        return []
    if part.query is not None:
        fitting = (index for index, item in enumerate(data) if part.query.fits(item))
        chosen = list(fitting if part.query.each else islice(fitting, 1))
    elif part.text == _EACH:
        # A "#" at the end is the number of items, which is no value in the file.
        chosen = list(range(len(data))) if rest else []
    else:
        chosen = [part.index] if part.index is not None and 0 <= part.index < len(data) else []
    return [(index, *steps) for index in chosen for steps in find(data[index], rest)]


def at(data: Data, steps: Sequence[Step]) -> Data:
    """The value that steps, which are there, lead to."""
    for step in steps:
        data = data[step]
    return data


def _is_meant(part: KeyPart, key: str) -> bool:
    return wildcards.matches(part.pattern, key) if part.pattern is not None else part.text == key


def _split(text: str, *, queries: bool = False) -> list[str]:
    """The parts of a key, with their escapes. A query in brackets is one part, whatever is in it."""
    parts, begun, at, depth, quoted = [], 0, 0, 0, False
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif quoted or (char == '"' and depth):
            quoted = not quoted if char == '"' else quoted
        elif queries and char in "([" and (depth or text[begun:at] == _EACH):
            depth += 1
        elif char in ")]" and depth:
            depth -= 1
        elif char == "." and not depth:
            parts.append(text[begun:at])
            begun = at + 1
        at += 1
    return [*parts, text[begun:]]


def _simple(part: str) -> KeyPart:
    is_name = part.startswith(":")
    return KeyPart(_unescaped(part[is_name:]), is_name)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.?)", r"\1", text, flags=re.DOTALL)


def _query_parts(text: str, key: str, depth: int) -> tuple[KeyPart, ...]:
    if depth > DEEPEST_QUERY:
        raise EditError(f'the key "{key}" nests queries more than {DEEPEST_QUERY} levels deep', key)
    return tuple(_query_part(part, key, depth) for part in _split(text, queries=True))


def _query_part(part: str, key: str, depth: int) -> KeyPart:
    if part.startswith("@") and re.split("[:|]", part[1:], maxsplit=1)[0] in _MODIFIERS:
        raise EditError(f'the key "{key}" makes a value out of others with "@", which is not in the file', key)
    if re.match(r"#[(\[]", part):
        return KeyPart(part, query=_query(part, key, depth))
    bare = re.sub(r"\\.", "", part, flags=re.DOTALL)
    if "|" in bare:
        raise EditError(f'the key "{key}" has a "|"; write a dot, or "\\|" if it is a part of a name', key)
    if "*" not in bare and "?" not in bare:
        return KeyPart(_unescaped(part))
    try:
        return KeyPart(part, pattern=wildcards.parse(part, classes=False))
    except PathError as error:
        raise EditError(f'the key "{key}" can\'t be read: {error}', key) from error


def _query(part: str, key: str, depth: int) -> Query:
    each = part.endswith("#") and len(part) > 1
    inner = part[2:].removesuffix("#")
    if inner[-1:] not in (")", "]"):
        raise EditError(f'the key "{key}" has a query that is not closed: #(name=="value")', key)
    inner = inner[:-1].strip()
    found = next((match for match in _OPERATOR.finditer(inner) if _is_outside(inner, match.start())), None)
    path = inner[: found.start()].strip() if found else inner
    parts = _query_parts(path, key, depth + 1) if path else ()
    if found is None and not path:
        raise EditError(f'the key "{key}" has an empty query; write #(name=="value"), or # for every item', key)
    if found is None:
        return Query(parts, "", "", each)
    value = inner[found.end() :].strip()
    if value.startswith("~"):
        raise EditError(f'the key "{key}" compares with "~", which is not possible here', key)
    if value.startswith('"'):
        try:
            value = json.loads(value)
        except ValueError:
            raise EditError(f'the key "{key}" compares with a text that is not closed', key) from None
    return Query(parts, found[0].replace("==", "="), value, each)


def _is_outside(text: str, position: int) -> bool:
    """Whether a position is in no brackets."""
    before = text[:position]
    return before.count("(") + before.count("[") == before.count(")") + before.count("]")


def _compares(found: Data, comparison: str, wanted: str) -> bool:
    """Whether a value compares so to a wanted one; texts to texts, numbers to numbers, booleans to booleans."""
    kind = kind_of(found)
    if comparison not in _ORDER:
        return kind is Kind.STRING and _is_like(found, wanted) == (comparison == "%")
    if kind is Kind.STRING:
        return _ORDER[comparison](found, wanted)
    if kind is Kind.NUMBER:
        try:
            return _ORDER[comparison](float(found), float(wanted))
        except ValueError:
            return comparison == "!="
    if isinstance(found, bool) and wanted in ("true", "false"):
        return _ORDER[comparison](found, wanted == "true")
    return False


def _is_like(text: str, pattern: str) -> bool:
    try:
        return wildcards.matches(wildcards.parse(pattern, classes=False), text)
    except PathError:
        return False
