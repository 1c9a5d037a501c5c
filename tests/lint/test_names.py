from __future__ import annotations

import pytest

from tranship.errors import ExprError
from tranship.expressions.functions import STEP_FUNCTIONS
from tranship.lint.names import unknown_names


def problems(source: str, *variables: str) -> list[str]:
    return [
        f"{error.message} @ {source[error.start : error.end]}"
        for error in unknown_names(source, STEP_FUNCTIONS, variables)
    ]


@pytest.mark.parametrize(
    "source",
    [
        "vars.repo",
        'vars["repo"]',
        "imageFrom(vars.repo).Tag",
        "quote(upper(vars.repo))",
        "filter([1], # > 0)",
        "let f = vars.repo; f",
        "vars.gone ?? 'default'",
        "vars.gone == nil",
        "vars.gone != nil && true",
        "!vars.gone",
        "vars?.gone?.below",
        "'gone' in vars",
        "vars.gone ? 1 : 2",
        "outputs.vars.gone",
        "let vars = {'gone': 1}; vars.gone",
        "{'a': 1}.a",
        "vars[vars.repo]",
    ],
)
def test_names_that_are_there_or_asked_for_are_no_problem(source: str) -> None:
    assert problems(source, "repo") == []


def test_a_variable_that_is_not_there_is_one_with_what_was_meant() -> None:
    assert problems("vars.rpo + vars.xyz", "repo") == [
        'there is no variable "rpo" (did you mean "repo"?); add it to vars, or give it with --var rpo=VALUE @ vars.rpo',
        'there is no variable "xyz"; add it to vars, or give it with --var xyz=VALUE @ vars.xyz',
    ]
    assert problems("imageFrom(vars.image.name).Tag")[0].endswith("@ vars.image")
    assert problems("vars.gone ?? vars.other", "x")[0].endswith("@ vars.other")
    assert problems("true ? vars.gone : 1")[0].endswith("@ vars.gone")


def test_a_function_that_is_not_there_is_one() -> None:
    assert problems("imgFrom('x').Tag") == ['there is no function "imgFrom"; did you mean "imageFrom"? @ imgFrom']
    assert problems("uper('x')") == ['there is no function "uper"; did you mean "upper"? @ uper']
    assert problems("frobnicate()") == [
        'there is no function "frobnicate"; the language has none of this name, nor has Kargo @ frobnicate'
    ]


def test_what_can_not_be_read_has_no_names() -> None:
    with pytest.raises(ExprError):
        problems("vars.")
