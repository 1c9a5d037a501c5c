"""What a scalar means: the two tables, kubectl's (go-yaml v2) and that of files (go-yaml v3), and the rest.

A scalar is text unless it is plain, or has a tag of the core types. What it then is: a word of the table, a time, a
number, else text after all.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tranship.gotypes.float_text import parse_float

CORE = "tag:yaml.org,2002:"
STR, BOOL, INT, FLOAT, NULL, TIMESTAMP, BINARY, MERGE = (
    CORE + name for name in ("str", "bool", "int", "float", "null", "timestamp", "binary", "merge")
)
_RESOLVED = frozenset({"", STR, BOOL, INT, FLOAT, NULL, TIMESTAMP})
"""The tags whose scalars are looked at; one with another tag is text."""

Resolved = tuple[str, Any]
"""The tag of what a scalar is, and its value."""


def _words(*rows: tuple[str, Any, str]) -> Mapping[str, Resolved]:
    return MappingProxyType(
        {word: (tag, value) for tag, value, words in rows for word in words.split()} | {"": (NULL, None)}
    )


_SHARED_WORDS = (
    (NULL, None, "~ null Null NULL"),
    (FLOAT, math.nan, ".nan .NaN .NAN"),
    (FLOAT, math.inf, ".inf .Inf .INF +.inf +.Inf +.INF"),
    (FLOAT, -math.inf, "-.inf -.Inf -.INF"),
)
MANIFEST_WORDS = _words(
    (BOOL, True, "y Y yes Yes YES true True TRUE on On ON"),
    (BOOL, False, "n N no No NO false False FALSE off Off OFF"),
    *_SHARED_WORDS,
)
"""The words that are no text in manifests: YAML 1.1."""
FILE_WORDS = _words(
    (BOOL, True, "true True TRUE"),
    (BOOL, False, "false False FALSE"),
    *_SHARED_WORDS,
)
"""The words that are no text in files."""

_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))")
_BASES = (16, 2, 8, 8, 10)
_INNER_SIGN = re.compile(r"0([bo])([-+][0-7]+)")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?(Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?))?"
)
_LEAST, _MOST, _MOST_UNSIGNED = -(1 << 63), (1 << 63) - 1, (1 << 64) - 1


class Timestamp(str):
    """A point in time as RFC 3339 text: with its zone, and fractions of the second to the nanosecond if it has any."""

    __slots__ = ()


class ScalarError(ValueError):
    """A scalar that isn't what its tag says. The message is for users and repeats nothing."""


def resolve_plain(text: str, words: Mapping[str, Resolved], *, octal: bool, tag: str = "") -> Resolved:
    """What a plain scalar is, or one that has a tag.

    :param words: the table of words.
    :param octal: whether ``0o-7`` is a number too.
    :param tag: its tag, in full; "" if it has none.
    :raises ScalarError: it isn't what the tag says.
    """
    if tag not in _RESOLVED:
        return (BINARY, _decoded(text)) if tag == BINARY else (tag, text)
    first = text[:1]
    found: Resolved = (STR, text)
    if tag != STR:
        if text in words:
            found = words[text]
        elif first == ".":
            found = _dotted(text) or found
        elif first and first in "+-0123456789":
            found = (_time(text) if tag in ("", TIMESTAMP) else None) or _number(text.replace("_", ""), octal) or found
    if tag in ("", found[0], STR):
        return found
    if tag == FLOAT and found[0] == INT and found[1] <= _MOST:
        return FLOAT, float(found[1])
    raise ScalarError(f"the value is no !!{tag.removeprefix(CORE)}, as its tag says")


def _dotted(text: str) -> Resolved | None:
    """A float that begins with a dot."""
    value = parse_float(text)
    return None if value is None else (FLOAT, value)


def _number(text: str, octal: bool) -> Resolved | None:
    """An integer of 64 bits, else a float, from text without underscores."""
    found = _INTEGER.fullmatch(text)
    if found:
        sign, *digits = found.groups()
        base, written = next((base, one) for base, one in zip(_BASES, digits, strict=True) if one is not None)
        value = _integer(written, base)
        if sign == "-":
            value = -value
        if _LEAST <= value <= (_MOST if sign else _MOST_UNSIGNED):
            return INT, value
    if _FLOAT.fullmatch(text):
        return _float(text)
    inner = _INNER_SIGN.fullmatch(text)
    if inner and (inner[1] == "b" or octal):
        try:
            value = int(inner[2], 2 if inner[1] == "b" else 8)
        except ValueError:
            return None
        return (INT, value) if _LEAST <= value <= _MOST else None
    return None


def _integer(digits: str, base: int) -> int:
    """The value of some digits. What has more than 80 is beyond 64 bits, however many follow."""
    return int(digits, base) if len(digits.lstrip("0")) <= 80 else 1 << 80


def _float(text: str) -> Resolved | None:
    """A float; one that is too large is text."""
    value = float(text)
    return None if math.isinf(value) else (FLOAT, value)


def _decoded(text: str) -> str:
    """The text in base64; bytes that are no UTF-8 become surrogates."""
    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise ScalarError("the value is no !!binary: it isn't base64") from None
    return data.decode("utf-8", "surrogateescape")


def _time(text: str) -> Resolved | None:
    """A date, or a date and a time, in the forms that the references know."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups()[:3])
    zone = found[8]
    hour, minute, second, fraction = found.group(4, 5, 6, 7) if zone else found.group(9, 10, 11, 12)
    try:
        # Python knows no year 0, which has the days of the year 4; an hour or a minute out of range is an error too.
        time = datetime(year or 4, month, day, int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
        zone_text = _zone_text(zone or "Z")
    except ValueError:
        return None
    fraction = (fraction or "")[:9].rstrip("0")
    return TIMESTAMP, Timestamp(f"{year:04}{time.isoformat()[4:]}{'.' if fraction else ''}{fraction}{zone_text}")


def _zone_text(zone: str) -> str:
    """The zone as RFC 3339 has it; 24 hours and 60 minutes are let pass."""
    if zone == "Z":
        return zone
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 24 or minutes > 60:
        raise ValueError("no such zone")
    distance = 60 * hours + minutes
    return f"{zone[0]}{distance // 60:02}:{distance % 60:02}" if distance else "Z"
