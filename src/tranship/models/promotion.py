"""A Promotion: the steps that bring Freight into a Stage, and how far they have come."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Le
from pydantic import BeforeValidator

from tranship.gotypes.duration import Duration
from tranship.models.base import ResourceModel, StatusModel
from tranship.models.freight import FreightCollection, FreightOrigin, FreightReference
from tranship.models.resource import Resource
from tranship.models.times import Time

Count = Annotated[int, Ge(0), Le(2**32 - 1)]
"""A number of times."""


class PromotionPhase(StrEnum):
    """Where a Promotion is in its life."""

    PENDING = "Pending"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    ERRORED = "Errored"
    ABORTED = "Aborted"

    @property
    def is_terminal(self) -> bool:
        """Whether the Promotion has ended."""
        return self not in (PromotionPhase.PENDING, PromotionPhase.RUNNING)


class PromotionStepStatus(StrEnum):
    """How a step went, from the least severe to the most."""

    SUCCEEDED = "Succeeded"
    SKIPPED = "Skipped"
    RUNNING = "Running"
    ABORTED = "Aborted"
    FAILED = "Failed"
    ERRORED = "Errored"

    @property
    def is_terminal(self) -> bool:
        """Whether the step has ended."""
        return self is not PromotionStepStatus.RUNNING

    @property
    def severity(self) -> int:
        """How bad it is: 0 for Succeeded, 5 for Errored."""
        return _SEVERITY[self]


_SEVERITY = {status: severity for severity, status in enumerate(PromotionStepStatus)}


class ExpressionVariable(ResourceModel):
    """A variable that expressions can read; its value may hold expressions itself."""

    name: str
    value: str = ""


class PromotionTaskReference(ResourceModel):
    """A task to put in place of a step; ``kind`` is PromotionTask (also if empty) or ClusterPromotionTask."""

    name: str
    kind: str = ""


class PromotionStepRetry(ResourceModel):
    """How long and how often a step is tried. No timeout and a threshold of 0 mean the step kind's default."""

    timeout: Duration | None = None
    error_threshold: Count = 0


class PromotionStep(ResourceModel):
    """A step of a Promotion, template or task: a kind (``uses``) or a ``task``, and how to run it.

    ``config`` is opaque; None means that there is none, which differs from an empty one.
    """

    uses: str = ""
    task: PromotionTaskReference | None = None
    as_: str = ""
    if_: str = ""
    continue_on_error: bool = False
    retry: PromotionStepRetry | None = None
    vars: tuple[ExpressionVariable, ...] = ()
    config: Any = None

    def alias(self, index: int) -> str:
        """The step's alias, or the one it has by its index (from 0) in its list: ``step-1``, ``task-1``."""
        return self.as_ or f"{'task' if self.task else 'step'}-{index + 1}"


class HealthCheckStep(StatusModel):
    """A check to make of a Stage's health after the Promotion; ``config`` is the checker's own."""

    uses: str
    config: Any = None


class StepExecutionMetadata(StatusModel):
    """How far a step has come. ``status`` is empty until it has one; it may be none of PromotionStepStatus.

    ``error_count`` counts errors in a row.
    """

    alias: str = ""
    started_at: Time | None = None
    finished_at: Time | None = None
    error_count: Count = 0
    status: str = ""
    message: str = ""
    continue_on_error: bool = False


class PromotionSpec(ResourceModel):
    """What to promote where, and by which steps. Either ``freight``, a name, or ``origin`` says what.

    Whoever writes one may leave out ``steps``: those of the Stage take their place, whatever stands here.
    """

    stage: str
    freight: str = ""
    origin: FreightOrigin | None = None
    vars: tuple[ExpressionVariable, ...] = ()
    steps: tuple[PromotionStep, ...] = ()


class PromotionStatus(StatusModel):
    """How far a Promotion has come. ``state`` holds the steps' outputs by alias; ``phase`` is None until it begins."""

    last_handled_refresh: str = ""
    phase: Annotated[PromotionPhase | None, BeforeValidator(lambda phase: phase or None)] = None
    message: str = ""
    freight: FreightReference | None = None
    freight_collection: FreightCollection | None = None
    health_checks: tuple[HealthCheckStep, ...] = ()
    started_at: Time | None = None
    finished_at: Time | None = None
    current_step: int = 0
    step_execution_metadata: tuple[StepExecutionMetadata, ...] = ()
    state: dict[str, Any] | None = None


class Promotion(Resource):
    """A request to bring a piece of Freight into a Stage, and what came of it."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "Promotion"
    plural: ClassVar[str] = "promotions"

    spec: PromotionSpec
    status: PromotionStatus = PromotionStatus()
