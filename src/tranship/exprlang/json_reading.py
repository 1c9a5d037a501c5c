"""JSON texts as values, however deeply they are nested."""

from __future__ import annotations

import re
from typing import Any, Final

from tranship.exprlang.budget import MAX_DEPTH
from tranship.exprlang.faults import Fault
from tranship.gotypes.json_text import decode

_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SAFE_DEPTH: Final = 200


def read_json(source: str) -> Any:
    """The value of a JSON text. All numbers are floats.

    :raises Fault: it is no JSON, or it is nested more than 10,000 levels deep.
    """
    try:
        return decode(source) if _depth(source) <= _SAFE_DEPTH else _read_deep(source)
    except ValueError as error:
        raise Fault(f"fromJSON() can't read this text: {reason(error)}") from None


def reason(error: ValueError) -> str:
    """Why a text is no JSON, and where, without anything of the text."""
    position = getattr(error, "pos", None)
    if position is None:
        return str(error)
    return f"it is no JSON at character {position + 1}"


def _depth(source: str) -> int:
    """How deeply brackets are nested, at least so deeply as matters."""
    if source.count("[") + source.count("{") <= _SAFE_DEPTH:
        return 0
    depth = deepest = 0
    for match in _BRACKET.finditer(source):
        if match[0] in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in ("]", "}"):
            depth -= 1
    return deepest


def _read_deep(source: str) -> Any:
    """Read a deeply nested text: innermost values first, each replaced by a place holder that names it."""
    if _depth(source) > MAX_DEPTH:
        raise Fault(f"the JSON is nested more than {MAX_DEPTH:,} levels deep")
    return _Reader(source).read()


class _Reader:
    """Reads values one after the other, with the open ones on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def read(self) -> Any:
        stack: list[Any] = []
        keys: list[str] = []
        while True:
            value = self._opening(stack, keys)
            if value is _OPENED:
                continue
            # A value is complete: it goes into what is open, which may be complete then, too.
            while stack:
                container = stack[-1]
                if isinstance(container, dict):
                    container[keys.pop()] = value
                else:
                    container.append(value)
                sign = self._sign()
                if sign == ",":
                    if isinstance(container, dict):
                        keys.append(self._key())
                    break
                if sign != ("}" if isinstance(container, dict) else "]"):
                    raise ValueError(f"it is no JSON at character {self.position}")
                value = stack.pop()
            else:
                if self._sign() != "":
                    raise ValueError(f"it is no JSON at character {self.position}")
                return value

    def _opening(self, stack: list[Any], keys: list[str]) -> Any:
        """The next value; a container is put on the stack unless it is empty."""
        start = self.position
        sign = self._sign()
        if sign == "[" or sign == "{":
            container: Any = [] if sign == "[" else {}
            before = self.position
            if self._sign() == ("]" if sign == "[" else "}"):
                return container
            self.position = before
            stack.append(container)
            if sign == "{":
                keys.append(self._key())
            return _OPENED
        self.position = start
        return self._scalar()

    def _sign(self) -> str:
        """The next character that is no space; empty at the end."""
        while self.position < len(self.source) and self.source[self.position] in " \t\r\n":
            self.position += 1
        sign = self.source[self.position : self.position + 1]
        self.position += 1
        return sign

    def _key(self) -> str:
        key = self._scalar()
        if not isinstance(key, str) or self._sign() != ":":
            raise ValueError(f"it is no JSON at character {self.position}")
        return key

    def _scalar(self) -> Any:
        match = _SCALAR.match(self.source, self.position)
        if match is None or not match[1]:
            raise ValueError(f"it is no JSON at character {self.position + 1}")
        self.position = match.end()
        return decode(match[1])


_OPENED: Final = object()
_SCALAR: Final = re.compile(r'[ \t\r\n]*("(?:[^"\\]|\\.)*"|[^\[\]{},:" \t\r\n]*)', re.DOTALL)
