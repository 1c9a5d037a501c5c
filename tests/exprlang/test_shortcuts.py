import pytest

from tests.exprlang.evaluation import message, run


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("filter([3, 0, 'x'], # == 3)[0]", 3),
        ("first(filter([3, 'x'], # > 2))", 3),
        ("last(filter(['x', 3], # > 2))", 3),
        ("filter(['x', 3], # > 2)[-1]", 3),
        ("first(map(filter([3, 'x'], # > 2), # * 2))", 6),
        ("len(map(filter(l, true), 1 % (# - #)))", 3),
        ("len(filter(l, # > 1)) > 0", True),
        ("count([3, 'x'], # > 2) > 0", True),
        ("count([3, 3, 'x'], # > 2) >= 2", True),
        ("count([1, 3], # > 2) < 2", True),
        ("sum([s, 'b', 'c'])", "textbc"),
        ("sum([duration('1h'), duration('1m')]) | string()", "1h1m0s"),
        ("sum(map(l, # + #index))", 9),
        ("all([0, 'x'], # == 1) and all([0, 'x'], # > 0)", False),
        ("any(l, # == 3) or any(l, # > 5)", True),
        ("none(l, # == 4) and none(l, # == 5)", True),
    ],
)
def test_shortcuts_decide_what_is_evaluated(source: str, value: object) -> None:
    assert run(source) == value


def test_an_element_that_a_filter_does_not_find_is_an_error_and_first_gives_nil() -> None:
    assert "so there is none to take" in message("filter(l, # > 5)[0]")
    assert run("first(filter(l, # > 5))") is None


def test_what_is_looked_up_among_literals_must_be_of_their_type() -> None:
    assert run("s in ['text', 'x']") is True
    assert run("n in ['']") is True
    assert run("findIndex(l, false) in [0, 1]") is True
    assert message("i in ['1']") == "a string can be in this array, but not an int"
    assert run("i in ['1', 3]") is True


def test_an_int_in_a_literal_range_is_compared() -> None:
    assert run("len(l) in 1..3") is True
    assert run("i in 1..3") is True
    assert message("findIndex(l, false) in 1..3").startswith('">=" can\'t be used between nil and an int')


def test_an_array_of_more_than_literals_is_added_up_from_the_right() -> None:
    assert run("sum([0.1, f - 1.3, 0.3])") == 0.1 + ((1.5 - 1.3) + 0.3)
