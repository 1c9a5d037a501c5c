"""e to a power, and the natural logarithm, to the same last digit as in Go on x86-64 processors.

The last digit depends on the order of operations and on where they round; Python's own functions differ in one of ten
cases. The logarithm is that of a fraction near 1 by the series of artanh with coefficients for 53 bits; the exponential
is the Taylor series of a sixteenth of the argument, doubled four times, with products and sums that round once.
"""

from __future__ import annotations

import math
from typing import Final

_LN2: Final = (float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33"))
"""ln 2 in two parts, of which the first has zeros at its end: a whole multiple of it is exact."""

_SERIES: Final = tuple(
    map(
        float.fromhex,
        (
            *("0x1.5555555555593p-1", "0x1.999999997fa04p-2", "0x1.2492494229359p-2", "0x1.c71c51d8e78afp-3"),
            *("0x1.7466496cb03dep-3", "0x1.39a09d078c69fp-3", "0x1.2f112df3e5244p-3"),
        ),
    )
)
_UPPER: Final = 0.69314718055966295651160180568695068359375
_LOWER: Final = 0.28235290563031577122588448175013436025525412068e-12
_LOG2E: Final = 1 / math.log(2)
_SMALLEST_NORMAL: Final = 2.0**-1022
_NEXT_TO_NOTHING: Final = 2.0**-60
_TAYLOR: Final = tuple(1 / math.factorial(number) for number in (7, 6, 5, 4, 3, 2, 1))


def logarithm(number: float) -> float:
    """The natural logarithm of a positive, finite number.

    Of one below the normal range it is wrong, as it is there: the zeros that such a number begins with are not skipped.
    """
    if number < _SMALLEST_NORMAL:
        fraction, exponent = 0.5 + number / _SMALLEST_NORMAL / 2, -1022
    else:
        fraction, exponent = math.frexp(number)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    fraction -= 1
    ratio = fraction / (2 + fraction)
    square = ratio * ratio
    fourth = square * square
    one, two, three, four, five, six, seven = _SERIES
    odd = square * (one + fourth * (three + fourth * (five + fourth * seven)))
    even = fourth * (two + fourth * (four + fourth * six))
    half = 0.5 * fraction * fraction
    high, low = _LN2
    return exponent * high - ((half - (ratio * (half + (odd + even)) + exponent * low)) - fraction)


def exponential(power: float) -> float:
    """e to a power between -700 and 700."""
    if abs(power) < _NEXT_TO_NOTHING:
        return 1.0
    twos = round(power * _LOG2E)
    rest = _multiplied_and_added(-twos, _LOWER, _multiplied_and_added(-twos, _UPPER, power)) * 0.0625
    series = 1 / math.factorial(8)
    for coefficient in _TAYLOR:
        series = _multiplied_and_added(series, rest, coefficient)
    grown = rest * series
    for _ in range(3):
        grown *= grown + 2
    return math.ldexp(_multiplied_and_added(grown, grown + 2, 1.0), twos)


def _multiplied_and_added(one: float, other: float, more: float) -> float:
    """``one * other + more``, rounded once."""
    first, first_exponent = math.frexp(one)
    second, second_exponent = math.frexp(other)
    third, third_exponent = math.frexp(more)
    product, place = int(first * 2**53) * int(second * 2**53), first_exponent + second_exponent - 106
    addend, addend_place = int(third * 2**53), third_exponent - 53
    lowest = min(place, addend_place)
    return math.ldexp(float((product << (place - lowest)) + (addend << (addend_place - lowest))), lowest)
