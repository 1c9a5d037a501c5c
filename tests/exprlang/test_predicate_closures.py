import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Unknown


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("all(l, # > 0)", True), ("any(l, # > 2)", True), ("none(l, # > 2)", False), ("one(l, # > 2)", True)),
        *(
            ("filter(l, # > 1)", [3, 2]),
            ("map(l, # * #index)", [0, 1, 4]),
            ("count(l, # > 1)", 2),
            ("count([t, t])", 2),
        ),
        *(
            ("sum(l)", 6),
            ("sum(l, # * 2)", 12),
            ("find(l, # < 3)", 1),
            ("find(l, # > 9)", None),
            ("findIndex(l, # < 3)", 1),
        ),
        *(("findLast(l, # < 3)", 2), ("findLastIndex(l, # > 2)", 0), ("findIndex(l, false)", None)),
        *(("reduce(l, #acc * 10 + #)", 312), ("reduce(l, #acc + #index, 0)", 3), ("sortBy(l, -#)", [3, 2, 1])),
        *(("sortBy(l, #, 'desc')", [3, 2, 1]), ("groupBy(l, # > 1)[true]", [3, 2]), ("groupBy(l, #)[9]", ())),
        *(("map(l, filter(l, # > 2)[0])", [3, 3, 3]), ("map([{a: 1}], .a)", [1])),
        *(("count(m, true)", 2), ("filter(m, false)", []), ("reduce(m, #acc, 0)", 0), ("map({}.x ?? [], #)", [])),
        *(
            ("map([10], reduce([1, 2], #acc + #, #))", [4]),
            ("sum([])", 0),
            ("map(l, s[#index:])", ["text", "ext", "xt"]),
        ),
        ("sortBy(l, s[#index:])", [1, 3, 2]),
    ],
)
def test_functions_with_predicates(source: str, value: object) -> None:
    assert run(source) == value


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("all(l, n)", "the predicate of all() must be a bool, not nil"),
        ("filter(i, true)", "filter() takes an array, not an int"),
        ("map(n, #)", "map() takes an array, not nil"),
        ("map(m, #)", "a map has no elements to look at; keys(), values() and toPairs() make an array of it"),
        ("filter(m, true)", "a map has no elements to look at"),
        ("count(l)", "the predicate of count() must be a bool, not an int"),
        ("reduce([], #acc)", "reduce() of an empty array needs a third argument"),
        ("map([1], reduce([], #acc, #))", "an empty array has no element to look at"),
        ("sortBy(l, #, s)", 'the order of sortBy() must be "asc" or "desc", not something else'),
        ("groupBy(l, l)", "an array can't be the key of a group"),
        ("sortBy(['1', i], #)", '"<" can\'t be used between'),
    ],
)
def test_faults(source: str, said: str) -> None:
    assert said in message(source)


def test_evaluations_of_predicates_are_limited() -> None:
    source = "let r = 1..9999; all(r, all(r, all(r, true)))"
    assert message(source) == "the expression evaluates predicates more than 10,000,000 times"


def test_what_is_not_known_goes_through() -> None:
    later = Unknown("later")
    for source in (
        "map(x, 1)",
        "filter(l, x)",
        "all(l, x)",
        "sum([1, x])",
        "groupBy(l, x)",
        "sortBy([x, 1], #)",
        "sortBy(l, #, x)",
    ):
        assert run(source, x=later) is later
    assert run("map(l, x)", x=later) == [later] * 3
    assert run("find([1, x], # == 1)", x=later) == 1
    assert run("filter([x], true)", x=later) == [later]
