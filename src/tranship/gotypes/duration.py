"""Durations as Go's time package reads and prints them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

NANOSECOND = 1
MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {"ns": NANOSECOND, "us": MICROSECOND, "µs": MICROSECOND, "μs": MICROSECOND, "ms": MILLISECOND}
_UNITS |= {"s": SECOND, "m": MINUTE, "h": HOUR}
_PIECE = re.compile(r"(\d*)(\.\d*)?(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_LONGEST = 2**63
_FORM = 'a duration is written like "90s", "1h30m" or "1.5h"'


class Duration(int):
    """A time span in nanoseconds; ``str()`` of it is Go's text, such as ``1h30m0s``."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """A duration out of its text, by the rules of Go's ``time.ParseDuration``.

        :raises ValueError: the text is no duration, or one of more than 292 years.
        """
        rest = text[1:] if text[:1] in ("-", "+") else text
        if rest == "0":
            return cls(0)
        total, end = 0, 0
        while end < len(rest):
            match = _PIECE.match(rest, end)
            if match is None or not (match[1] or len(match[2] or "") > 1):
                raise ValueError(_FORM)
            unit = _UNITS[match[3]]
            total += int(match[1] or 0) * unit
            if match[2] and len(match[2]) > 1:
                total += int(Decimal("0" + match[2]) * unit)
            end = match.end()
        if not rest:
            raise ValueError(_FORM)
        negative = text.startswith("-")
        if total > _LONGEST or (total == _LONGEST and not negative):
            raise ValueError("a duration can't be longer than about 292 years")
        return cls(-total if negative else total)

    @classmethod
    def of(cls, seconds: float) -> Self:
        """The duration of so many seconds."""
        return cls(round(seconds * SECOND))

    @property
    def seconds(self) -> float:
        """The duration in seconds."""
        return int(self) / SECOND

    def human(self) -> str:
        """The duration as people say it: ``0.2s``, ``48s``, ``1m 12s``, ``2h 5m``, ``3d 4h``."""
        seconds = abs(self.seconds)
        sign = "-" if self < 0 else ""
        if seconds < 9.95:
            return f"{sign}{seconds:.1f}s"
        whole = round(seconds)
        for size, name, smaller, smaller_name in ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
            if whole >= size:
                rest = whole % size // smaller
                return f"{sign}{whole // size}{name}" + (f" {rest}{smaller_name}" if rest else "")
        return f"{sign}{whole}s"

    def __str__(self) -> str:
        value = abs(int(self))
        sign = "-" if self < 0 else ""
        if value == 0:
            return "0s"
        if value < SECOND:
            unit, name = (
                (NANOSECOND, "ns")
                if value < MICROSECOND
                else (MICROSECOND, "µs")
                if value < MILLISECOND
                else (MILLISECOND, "ms")
            )
            return sign + _decimal(value, unit) + name
        hours, rest = divmod(value, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        text = _decimal(rest, SECOND) + "s"
        if value >= MINUTE:
            text = f"{minutes}m{text}"
        if value >= HOUR:
            text = f"{hours}h{text}"
        return sign + text

    def __repr__(self) -> str:
        return f"Duration({self})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "x-type": "duration", "description": "A duration such as 90s, 5m or 1h30m."}

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(_FORM)


def _decimal(value: int, unit: int) -> str:
    """``value`` in ``unit`` with as many decimals as it needs."""
    whole, rest = divmod(value, unit)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).zfill(len(str(unit)) - 1).rstrip('0')}"
