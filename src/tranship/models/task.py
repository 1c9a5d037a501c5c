"""Tasks: lists of steps that Stages share, within a Project or in the whole cluster."""

from __future__ import annotations

from typing import ClassVar

from tranship.models.base import ResourceModel
from tranship.models.promotion import ExpressionVariable, PromotionStep
from tranship.models.resource import Resource


class PromotionTaskSpec(ResourceModel):
    """A task's steps, and its variables with their defaults; an empty default must be given by who uses the task."""

    vars: tuple[ExpressionVariable, ...] = ()
    steps: tuple[PromotionStep, ...]


class PromotionTask(Resource):
    """A task of a Project."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "PromotionTask"
    plural: ClassVar[str] = "promotiontasks"

    spec: PromotionTaskSpec


class ClusterPromotionTask(Resource):
    """A task that every Project may use."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "ClusterPromotionTask"
    plural: ClassVar[str] = "clusterpromotiontasks"
    namespaced: ClassVar[bool] = False

    spec: PromotionTaskSpec
