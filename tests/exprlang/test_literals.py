import pytest

from tranship.exprlang.literals import NumberProblem, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("010", 10), ("1_000", 1000), ("0x1F", 31), ("0XfF", 255), ("0b101", 5), ("0o17", 15)),
        *(("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E-2", 0.01), ("1_0.5_0", 10.5), ("1e-999", 0.0)),
        ("9223372036854775807", 9223372036854775807),
    ],
)
def test_numbers(text: str, number: float) -> None:
    assert read_number(text) == number
    assert type(read_number(text)) is type(number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9223372036854775808", "too large for 64 bits"),
        ("0xFFFFFFFFFFFFFFFF", "too large for 64 bits"),
        ("1e400", "too large"),
        ("9" * 5000, "too large"),
        ("0x", "no number"),
        ("0x1.5", "no number"),
        ("1.2.3", "no number"),
        ("1e", "no number"),
    ],
)
def test_what_is_no_number(text: str, said: str) -> None:
    with pytest.raises(NumberProblem, match=said):
        read_number(text)
