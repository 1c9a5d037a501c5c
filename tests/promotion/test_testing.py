"""The doubles of engine and runner do what a test tells them to."""

from __future__ import annotations

import pytest

from tranship.execution import BACKGROUND
from tranship.models.promotion import PromotionPhase
from tranship.promotion import Context, Result, State, Step, StepContext, StepResult
from tranship.promotion.testing import MockEngine, MockStepRunner

CONTEXT = StepContext("/w", "a")


def test_a_runner_returns_its_result_and_keeps_what_it_was_given() -> None:
    runner = MockStepRunner(run_result=StepResult("Running"))
    assert runner.run(CONTEXT, BACKGROUND) == StepResult("Running")
    assert runner.contexts == [CONTEXT]


def test_a_runner_raises_its_error() -> None:
    with pytest.raises(ValueError, match="no"):
        MockStepRunner(run_err=ValueError("no")).run(CONTEXT, BACKGROUND)


def test_a_runners_function_comes_before_result_and_error() -> None:
    runner = MockStepRunner(lambda context, _: StepResult(message=context.alias), StepResult(), ValueError("no"))
    assert runner.run(CONTEXT, BACKGROUND) == StepResult(message="a")


def test_an_engine_succeeds_or_does_as_told() -> None:
    state = State({"a": 1})
    result = MockEngine().promote(Context(state=state), [Step("k")])
    assert (result.status, result.current_step, result.state) == (PromotionPhase.SUCCEEDED, 0, state)
    told = Result(PromotionPhase.FAILED)
    assert MockEngine(lambda _context, _steps: told).promote(Context(), []) is told
