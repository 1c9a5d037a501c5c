import math

import pytest

from tests.exprlang.evaluation import error, run
from tranship.exprlang import nodes
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.folding import fold
from tranship.exprlang.parser import parse
from tranship.exprlang.rewriting import Rewriting


def folded(source: str) -> nodes.Node:
    return fold(source, parse(source, BUILTINS, {}).root, Rewriting({}))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("1 + 2 * 3", 7), ("1 + 0.5", 1.5), ("'a' + 'b'", "ab"), ("7 / 2", 3.5), ("2 ** 3", 8.0), ("-7 % 3", -1)),
        *(("9223372036854775807 + 1", -(2**63)), ("1 / 0", math.inf), ("- -5", 5), ("+1.5", 1.5), ("!true", False)),
        *(("1 == 1", True), ("'a' == 'b'", False), ("true == true", True), ("x and false", False), ("true or x", True)),
        ("[1, 2.5, 'a', true]", [1, 2.5, "a", True]),
    ],
)
def test_literals_are_computed(source: str, value: object) -> None:
    found = folded(source)
    assert isinstance(found, nodes.Literal)
    assert found.value == value
    assert type(found.value) is type(value)


@pytest.mark.parametrize("source", ["x and true", "true and x", "x or false", "false or x", "true and (x and true)"])
def test_what_decides_nothing_vanishes(source: str) -> None:
    assert isinstance(folded(source), nodes.Name)


@pytest.mark.parametrize("source", ["1.0 == 1.0", "[x]", "[]", "1 < 2", "x + 1", "1 == 1.0", "[nil]"])
def test_other_forms_stay(source: str) -> None:
    assert not isinstance(folded(source), nodes.Literal)


def test_folding_changes_results() -> None:
    assert run("n and true") is None
    assert run("true and i") == 3
    assert run("missing.x and false") is False


def test_a_literal_division_by_zero_is_an_error_also_where_it_is_never_reached() -> None:
    found = error("t ? 1 : 1 % 0")
    assert found.message == "an integer can't be divided by zero"
    assert found.source[found.start : found.end] == "%"


def test_filters_of_filters_become_one() -> None:
    found = folded("filter(filter(l, a), b)")
    assert isinstance(found, nodes.Builtin)
    assert isinstance(found.arguments[0], nodes.Name)
    assert run("filter(filter(l, # > 1), # < 3)") == [2]
