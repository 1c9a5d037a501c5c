"""What the parts of expressions come to."""

import pytest

from tests.expressions.sources import in_step
from tranship.errors import ExprError
from tranship.expressions.tracing import TracedPart, trace
from tranship.exprlang import Unknown

ENV = {"vars": {"n": 2, "name": "web"}, "later": Unknown("known after git-push")}


def test_each_part_has_its_type_and_value_in_order() -> None:
    assert trace("upper(vars.name) + '!'", ENV, in_step()) == [
        TracedPart("vars.name", "string", '"web"'),
        TracedPart("upper(vars.name)", "string", '"WEB"'),
        TracedPart("upper(vars.name) + '!'", "string", '"WEB!"'),
    ]


def test_the_parts_of_a_template_are_those_of_its_expressions_each_once() -> None:
    parts = trace("x ${{ vars.n + 1 }} ${% vars.n %}", ENV, in_step())
    assert [(part.source, part.value) for part in parts] == [("vars.n", "2"), ("vars.n + 1", "3")]


def test_what_is_not_known_yet_says_why() -> None:
    assert trace("[later, 1]", ENV, in_step()) == [
        TracedPart("later", "unknown", "(known after git-push)"),
        TracedPart("[later, 1]", "array", "(known after git-push)"),
    ]


def test_what_json_has_no_form_for_is_shown_as_text() -> None:
    assert trace("groupBy([vars.n], #)", ENV, in_step())[-1].value == "map[2:[2]]"


def test_errors_are_those_of_the_expression() -> None:
    with pytest.raises(ExprError):
        trace("vars.none.x", ENV, in_step())
