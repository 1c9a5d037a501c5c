"""The evaluation of one step: each part at most once, and errors at their place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tranship.errors import ExprError, FieldPath, Position
from tranship.models.base import read_model
from tranship.models.promotion import ExpressionVariable, StepExecutionMetadata
from tranship.models.source import SourceMap
from tranship.promotion import Context, State, Step
from tranship.promotion.evaluation import StepEvaluation, build_env
from tranship.promotion.ledger import Ledger


def source(prefix: FieldPath) -> SourceMap:
    """A file in which each text begins in line 7, column 10."""
    return SourceMap(
        "stage.yaml",
        lambda path: Position("stage.yaml", 3, 5) if path == prefix else None,
        prefix,
        find_within=lambda _path, offset: Position("stage.yaml", 7, 10 + offset),
    )


def evaluation(step: Step, context: Context | None = None, ledger: Ledger | None = None) -> StepEvaluation:
    return StepEvaluation(step, context or Context(), Ledger() if ledger is None else ledger, None, {})


class CountingState(State):
    """A state that counts how often it is asked."""

    __slots__ = ("asked",)

    def __init__(self, values: dict[str, Any]) -> None:
        self.asked = 0
        super().__init__(values)

    def __getitem__(self, key: str) -> Any:
        self.asked += 1
        return super().__getitem__(key)


def test_variables_are_evaluated_once_for_condition_and_configuration() -> None:
    state = CountingState({"a": {"x": 1}})
    own = (ExpressionVariable(name="v", value="${{ outputs.a.x }}"),)
    found = evaluation(
        Step("x", alias="own", if_="${{ vars.v == 1 }}", vars=own, config={"v": "${{ vars.v }}"}), Context(state=state)
    )

    assert found.condition() is True
    assert found.config() == {"v": 1.0}
    assert state.asked == 1


def test_nothing_is_evaluated_for_a_step_without_condition_and_configuration() -> None:
    broken = Context(vars=(ExpressionVariable(name="v", value="${{ missing.x }}"),))
    found = evaluation(Step("x", alias="own"), broken)

    assert found.condition() is True
    assert found.config() is None


def test_names_and_functions_can_be_asked_for() -> None:
    found = evaluation(Step("x", alias="task::own"), Context(state=State({"task::a": {"x": 1}})))
    assert sorted(found.env) == ["ctx", "outputs", "stepMetas", "task", "vars"]
    assert "status" in found.functions.table


def test_the_ledger_is_read_when_it_is_asked_not_before() -> None:
    ledger = Ledger()
    found = evaluation(Step("x", alias="own", if_="${{ status('a') == 'Failed' }}"), ledger=ledger)
    ledger.put(StepExecutionMetadata(alias="a", status="Failed"))
    assert found.condition() is True


@pytest.mark.parametrize(
    ("step", "text", "column"),
    [
        (Step("x", config={"a": ["b ${{ missing.x }}"]}), "config.a[0]: ", 24),
        (Step("x", if_="${{ missing.x }}"), "if: ", 22),
        (Step("x", if_="x${{ 1 }}"), "if: ", 10),
    ],
)
def test_errors_have_file_line_and_column(step: Step, text: str, column: int) -> None:
    located = Step(step.kind, if_=step.if_, config=step.config, source=source(("spec", "steps", 0)))
    found = evaluation(located)
    with pytest.raises(ExprError) as caught:
        found.config() if step.config else found.condition()
    assert caught.value.position == Position("stage.yaml", 7, column)
    assert str(caught.value).startswith(f"stage.yaml:7:{column}: {text}")


def _variables() -> Iterator[tuple[Context, Step]]:
    variable = read_model(ExpressionVariable, {"name": "tag", "value": "${{ missing.x }}"}, source(("spec", "vars", 0)))
    yield Context(vars=(variable,)), Step("x", config={})
    yield Context(), Step("x", vars=(variable,), config={})


@pytest.mark.parametrize(("context", "step"), list(_variables()), ids=["promotion", "step"])
def test_errors_in_variables_have_their_own_place(context: Context, step: Step) -> None:
    with pytest.raises(ExprError) as caught:
        evaluation(step, context).config()
    assert str(caught.value).startswith("stage.yaml:7:22: vars.tag: ")


def test_an_environment_without_options_holds_ctx_alone() -> None:
    assert list(build_env(Context(project="demo"), "own")) == ["ctx"]
