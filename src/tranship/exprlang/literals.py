"""Numbers as they are written in expressions."""

from __future__ import annotations

import math

_BASES = {"0x": 16, "0b": 2, "0o": 8}
_LARGEST = 2**63 - 1


class NumberProblem(ValueError):  # noqa: N818 - it becomes an ExprError at once
    """What is wrong with a number, in words."""


def read_number(text: str) -> int | float:
    """The number that ``text`` is. Underscores don't count; leading zeros don't make it octal.

    :raises NumberProblem: it is none, or too large.
    """
    digits = text.replace("_", "").lower()
    base = _BASES.get(digits[:2])
    try:
        if base == 16 or (base and "." not in digits and "e" not in digits):
            value = int(digits, base)
        elif "." in digits or "e" in digits:
            number = float(digits)
            if math.isinf(number):
                raise NumberProblem("this number is too large")
            return number
        else:
            value = int(digits)
    except NumberProblem:
        raise
    except ValueError:
        if len(digits) > 100:
            raise NumberProblem("this number is too large") from None
        raise NumberProblem("this is no number") from None
    if value > _LARGEST:
        raise NumberProblem("this number is too large for 64 bits")
    return value
