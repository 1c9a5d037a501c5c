"""compose-output: puts out values that later steps read under one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, model_validator

from tranship.authoring import PURE, KargoModel, StepResult, StepRun, StepRunnerCapability, step_runner


class ComposeOutputConfig(KargoModel):
    """Any fields, at least one; each becomes an output of that name."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _not_empty(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and not data:
            raise ValueError("there is nothing to put out; give at least one field")
        return data


def run(step: StepRun[ComposeOutputConfig]) -> StepResult:
    """Put out values under names of your choice."""
    return StepResult(output=dict(step.context.config or {}))


registration = step_runner(
    kind="compose-output",
    config=ComposeOutputConfig,
    run=run,
    effects=PURE,
    outputs=lambda config: dict.fromkeys(config, Any),
    capabilities=[StepRunnerCapability.TASK_OUTPUT_PROPAGATION],
)
