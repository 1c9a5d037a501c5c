"""Resources to put into stores."""

from __future__ import annotations

from tranship.models.core import ConfigMap
from tranship.models.promotion import Promotion, PromotionSpec, PromotionStep
from tranship.models.resource import ObjectMeta
from tranship.models.task import ClusterPromotionTask, PromotionTaskSpec


def config_map(
    name: str = "c", namespace: str = "demo", *, labels: dict[str, str] | None = None, **data: str
) -> ConfigMap:
    return ConfigMap(metadata=ObjectMeta(name=name, namespace=namespace, labels=labels or {}), data=data)


def promotion(name: str = "p", namespace: str = "demo") -> Promotion:
    return Promotion(
        metadata=ObjectMeta(name=name, namespace=namespace),
        spec=PromotionSpec(stage="test", freight="f", steps=(PromotionStep(uses="fail"),)),
    )


def cluster_task(name: str = "t", namespace: str = "") -> ClusterPromotionTask:
    return ClusterPromotionTask(
        metadata=ObjectMeta(name=name, namespace=namespace),
        spec=PromotionTaskSpec(steps=(PromotionStep(uses="fail"),)),
    )
