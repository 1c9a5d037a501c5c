"""What a step is written with. Third parties import from here to ship steps of their own."""

from tranship.authoring.definition import StepDefinition, StepRun, step_runner
from tranship.authoring.effects import (
    LOCAL,
    NEEDS_PREVIEW,
    PURE,
    READ,
    WAIT,
    WRITE,
    Change,
    ChangeKind,
    Effect,
    Effects,
    Preview,
)
from tranship.authoring.toolbox import Toolbox
from tranship.errors import StepError, StepFailed, TerminalError
from tranship.models.base import GIVEN, KargoModel, NonEmpty
from tranship.promotion.registry import StepRunnerCapability
from tranship.promotion.results import StepContext, StepResult

__all__ = [
    "GIVEN",
    "LOCAL",
    "NEEDS_PREVIEW",
    "PURE",
    "READ",
    "WAIT",
    "WRITE",
    "Change",
    "ChangeKind",
    "Effect",
    "Effects",
    "KargoModel",
    "NonEmpty",
    "Preview",
    "StepContext",
    "StepDefinition",
    "StepError",
    "StepFailed",
    "StepResult",
    "StepRun",
    "StepRunnerCapability",
    "TerminalError",
    "Toolbox",
    "step_runner",
]
