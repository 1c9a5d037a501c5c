"""Names of Promotions: they sort by the time they were made."""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LONGEST_NAME = 253
_ULID_LENGTH = 26
_SHORT_FREIGHT = 7


def ulid(now: datetime, randomness: int | None = None) -> str:
    """A ULID in lower case: 48 bits of milliseconds since 1970, 80 random bits, in Crockford's base 32.

    :param randomness: the random bits, drawn if not given.
    """
    milliseconds = int(now.timestamp() * 1000)
    number = (milliseconds << 80) | (secrets.randbits(80) if randomness is None else randomness)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(5 * (_ULID_LENGTH - 1), -1, -5))


def promotion_name(stage: str, freight: str, now: datetime) -> str:
    """``<stage>.<ulid>.<first 7 of the Freight's name>`` in lower case, the Stage cut to keep within 253 characters."""
    longest_stage = _LONGEST_NAME - 2 - _ULID_LENGTH - _SHORT_FREIGHT
    return f"{stage[:longest_stage]}.{ulid(now)}.{freight[:_SHORT_FREIGHT]}".lower()
