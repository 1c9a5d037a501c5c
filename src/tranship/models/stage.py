"""A Stage: which Freight it wants, from where, and the template of its Promotions."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from tranship.gotypes.duration import Duration
from tranship.models.base import ResourceModel, StatusModel
from tranship.models.freight import FreightCollection, FreightOrigin, FreightReference
from tranship.models.promotion import ExpressionVariable, PromotionStatus, PromotionStep
from tranship.models.resource import Condition, Resource
from tranship.models.times import Time


class AutoPromotionOptions(ResourceModel):
    """Which Freight is promoted by itself, where that is enabled. Empty means the newest."""

    selection_policy: Literal["NewestFreight", "MatchUpstream", ""] = ""


class FreightSources(ResourceModel):
    """Where requested Freight may be had: from its Warehouse (``direct``) or after Stages that have verified it.

    ``availability_strategy`` says whether one of the Stages is enough (also if empty), or all are needed.
    """

    direct: bool = False
    stages: tuple[str, ...] = ()
    required_soak_time: Duration | None = None
    availability_strategy: Literal["All", "OneOf", ""] = ""
    auto_promotion_options: AutoPromotionOptions | None = None


class FreightRequest(ResourceModel):
    """A Stage's wish for Freight of one origin."""

    origin: FreightOrigin
    sources: FreightSources


class PromotionTemplateSpec(ResourceModel):
    """The variables and steps of a Stage's Promotions."""

    vars: tuple[ExpressionVariable, ...] = ()
    steps: tuple[PromotionStep, ...] = ()


class PromotionTemplate(ResourceModel):
    """What a Stage's Promotions are made from."""

    spec: PromotionTemplateSpec


class AnalysisTemplateReference(ResourceModel):
    """An analysis to run."""

    name: str
    kind: Literal["AnalysisTemplate", "ClusterAnalysisTemplate", ""] = ""


class AnalysisRunMetadata(ResourceModel):
    """Labels and annotations of the analysis that is run."""

    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)


class AnalysisRunArgument(ResourceModel):
    """An argument of an analysis; its value may hold expressions."""

    name: str
    value: str = ""


class Verification(ResourceModel):
    """How Freight is verified once it is in the Stage."""

    analysis_templates: tuple[AnalysisTemplateReference, ...] = ()
    analysis_run_metadata: AnalysisRunMetadata | None = None
    args: tuple[AnalysisRunArgument, ...] = ()


class StageSpec(ResourceModel):
    """What a Stage wants and does. ``vars`` are seen wherever the Stage has expressions."""

    shard: str = ""
    vars: tuple[ExpressionVariable, ...] = ()
    requested_freight: tuple[FreightRequest, ...]
    promotion_template: PromotionTemplate | None = None
    verification: Verification | None = None


class Health(StatusModel):
    """How the Stage's health checks went; ``config`` and ``output`` are the checkers' own."""

    status: str = ""
    issues: tuple[str, ...] = ()
    config: Any = None
    output: Any = None


class PromotionReference(StatusModel):
    """A Promotion as its Stage remembers it."""

    name: str = ""
    freight: FreightReference | None = None
    status: PromotionStatus | None = None
    finished_at: Time | None = None


class StageStatus(StatusModel):
    """What a Stage holds and does. ``freight_history`` has the newest collection first."""

    conditions: tuple[Condition, ...] = ()
    last_handled_refresh: str = ""
    freight_history: tuple[FreightCollection, ...] = ()
    freight_summary: str = ""
    health: Health | None = None
    observed_generation: int = 0
    current_promotion: PromotionReference | None = None
    last_promotion: PromotionReference | None = None
    auto_promotion_enabled: bool = False
    metadata: dict[str, Any] = Field(default_factory=dict)


class Stage(Resource):
    """A place that Freight is promoted into."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "Stage"
    plural: ClassVar[str] = "stages"

    spec: StageSpec
    status: StageStatus = StageStatus()
