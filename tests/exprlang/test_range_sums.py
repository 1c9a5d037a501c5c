import pytest

from tests.exprlang.evaluation import message, run


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sum(1..10000000)", 50000005000000),
        ("sum(-3..3)", 0),
        ("sum(-5..-3)", -12),
        ("sum(1..10, #)", 55),
        ("sum(1..10, # * 2)", 110),
        ("sum(1..10, 3 + #)", 85),
        ("sum(1..10, # - 1)", 45),
        ("sum(1..10, 10 - #)", 45),
        ("reduce(1..10000000, # + #acc)", 50000005000000),
        ("reduce(1..10, #acc + #, 100)", 155),
        ("sum(3..1)", 0),
        ("sum(1..3, # ** 2)", 14.0),
        ("reduce(1..3, #acc - #)", -4),
        ("sum(0..4294967296)", 2147483648),
    ],
)
def test_sums_of_ranges(source: str, value: object) -> None:
    assert run(source) == value


def test_other_ranges_are_made() -> None:
    assert "more than 1,000,000 elements" in message("sum(i..10000000)")
