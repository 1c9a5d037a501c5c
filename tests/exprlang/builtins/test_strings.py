"""Built-in functions on texts: what the recorded cases have few of."""

import pytest

from tests.exprlang.evaluation import message, run


@pytest.mark.parametrize("source", ["join(3..1)", "join(3..1, ',')", "join(toPairs({}))"])
def test_join_takes_no_other_array_even_if_it_is_empty(source: str) -> None:
    assert "array of strings" in message(source)


def test_join_takes_an_empty_array() -> None:
    assert run("join([]) + join(concat([], [])) + join(split('', ',', 0), '-')") == ""
