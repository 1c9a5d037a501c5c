"""Doubles of the engine and of step runners, for tests of what uses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tranship.execution import NEVER, Cancellation, Execution
from tranship.models.promotion import PromotionPhase
from tranship.promotion.context import Context
from tranship.promotion.observer import SILENT, Observer
from tranship.promotion.results import Result, StepContext, StepResult
from tranship.promotion.step import Step


@dataclass
class MockStepRunner:
    """A step runner that does what a test tells it to.

    With ``run_func`` each run calls it. Otherwise ``run_err`` is raised if it is set, else ``run_result`` returned.
    ``contexts`` keeps what each run was given.
    """

    run_func: Callable[[StepContext, Execution], StepResult] | None = None
    run_result: StepResult = field(default_factory=StepResult)
    run_err: Exception | None = None
    contexts: list[StepContext] = field(default_factory=list)

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Run as told."""
        self.contexts.append(context)
        if self.run_func is not None:
            return self.run_func(context, execution)
        if self.run_err is not None:
            raise self.run_err
        return self.run_result


@dataclass
class MockEngine:
    """An engine that does what a test tells it to: calls ``promote_func``, or returns Succeeded."""

    promote_func: Callable[[Context, Sequence[Step]], Result] | None = None

    def promote(
        self,
        context: Context,
        steps: Sequence[Step],
        *,
        cancel: Cancellation = NEVER,  # noqa: ARG002 - the signature is the Engine's
        observer: Observer = SILENT,  # noqa: ARG002 - the signature is the Engine's
    ) -> Result:
        """Promote as told."""
        if self.promote_func is not None:
            return self.promote_func(context, steps)
        return Result(PromotionPhase.SUCCEEDED, current_step=len(steps) - 1, state=context.state)
