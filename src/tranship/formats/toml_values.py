"""What a TOML document says, as values of the expression language: integers of 64 bits, points in time."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import Any

from tranship.errors import EditError
from tranship.formats import toml_document
from tranship.formats.toml_document import Section, Step
from tranship.gotypes.moment import Moment
from tranship.gotypes.time_layout import RFC3339
from tranship.gotypes.time_parse import parse_time

_MOST_DIGITS = re.compile(r"(\.[0-9]{9})[0-9]+")


def decode(data: bytes, file: str) -> str:
    """The text of a file, which has to be UTF-8.

    :param file: how the user named the file, for messages.
    :raises EditError: it is not.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EditError(f"{file}:{line}: there are bytes that are no UTF-8, which TOML has to be") from None


def load(text: str, file: str, parse_float: type[Any] = float) -> dict[str, Any]:
    """What a text says, with Python's own dates and times.

    :param parse_float: what becomes of a float, as it is written.
    :raises EditError: it is no TOML 1.0; the message says where.
    """
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise EditError(f"{file} is no TOML: {error}") from None
    except RecursionError:
        raise EditError(f"{file} nests arrays or tables too deep") from None


def values(text: str, file: str) -> dict[str, Any]:
    """What a text says: dates and times with an offset as points in time, local ones as text, as they are written.

    :raises EditError: it is no TOML 1.0, or an integer has more than 64 bits.
    """
    data = load(text, file)
    values: dict[str, Any] = _Reading(text, file).value(data, ())
    return values


class _Reading:
    """One document, and how it is written, which is looked at only if it has dates."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._sections: tuple[Section, ...] = ()

    def value(self, value: Any, path: tuple[Step, ...]) -> Any:
        """A value as the language has it."""
        match value:
            case dict():
                return {key: self.value(item, (*path, key)) for key, item in value.items()}
            case list():
                return [self.value(item, (*path, index)) for index, item in enumerate(value)]
            case dt.datetime() | dt.date() | dt.time():
                return self._time(value, path)
            case int() if not -(2**63) <= value < 2**63:
                name = ".".join(map(str, path))
                raise EditError(f'the integer "{name}" in {self._file} does not fit into 64 bits', name)
        return value

    def _time(self, value: Any, path: tuple[Step, ...]) -> Moment | str:
        if not self._sections:
            self._sections = toml_document.read(self._text)
        place = toml_document.find(self._sections, path)
        written = value.isoformat() if place is None else self._text[place.start : place.end]
        written = written.upper().replace(" ", "T")
        is_moment = isinstance(value, dt.datetime) and value.tzinfo is not None
        return parse_time(RFC3339, _MOST_DIGITS.sub(r"\1", written)) if is_moment else written
