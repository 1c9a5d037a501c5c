from __future__ import annotations

from typing import Any

import pytest

from tests.cli.things import promotion
from tranship.builtin_steps import BUILTIN_STEPS
from tranship.errors import FieldPath, ManifestError, Position
from tranship.lint.preflight import check_promotion
from tranship.models.base import with_source
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionStep
from tranship.models.source import SourceMap


def find(path: FieldPath) -> Position:
    """Every path is in line 1, at as many columns as it is deep; within a text, one more for each character."""
    return Position("a.yaml", 1, 1 + len(path))


SOURCE = SourceMap("a.yaml", find, find_within=lambda path, offset: Position("a.yaml", 2, 1 + offset))


def made(*steps: PromotionStep, **variables: str) -> Promotion:
    values = tuple(ExpressionVariable(name=name, value=value) for name, value in variables.items())
    whole = promotion(*(with_source(step, SOURCE) for step in steps))
    return whole.replace(spec=whole.spec.replace(vars=values))


def problems(*steps: PromotionStep, **variables: str) -> list[str]:
    try:
        check_promotion(made(*steps, **variables), BUILTIN_STEPS)
    except ManifestError as error:
        return [str(problem).partition("\n")[0] for problem in error.problems]
    return []


def step(uses: str = "compose-output", if_: str = "", **config: Any) -> PromotionStep:
    return PromotionStep(uses=uses, as_="a", if_=if_, config=config or None)


def test_steps_that_can_go_well_pass() -> None:
    assert problems(step(x="${{ vars.v }}", if_="${{ success() }}"), v="${{ ctx.stage }}") == []


def test_each_problem_names_its_place_and_step() -> None:
    assert problems(step("git-clne", x=1)) == [
        'a.yaml:1:2: step "a": there is no step kind "git-clne"; did you mean "git-clone"?'
    ]
    assert problems(step("copy", inPath="a", outPth="b")) == [
        'a.yaml:1:3: step "a": config.outPth: unknown field "outPth" (did you mean "outPath"?)'
    ]
    assert problems(step(x="text ${{ 1 + }}")) == [
        'a.yaml:2:14: step "a": config.x: the expression ends too early: a value is missing'
    ]
    assert problems(step(x=1, if_="${{ sucess() }}")) == [
        'a.yaml:2:5: step "a": if: there is no function "sucess"; did you mean "success"?'
    ]


def test_a_step_without_a_configuration_needs_one_if_fields_are_required() -> None:
    assert problems(step("copy")) == ['a.yaml:1:1: step "a": it has no config, but copy needs inPath, outPath']
    assert problems(step("fail")) == []


def test_a_configuration_is_a_map_or_a_template_of_one() -> None:
    assert problems(PromotionStep(uses="copy", as_="a", config=[1])) == [
        'a.yaml:1:2: step "a": config must be a map of fields'
    ]


def test_variables_see_those_before_them_only() -> None:
    assert problems(step(x=1), a="${{ vars.b }}", b="1") == [
        'the variable "a": there is no variable "b"; add it to vars, or give it with --var b=VALUE'
    ]
    own = step(x="${{ vars.own }}").replace(vars=(ExpressionVariable(name="own", value="${{ vars.a }}"),))
    assert problems(own, a="1") == []


def test_status_functions_are_for_steps_only() -> None:
    assert problems(step(x=1), a="${{ success() }}")[0].startswith('the variable "a": there is no function "success"')


def test_a_problem_of_a_task_s_variable_is_said_once() -> None:
    shared = (ExpressionVariable(name="v", value="${{ vars.gone }}"),)
    steps = [PromotionStep(uses="compose-output", as_="a", config={"x": 1}, vars=shared) for _ in range(3)]
    assert len(problems(*steps)) == 1


def test_the_source_is_drawn_beneath() -> None:
    with pytest.raises(ManifestError) as caught:
        check_promotion(made(step(x="${{ vars.gone }}")), BUILTIN_STEPS)
    assert str(caught.value).endswith("\n  ${{ vars.gone }}\n      ^^^^^^^^^")
