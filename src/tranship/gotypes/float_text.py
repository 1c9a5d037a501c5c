"""Numbers out of text, as Go's ``strconv.ParseFloat`` reads them."""

from __future__ import annotations

import math
import re

_DIGITS = "[0-9](?:_?[0-9])*"
_HEX = "[0-9A-Fa-f](?:_?[0-9A-Fa-f])*"
_DECIMAL = re.compile(rf"[-+]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][-+]?{_DIGITS})?")
_HEXADECIMAL = re.compile(rf"[-+]?0[xX](?:_?{_HEX}(?:\.(?:{_HEX})?)?|\.{_HEX})[pP][-+]?{_DIGITS}")
_SPECIAL = re.compile(r"[-+]?(?:inf|infinity)|nan", re.IGNORECASE | re.ASCII)


def parse_float(text: str) -> float | None:
    """The number that the whole of ``text`` is, None if it is none or too large.

    Besides decimal numbers these are numbers: ``.5``, ``1_000``, ``0x1p-2``, ``inf``, ``nan``. White space is not
    allowed, and hexadecimal numbers need an exponent.
    """
    if _DECIMAL.fullmatch(text):
        value = float(text)
    elif _HEXADECIMAL.fullmatch(text):
        try:
            value = float.fromhex(text.replace("_", ""))
        except OverflowError:
            return None
    else:
        return float(text) if _SPECIAL.fullmatch(text) else None
    return value if math.isfinite(value) else None
