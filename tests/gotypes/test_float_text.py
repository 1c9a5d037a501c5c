import math

import pytest

from tranship.gotypes.float_text import parse_float


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42.0),
        ("-1.5e3", -1500.0),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("1_000.5_0", 1000.5),
        ("0x1p-2", 0.25),
        ("0x_f.8P1", 31.0),
        ("1e-400", 0.0),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("9007199254740993", 9007199254740992.0),
    ],
)
def test_what_is_a_number(text: str, value: float) -> None:
    assert parse_float(text) == value


def test_nan_is_a_number_without_a_sign() -> None:
    assert math.isnan(parse_float("NaN") or 0.0)
    assert parse_float("+nan") is None


def test_minus_zero_keeps_its_sign() -> None:
    assert str(parse_float("-0")) == "-0.0"


@pytest.mark.parametrize(
    "text",
    ["", ".", "1e", "0x10", "0x", "1__0", "_1", "1_", "1_.5", "1._5", " 1", "1\n", "1e400", "0x1p9999", "١"],
)
def test_what_is_none(text: str) -> None:
    assert parse_float(text) is None
