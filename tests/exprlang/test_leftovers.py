"""The reference leaves values on its stack; what it makes of them is recorded, and users get the same results here."""

import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Unknown


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[s, findLast([2], true)]", [True, 2]),
        ("[findLast([2], true), s]", [2, "text"]),
        ("[s, findLast([], true)]", [False, None]),
        ("[s, filter([2], true)[-1]]", [True, 2]),
        ("map(l, findLast(l, true))", [2, True, 2]),
        ("filter([1, 2], findLast([1], true) == 1)", [True, 2]),
        ("[0, missing?.f(1, 2)]", [2, None]),
        ("findLast([2], true) + i", 5),
    ],
)
def test_what_is_left_behind_takes_the_place_of_earlier_parts(source: str, value: object) -> None:
    assert run(source) == value


def test_an_operation_meets_what_was_left_behind() -> None:
    assert message("{a: findLast([2], true)}") == "the key of a map must be a string, not a bool"
    assert message("i + findLast([2], true)") == '"+" can\'t be used between a bool and an int'


def test_nothing_is_made_of_what_is_not_known() -> None:
    later = Unknown("later")
    assert run("[x, findLast([2], true)]", x=later) is later
