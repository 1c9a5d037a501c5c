"""Built-in functions on arrays and maps: what the recorded cases have few of."""

import pytest

from tests.exprlang.evaluation import message, run


def test_a_key_that_is_no_number_is_printed_but_can_not_be_looked_up() -> None:
    """As in Go, where NaN equals no key, not even itself."""
    assert run("string(groupBy([1.5, 0/0, 0/0], #))") == "map[NaN:[NaN] NaN:[NaN] 1.5:[1.5]]"
    assert run("len(fromPairs([[0/0, 1], [0/0, 2]]))") == 2
    assert run("(0/0) in fromPairs([[0/0, 1]])") is False
    for name in ("values", "toPairs"):
        assert message(f"{name}(fromPairs([[0/0, 1]]))") == f"{name}() can't look up a key that is no number (NaN)"


@pytest.mark.parametrize("count", ["2", "duration('2ms').Milliseconds()", "date('2024-02-01').Month()"])
def test_take_counts_with_every_integer_that_has_a_sign(count: str) -> None:
    assert run(f"take([3, 1, 2], {count})") == [3, 1]


def test_take_does_not_count_with_bytes() -> None:
    assert "int as its second argument" in message("take([3, 1, 2], b'a'[0])")


def test_times_as_keys_are_printed_in_their_order() -> None:
    assert run("string(groupBy([date('2024-01-01'), date('2023-01-01')], #))") == (
        "map[2023-01-01 00:00:00 +0000 UTC:[2023-01-01 00:00:00 +0000 UTC]"
        " 2024-01-01 00:00:00 +0000 UTC:[2024-01-01 00:00:00 +0000 UTC]]"
    )


@pytest.mark.parametrize("source", ["values(m)", "map(toPairs(m), #[1])"])
def test_maps_with_text_keys_have_their_values(source: str) -> None:
    assert run(source, m={"a": 1, "b": 2}) == [1, 2]
