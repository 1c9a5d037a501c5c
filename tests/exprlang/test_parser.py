from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exprlang.evaluation import error, message, run
from tests.exprlang.generator import Generator
from tranship.errors import ExprError
from tranship.exprlang import nodes
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.parser import parse


def shape(node: nodes.Node) -> Any:
    """A tree without places, for comparing."""
    words = node.words()
    return (type(node).__name__, *words, *(shape(part) for part in node.parts()))


def tree(source: str, functions: Mapping[str, object] | None = None) -> Any:
    return shape(parse(source, BUILTINS, functions or {}).root)


def name(text: str) -> tuple[str, str]:
    return ("Name", text)


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a ** b ** c", "a ** (b ** c)"),
        ("-a ** b", "-(a ** b)"),
        ("a or b and c", "a or (b and c)"),
        ("not a in b", "(not a) in b"),
        ("a not in b", "not (a in b)"),
        ("a ?? b ?? c", "(a ?? b) ?? c"),
        ("1 + a ?? b", "1 + (a ?? b)"),
        ("-a ?? b", "-(a ?? b)"),
        ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
        ("a..b + 1", "a..(b + 1)"),
        ("a | len() == 1", "(len(a)) == 1"),
        ("if a { b } else if c { d } else { e }", "a ? b : (c ? d : e)"),
        ("map(l, {#.x})", "map(l, .x)"),
        ("a;", "a"),
    ],
)
def test_precedence(source: str, same: str) -> None:
    assert tree(source) == tree(same)


def test_comparisons_chain() -> None:
    assert tree("a < b <= c") == tree("a < b && b <= c")


def test_a_ternary_without_the_middle_is_its_condition() -> None:
    assert tree("a ?: b") == tree("a ? a : b")


def test_members_of_a_chain() -> None:
    a_b = ("Member", True, name("a"), ("Literal", "b"))
    assert tree("a?.b.c") == ("Chain", ("Member", False, a_b, ("Literal", "c")))
    assert tree("a?.b[0]") == ("Member", False, ("Chain", a_b), ("Literal", 0))


def test_words_are_names_after_a_dot() -> None:
    assert tree("a.not.in") == tree('a["not"]["in"]')


def test_a_function_given_from_outside_hides_a_built_in_one() -> None:
    assert tree("len(a)") == ("Builtin", "len", name("a"))
    assert tree("len(a)", {"len": 1}) == ("Call", name("len"), name("a"))
    assert tree("::len(a)", {"len": 1}) == ("Builtin", "len", name("a"))


def test_variables_are_visible_in_what_follows() -> None:
    root = parse("let x = x; x", BUILTINS, {}).root
    assert isinstance(root, nodes.Let)
    assert isinstance(root.value, nodes.Name)
    assert root.value.variable is None
    assert isinstance(root.body, nodes.Name)
    assert root.body.variable is root.variable


def test_nodes_know_their_places() -> None:
    root = parse("a + upper(b)", BUILTINS, {}).root
    assert isinstance(root, nodes.Binary)
    assert root.place == (0, 12, 2, 3)
    assert root.right.place == (4, 12, 4, 9)


def test_what_is_in_a_tree() -> None:
    found = parse("[a + 1] | map(-#) | len()", BUILTINS, {})
    assert found.names == {"[", "+", "-", "map", "len"}
    assert not found.repeats
    assert parse("1 < a < 2", BUILTINS, {}).repeats


@pytest.mark.parametrize(
    ("source", "said", "place"),
    [
        ("", "an expression is missing", (1, 1)),
        ("  // nothing", "an expression is missing", (1, 1)),
        ("a b", '"b" can\'t stand here', (1, 3)),
        ("a +", "a value is missing", (1, 4)),
        ("a\n  + )", '")" can\'t stand here', (2, 5)),
        ("(a", 'this "(" is not closed', (1, 1)),
        ("map(l, {", "the expression ends too early: a value is missing", (1, 9)),
        ("map(l, {a", 'this "{" is not closed', (1, 8)),
        ("f(a, [1, 2", 'this "[" is not closed', (1, 6)),
        ('{"a": 1', 'this "{" is not closed', (1, 1)),
        ("{1.5 2}", '":" before "2"', (1, 6)),
        ("{true: 1, [1]: 2}", "a key", (1, 11)),
        ("[1,, 2]", '"," can\'t stand here', (1, 4)),
        ("a = 1", "write == to compare", (1, 3)),
        ("a & b", "write && or and", (1, 3)),
        ("a not b", '"b" can\'t stand here', (1, 7)),
        ("a ?? b + 1", "mixed; put one of them in parentheses", (1, 8)),
        ("a.", "a name is missing", (1, 3)),
        ("a .5", '".5" can\'t stand here', (1, 3)),
        ("true.x", '"." can\'t stand here', (1, 5)),
        ("x ? 1", '":" is missing', (1, 6)),
        ("if a { 1 }", '"else" is missing', (1, 11)),
        ("let x = 1", '";" is missing', (1, 10)),
        ("1 + let x = 1; x", '"let" can\'t stand here', (1, 5)),
        ("filter(l)", "an array and a predicate", (1, 1)),
        ("map(l, #; #)", "braces { }", (1, 9)),
        ("map(l, {n: #})", "two: {{", (1, 8)),
        ("#", '"#" can\'t stand here', (1, 1)),
        ("9223372036854775808", "too large", (1, 1)),
        ("a | 1", "a name before", (1, 5)),
    ],
)
def test_errors_say_what_is_wrong_and_where(source: str, said: str, place: tuple[int, int]) -> None:
    found = error(source)
    assert said in found.message
    assert (found.line, found.column) == place


def test_thousands_of_parentheses_are_fine() -> None:
    assert run("(" * 5000 + "1" + ")" * 5000) == 1


def test_the_number_of_nodes_is_limited() -> None:
    assert run("+".join(["1"] * 5000)) == 5000
    assert "more than 10,000 parts" in message("+".join(["1"] * 5001))


@given(st.integers(0, 2**32))
def test_parsing_gives_a_tree_or_an_error_within_the_source(seed: int) -> None:
    source = Generator(Random(seed)).broken()
    problem: ExprError | None = None
    places: list[nodes.Place] = []
    try:
        places = [node.place for node in nodes.walk(parse(source, BUILTINS, {}).root)]
    except ExprError as found:
        problem = found
    assert all(0 <= place.start <= place.end <= len(source) for place in places)
    assert bool(places) is (problem is None)
    assert problem is None or (problem.source == source and 0 <= problem.start <= problem.end <= len(source))
