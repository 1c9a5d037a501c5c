"""What goes into a step and what comes out of it: StepContext, StepResult, and the Result of a whole promotion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.models.freight import FreightCollection, FreightReference
from tranship.models.promotion import PromotionPhase, PromotionStepStatus, StepExecutionMetadata
from tranship.models.stage import FreightRequest
from tranship.promotion.config import Config
from tranship.promotion.state import State


@dataclass(frozen=True)
class StepContext:
    """What one step may know while it runs.

    ``work_dir`` is the root for everything the step reads or writes. ``config`` is evaluated; None if the step has
    none. ``shared_state`` holds the outputs of earlier steps, read-only. ``secrets`` are the secret values that the
    promotion has touched so far: a step that publishes texts asks it whether they show one. ``interrupted``: an earlier
    attempt was cut off, and may have done all, some or nothing of its work.
    """

    work_dir: str
    alias: str
    project: str = ""
    stage: str = ""
    promotion: str = ""
    promotion_actor: str = ""
    rollback: bool = False
    ui_base_url: str = ""
    config: Config | None = None
    shared_state: State = field(default_factory=State)
    freight_requests: tuple[FreightRequest, ...] = ()
    freight: FreightCollection = FreightCollection(id="")
    target_freight_ref: FreightReference = FreightReference()
    target_freight_alias: str = ""
    secrets: SecretRegistry = field(default_factory=SecretRegistry)
    interrupted: bool = False


@dataclass(frozen=True)
class StepResult:
    """What a step's run came to.

    ``output`` becomes readable for later steps under the step's alias. ``health_check`` is kept if the step ended
    well. ``retry_after`` suggests when a step that is Running is asked again; it is no back-off for errors.
    """

    status: str = PromotionStepStatus.SUCCEEDED
    message: str = ""
    output: Mapping[str, Any] | None = None
    health_check: Criteria | None = None
    retry_after: Duration | None = None


@dataclass(frozen=True)
class Result:
    """What a call of :meth:`Engine.promote` came to.

    ``status`` Running means: call again from ``current_step`` with the metadata and state of this result, after
    ``retry_after`` if it is given. ``error`` is then the retryable error of the step, if it had one: back off on it.
    ``health_checks`` are those of the steps that succeeded in this call.
    """

    status: PromotionPhase
    message: str = ""
    current_step: int = 0
    health_checks: tuple[Criteria, ...] = ()
    step_execution_metadata: tuple[StepExecutionMetadata, ...] = ()
    state: State = field(default_factory=State)
    retry_after: Duration | None = None
    error: Exception | None = None
