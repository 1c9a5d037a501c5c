"""Templates: where expressions are in a text, and what the text comes to."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import ExprError
from tranship.expressions.quoting import TEMPLATE_FUNCTIONS
from tranship.expressions.template import BoundFunctions, Hole, Template, compile_template, evaluate_template
from tranship.exprlang import INT, Function, Functions, Unknown

FUNCTIONS = BoundFunctions(Functions(TEMPLATE_FUNCTIONS))
LATER = Unknown("known after git-push")


def evaluate(text: str, **env: Any) -> Any:
    return evaluate_template(text, env, FUNCTIONS)


def test_a_template_is_taken_apart_into_texts_and_holes() -> None:
    assert Template("a ${{ x }}${% y %} b").parts == ("a ", Hole(" x ", 5), Hole(" y ", 13), " b")
    assert Template("plain").parts == ("plain",)
    assert Template("").parts == ("",)


def test_the_first_closing_delimiter_ends_an_expression_even_within_quotes() -> None:
    assert Template('${{ "}}" }}').holes == (Hole(' "', 3),)


def test_each_kind_of_delimiter_ends_with_its_own() -> None:
    assert Template("${% {{x: 1}} %}").holes == (Hole(" {{x: 1}} ", 3),)
    assert Template("${{ 5 %} }}").holes == (Hole(" 5 %} ", 3),)


@pytest.mark.parametrize("text", ["42", "true", "null", "[1]", '"quoted"', "{{ x }}", "$ {{ x }}", "$5", "1.10\n", ""])
def test_a_text_without_expressions_is_not_touched(text: str) -> None:
    assert evaluate(text) == text
    assert Template(text).is_constant


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${{ 40 + 2 }}", 42.0),
        ("${{ 4 / 2 }}", 2.0),
        ("${{ 1 < 2 }}", True),
        ("${{ nil }}", None),
        ("${{ missing }}", None),
        ("${{ 'text' }}", "text"),
        ("${{ '1.10' }}", 1.1),
        ("${{ [1, 'a', nil] }}", [1.0, "a", None]),
        ("${% {'a': {'b': '1'}} %}", {"a": {"b": "1"}}),
        ("${{ quote(42) }}", "42"),
        ("${{ concat([], []) }}", None),
    ],
)
def test_the_result_of_a_single_expression(text: str, value: Any) -> None:
    result = evaluate(text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${{ 1 }}${{ 2 }}", 12.0),
        ("v${{ 1 }}.${{ 2 }}", "v1.2"),
        ("x ${{ nil }}", "x null"),
        ("x ${{ 1.0 }} ${{ 1e21 }}", "x 1 1e+21"),
        ("x ${{ [1, '<'] }}", 'x [1,"\\u003c"]'),
        ("[${{ 1 }}, ${{ 2 }}]", [1.0, 2.0]),
        ("[${{ '' }}]", []),
        ("x ${{ quote(1) }}", 'x "1"'),
        ('"${{ 1 }}"', "1"),
        ("${{ 1 }}\n", 1.0),
        ("${{ 'a' }}\n", "a\n"),
        ("00${{ 7 }}", 7.0),
    ],
)
def test_several_parts_make_one_text_that_is_looked_at_as_a_whole(text: str, value: Any) -> None:
    assert evaluate(text) == value


def test_nothing_between_the_delimiters_ends_all_evaluation() -> None:
    assert evaluate("a${{}}b${{ 1 }}") == "ab${{ 1 }}"
    assert evaluate("${{}}") == ""
    assert evaluate("1${%%}0") == 10.0


def test_bytes_that_make_a_character_together_become_it() -> None:
    assert evaluate("${{ x[0:1] }}${{ x[1:2] }}", x="é") == "é"


def test_numbers_in_results_are_floats_as_in_json() -> None:
    assert type(evaluate("${{ x }}", x=7)) is float
    assert type(evaluate("${{ x }}", x=[7])[0]) is float
    assert evaluate("${{ x }}", x=2**53 + 1) == float(2**53)


def test_minus_zero_stays_minus_zero() -> None:
    assert math.copysign(1, evaluate("${{ x }}", x=-0.0)) == -1


def test_a_space_between_the_delimiters_is_an_error() -> None:
    with pytest.raises(ExprError):
        evaluate("${{ }}")


def test_an_expression_that_is_not_closed() -> None:
    with pytest.raises(ExprError) as caught:
        evaluate("a ${{ 1 }} b ${{ 2")
    assert str(caught.value) == (
        '1:14: the expression is never closed: "}}" is missing\n  a ${{ 1 }} b ${{ 2\n               ^^^'
    )


def test_errors_have_their_place_in_the_whole_text_and_name_the_field() -> None:
    with pytest.raises(ExprError) as caught:
        evaluate_template("x ${{ 1 }} ${{ a.b.c }}", {"a": {}}, FUNCTIONS, ("config", "tags", 0))
    error = caught.value
    assert error.field == ("config", "tags", 0)
    assert error.source[error.start : error.end].strip(".") == "c"
    assert str(error).startswith("config.tags[0]: ")
    assert str(error).splitlines()[1] == "  x ${{ 1 }} ${{ a.b.c }}"


@pytest.mark.parametrize("text", ["${{ 1/0 }}", "x ${{ 0/0 }}", "${{ [1/0] }}", "${{ {'a': groupBy([1], #)} }}"])
def test_what_has_no_json_form_can_not_be_a_result(text: str) -> None:
    with pytest.raises(ExprError, match=r"the result can't be used: .*JSON"):
        evaluate(text)


def test_functions_are_called_with_their_context_and_programs_kept_for_each_table() -> None:
    double = Function("twice", lambda context, number: context * number, (INT,), result=INT)
    triple = Function("twice", lambda context, number: context * number + 1, (INT,), result=INT)
    one, other = Functions([double]), Functions([triple])
    template = compile_template("${{ twice(3) }}")

    assert template.evaluate({}, BoundFunctions(one, 2)) == 6.0
    assert template.evaluate({}, BoundFunctions(one, 3)) == 9.0
    assert template.evaluate({}, BoundFunctions(other, 2)) == 7.0


@pytest.mark.parametrize(
    "text",
    [
        "${{ later }}",
        "x ${{ later }}",
        "${{ 1 }}${{ later }}",
        "${{ later }} ${{ other }}",
        "x ${{ [1, later] }}",
        "${{ quote(later) }}",
        "${{ asYAML([later]) }}",
        "${{ later + 1 }}",
    ],
)
def test_a_text_with_an_unknown_part_is_unknown(text: str) -> None:
    assert evaluate(text, later=LATER, other=Unknown("other")) == LATER


def test_what_is_known_beside_an_unknown_value_stays_known() -> None:
    assert evaluate("${{ outputs }}", outputs={"a": LATER, "b": 1}) == {"a": LATER, "b": 1.0}
    assert evaluate("${{ outputs.b }}", outputs={"a": LATER, "b": 1}) == 1.0


def test_an_error_beside_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ExprError):
        evaluate("${{ later }} ${{ missing.x }}", later=LATER)


_PIECES = st.lists(
    st.sampled_from(["a", " ", "${{ known }}", "${{ later }}", "${{ [later, known] }}", "${% later.x %}"])
)


@given(_PIECES)
def test_a_text_is_known_only_if_all_of_it_is(pieces: list[str]) -> None:
    text = "".join(pieces)
    value = evaluate(text, known="k", later=LATER)
    if pieces == ["${{ [later, known] }}"]:
        assert value == [LATER, "k"]
    elif any("later" in piece for piece in pieces):
        assert value == LATER
    else:
        assert value == text.replace("${{ known }}", "k")


_CONDITIONAL = (
    "${{ x }}",
    "a ${{ x }} b",
    "${{ x == 1 ? 'one' : 'other' }}",
    "${{ x in [1, 'b'] }}",
    "${{ y or x == 1 }} ${{ y and x == 1 }}",
    "${{ x ?? 'none' }}",
    "${{ len([x, y]) }}",
    "${{ [y, x][0] }} ${{ {'a': x, 'b': y}.b }}",
    "${{ filter([1, 2, x], # == 1) }}",
    "${{ map([1, 2], # == x) }}",
    "${{ toJSON({'a': x}) }}",
    "${{ string(x) + 'y' }}",
    "${{ quote(x) }} ${{ asJSON([x]) }}",
    "${{ asYAML({'k': [x]}) }}",
    "${{ let z = x; [y, z] }}",
    "${{ type(x) }}",
    "${{ x?.a ?? y }}",
)


@given(st.sampled_from(_CONDITIONAL), st.sampled_from([None, True, 0, 1, 2.5, "b", "", [1], {"a": 1}]), st.booleans())
def test_what_a_plan_takes_for_known_is_what_the_promotion_will_find(text: str, x: Any, y: bool) -> None:
    planned = evaluate(text, x=LATER, y=y)
    try:
        found = evaluate(text, x=x, y=y)
    except ExprError:
        return
    assert agrees(planned, found)


def agrees(planned: Any, found: Any) -> bool:
    """Whether what is known of ``planned`` is so in ``found``."""
    if isinstance(planned, Unknown):
        return True
    if isinstance(planned, dict) and isinstance(found, dict):
        return planned.keys() == found.keys() and all(agrees(planned[key], found[key]) for key in planned)
    if isinstance(planned, list) and isinstance(found, list):
        return len(planned) == len(found) and all(map(agrees, planned, found))
    return bool(planned == found)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(_VALUES.filter(lambda value: not isinstance(value, str)))
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert evaluate("${{ x }}", x=value) == value


@given(st.text())
def test_quoted_text_without_special_characters_comes_out_as_it_went_in(text: str) -> None:
    printable = "".join(char for char in text if char.isprintable() and char not in '"\\')
    assert evaluate("${{ quote(x) }}", x=printable) == printable
