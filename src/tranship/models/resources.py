"""The table of all kinds of resources that tranship knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tranship.models.argocd import Application
from tranship.models.core import ConfigMap, Secret
from tranship.models.freight import Freight
from tranship.models.project import ClusterConfig, Project, ProjectConfig
from tranship.models.promotion import Promotion
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.models.warehouse import Warehouse

KARGO_GROUP = "kargo.akuity.io"

RESOURCES: Mapping[tuple[str, str], type[Resource]] = MappingProxyType(
    {
        (KARGO_GROUP, "ClusterConfig"): ClusterConfig,
        (KARGO_GROUP, "ClusterPromotionTask"): ClusterPromotionTask,
        (KARGO_GROUP, "Freight"): Freight,
        (KARGO_GROUP, "Project"): Project,
        (KARGO_GROUP, "ProjectConfig"): ProjectConfig,
        (KARGO_GROUP, "Promotion"): Promotion,
        (KARGO_GROUP, "PromotionTask"): PromotionTask,
        (KARGO_GROUP, "Stage"): Stage,
        (KARGO_GROUP, "Warehouse"): Warehouse,
        ("", "ConfigMap"): ConfigMap,
        ("", "Secret"): Secret,
        ("argoproj.io", "Application"): Application,
    }
)
"""By API group (empty: Kubernetes' core) and kind."""
