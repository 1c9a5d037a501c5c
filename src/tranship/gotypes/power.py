"""Powers as Go's math.Pow computes them, to the last digit."""

from __future__ import annotations

import math

from tranship.gotypes.exponential import exponential, logarithm


def power(base: float, exponent: float) -> float:
    """``base`` to the power of ``exponent``. Never an error: where there is no result it is infinite, or no number."""
    special = _special(base, exponent)
    if special is not None:
        return special
    fraction, whole = math.modf(abs(exponent))
    if fraction and base < 0:
        return math.nan
    if whole >= 2.0**63:
        # Only a base of -1 or 1, and those nearest to them, would not be lost.
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    # The result is mantissa * 2**two. First the fraction of the exponent, then its bits, by squaring.
    mantissa, two = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction -= 1
            whole += 1
        mantissa = exponential(fraction * logarithm(base))
    square, square_two = math.frexp(base)
    bits = int(whole)
    while bits:
        if not -4096 <= square_two <= 4096:
            # The square is beyond all floats, and so is the result.
            two += square_two
            break
        if bits & 1:
            mantissa *= square
            two += square_two
        square *= square
        square_two <<= 1
        if square < 0.5:
            square += square
            square_two -= 1
        bits >>= 1
    if exponent < 0:
        mantissa, two = 1 / mantissa, -two
    try:
        return math.ldexp(mantissa, two)
    except OverflowError:
        return math.copysign(math.inf, mantissa)


def _special(base: float, exponent: float) -> float | None:
    """The results that are defined by themselves."""
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    if base == 0:
        negative = math.copysign(1.0, base) < 0 and _odd(exponent)
        if exponent < 0:
            return -math.inf if negative else math.inf
        return -0.0 if negative else 0.0
    if math.isinf(exponent):
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    if math.isinf(base):
        if base < 0:
            negative = _odd(exponent)
            return (-0.0 if negative else 0.0) if exponent < 0 else (-math.inf if negative else math.inf)
        return 0.0 if exponent < 0 else math.inf
    if exponent == 0.5:
        return math.sqrt(base) if base >= 0 else math.nan
    if exponent == -0.5:
        return 1 / math.sqrt(base) if base >= 0 else math.nan
    return None


def _odd(number: float) -> bool:
    return abs(number) < 2.0**53 and number == int(number) and int(number) % 2 == 1
