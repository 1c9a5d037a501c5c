"""Points in time as Kubernetes writes them: RFC 3339 in UTC, to the second."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def parse_time(text: str) -> datetime:
    """The time that an RFC 3339 text names, in UTC. ValueError, without the text, if it names none."""
    if _RFC3339.fullmatch(text):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("must be a time such as 2026-01-31T12:00:00Z")


def time_text(time: datetime) -> str:
    """The time in RFC 3339, UTC, fractions of the second cut off: ``2026-01-31T12:00:00Z``."""
    return time.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _read(value: object) -> object:
    """Read a text; a datetime must know its zone."""
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("must be a time with its zone")
        return value.astimezone(UTC)
    return value


Time = Annotated[datetime, BeforeValidator(_read), PlainSerializer(time_text, return_type=str)]
"""A field's type: an aware datetime in UTC."""
