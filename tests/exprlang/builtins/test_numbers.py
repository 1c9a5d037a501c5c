"""Built-in functions on numbers: what the recorded cases have few of."""

import pytest

from tests.exprlang.evaluation import run


@pytest.mark.parametrize("source", ["max(b'ab')", "min([b'ab'])", "max([1, b'ab'])"])
def test_the_largest_byte_is_a_byte(source: str) -> None:
    assert run(f"type({source})") == "uint"


def test_the_smallest_number_wins_whatever_its_type() -> None:
    assert run("type(min([1, b'ab']))") == "int"
