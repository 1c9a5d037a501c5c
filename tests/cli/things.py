"""Resources to show and to promote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tranship.models.freight import Freight, FreightOrigin, Image
from tranship.models.promotion import (
    Promotion,
    PromotionPhase,
    PromotionSpec,
    PromotionStatus,
    PromotionStep,
    StepExecutionMetadata,
)
from tranship.models.resource import ObjectMeta
from tranship.models.stage import (
    FreightRequest,
    FreightSources,
    PromotionTemplate,
    PromotionTemplateSpec,
    Stage,
    StageSpec,
)
from tranship.models.warehouse import ImageSubscription, RepoSubscription, Warehouse, WarehouseSpec
from tranship.store.memory import MemoryStore

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
WEB = FreightOrigin(kind="Warehouse", name="web")
IMAGE = "ghcr.io/acme/web"


def stage(name: str = "test", *, project: str = "demo", origins: tuple[str, ...] = ("web",), **config: Any) -> Stage:
    """A Stage with one step, which puts out the config."""
    requests = tuple(
        FreightRequest(origin=FreightOrigin(kind="Warehouse", name=origin), sources=FreightSources(direct=True))
        for origin in origins
    )
    steps = (PromotionStep(uses="compose-output", as_="say", config=config or {"hello": "world"}),)
    template = PromotionTemplate(spec=PromotionTemplateSpec(steps=steps))
    spec = StageSpec(requested_freight=requests, promotion_template=template)
    return Stage(metadata=ObjectMeta(name=name, namespace=project), spec=spec)


def warehouse(name: str = "web", image: str = IMAGE) -> Warehouse:
    subscription = RepoSubscription(image=ImageSubscription(repo_url=image))
    return Warehouse(
        metadata=ObjectMeta(name=name, namespace="demo"), spec=WarehouseSpec(subscriptions=(subscription,))
    )


def freight(name: str = "3f2c1ab0", *, alias: str = "", origin: FreightOrigin = WEB, tag: str = "1.4.2") -> Freight:
    images = (Image(repo_url=IMAGE, tag=tag),)
    return Freight(metadata=ObjectMeta(name=name, namespace="demo"), alias=alias, origin=origin, images=images)


def promotion(
    *steps: PromotionStep,
    name: str = "test.01k4.3f2c1ab",
    phase: PromotionPhase | None = PromotionPhase.SUCCEEDED,
    entries: tuple[StepExecutionMetadata, ...] = (),
    annotations: dict[str, str] | None = None,
    **status: Any,
) -> Promotion:
    times = {"started_at": NOW, "finished_at": NOW + timedelta(seconds=53)} if phase else {}
    return Promotion(
        metadata=ObjectMeta(name=name, namespace="demo", annotations=annotations or {}),
        spec=PromotionSpec(stage="test", freight="3f2c1ab0", steps=steps or (PromotionStep(uses="fail", as_="no"),)),
        status=PromotionStatus(phase=phase, step_execution_metadata=entries, **{**times, **status}),
    )


def entry(alias: str, status: str, message: str = "", *, seconds: float = 1.2, **fields: Any) -> StepExecutionMetadata:
    """How a step went that began at noon."""
    times = {"started_at": NOW, "finished_at": NOW + timedelta(seconds=seconds)}
    return StepExecutionMetadata(alias=alias, status=status, message=message, **{**times, **fields})


def store_of(*resources: Stage | Warehouse | Freight | Promotion) -> MemoryStore:
    store = MemoryStore()
    for resource in resources:
        store.create(resource)
    return store
