"""Powers as Go computes them on x86-64 processors."""

import math

import pytest

from tranship.gotypes.power import power


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        (2.0, 10.0, 1024.0),
        (2.0, -1.0, 0.5),
        (0.0, 0.0, 1.0),
        (-8.0, 3.0, -512.0),
        (2.0, 0.5, math.sqrt(2)),
        (1.5e300, 3.0, math.inf),
        (1e-300, 2.0, 0.0),
        (0.0, -3.0, math.inf),
        (-0.0, -3.0, -math.inf),
        (-1.0, math.inf, 1.0),
        (2.0, -math.inf, 0.0),
        (10.0, 0.3, 1.9952623149688797),
    ],
)
def test_powers(base: float, exponent: float, result: float) -> None:
    assert power(base, exponent) == result


def test_a_fraction_of_a_power_of_a_negative_number_is_no_number() -> None:
    assert math.isnan(power(-2.0, 0.25))


@pytest.mark.parametrize("exponent", [5e-324, 1e-320, -1e-300, 1e-200])
def test_an_exponent_next_to_nothing_gives_one(exponent: float) -> None:
    assert power(1e6, exponent) == 1.0


def test_logarithms_below_the_normal_range_are_as_wrong_as_in_go() -> None:
    """The true value is 0.9999255587636942."""
    assert power(5e-324, 1e-7) == 0.9999290935574093
