"""Numbers as Go prints them."""

from __future__ import annotations

import math


def json_float(value: float) -> str:
    """A finite float as encoding/json prints it: with an exponent below 1e-6 and from 1e21 on."""
    text = shortest_float(value, -6, 21)
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}" if e else text


def format_float(value: float) -> str:
    """A float as ``%v`` prints it: with an exponent below 1e-4 and from 1e6 on."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return shortest_float(value, -4, 6)


def shortest_float(value: float, low: int, high: int) -> str:
    """The shortest digits that read back as ``value``, with an exponent unless 10**low <= abs(value) < 10**high."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value == 0:
        return sign + "0"
    mantissa, _, exponent_text = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    exponent = int(exponent_text or 0)
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + exponent - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    if not low <= point - 1 < high:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{point - 1:+03d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[point:]}" if len(digits) > point else ""
    return sign + digits[:point].ljust(point, "0") + tail
