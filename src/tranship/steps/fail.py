"""fail: ends the promotion as Failed, with a message."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tranship.authoring import PURE, KargoModel, StepFailed, StepResult, StepRun, step_runner


class FailConfig(KargoModel):
    """The configuration of a fail step."""

    message: Annotated[str, Field(min_length=1, description="Why the promotion fails.")] = "failed"


def run(step: StepRun[FailConfig]) -> StepResult:
    """End the promotion as Failed."""
    message = step.config.message
    raise StepFailed(f"failed: {message}" if "message" in step.config.model_fields_set else message)


registration = step_runner(kind="fail", config=FailConfig, run=run, effects=PURE, may_be_unknown={"message": str})
