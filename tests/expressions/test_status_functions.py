"""success(), failure(), always() and status() in conditions."""

from typing import Any

import pytest

from tests.expressions.sources import evaluate, in_step, sources
from tranship.errors import ExprError
from tranship.expressions.template import evaluate_template


def value(expression: str, alias: str = "own", **statuses: str) -> Any:
    return evaluate_template(f"${{{{ {expression} }}}}", {}, in_step(alias, **statuses))


@pytest.mark.parametrize(
    ("statuses", "failed"),
    [
        ({}, False),
        ({"a": "Succeeded", "b": "Skipped"}, False),
        ({"a": "Failed"}, True),
        ({"a": "Errored", "b": "Succeeded"}, True),
        ({"a": "Aborted"}, False),
    ],
)
def test_success_and_failure_are_about_all_steps_so_far(statuses: dict[str, str], failed: bool) -> None:
    assert value("failure()", **statuses) is failed
    assert value("success()", **statuses) is not failed
    assert value("always()", **statuses) is True


def test_status_is_that_of_one_step() -> None:
    assert value("status('a')", a="Failed", b="Succeeded") == "Failed"
    assert value("status('c') == ''", a="Failed") is True
    assert value("status('a') == 'Failed' && status('b') == 'Succeeded'", a="Failed", b="Succeeded") is True


def test_steps_of_a_task_know_each_other_by_their_short_names() -> None:
    statuses = {"task__a": "Failed", "a": "Succeeded", "other__b": "Failed"}
    assert value("status('a')", "task::own", **statuses) == "Failed"
    assert value("status('a')", "own", **statuses) == "Succeeded"
    assert value("status('b') == ''", "task::own", **statuses) is True


@pytest.mark.parametrize(
    "expression", ["status('')", "status()", "status(1)", "status(nil)", "success(1)", "always(1)"]
)
def test_wrong_arguments_are_errors(expression: str) -> None:
    with pytest.raises(ExprError):
        value(expression)


@pytest.mark.parametrize("expression", ["success()", "failure()", "always()", "status('a')"])
def test_variables_have_none_of_them(expression: str) -> None:
    with pytest.raises(ExprError):
        evaluate(f"${{{{ {expression} }}}}", sources())
