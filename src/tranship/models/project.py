"""A Project and its configuration, and that of the whole cluster, as far as promotions need them."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from tranship.models.base import NonEmpty, ResourceModel, StatusModel
from tranship.models.resource import Condition, Resource


class ProjectStatus(StatusModel):
    """What Kargo has noted about a Project; ``stats`` is opaque."""

    conditions: tuple[Condition, ...] = ()
    stats: dict[str, Any] | None = None


class Project(Resource):
    """A group of Stages and all that belongs to them: the namespace of its name."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "Project"
    plural: ClassVar[str] = "projects"
    namespaced: ClassVar[bool] = False

    status: ProjectStatus = ProjectStatus()


class LabelSelectorRequirement(ResourceModel):
    """A demand on the value of one label."""

    key: str
    operator: Literal["In", "NotIn", "Exists", "DoesNotExist"]
    values: tuple[str, ...] = ()


class StageSelector(ResourceModel):
    """The Stages that a policy is for: by ``name`` (also ``glob:`` and ``regex:``) and labels."""

    name: str = ""
    match_labels: dict[str, str] | None = None
    match_expressions: tuple[LabelSelectorRequirement, ...] = ()


class PromotionPolicy(ResourceModel):
    """Whether Freight is promoted into Stages by itself; ``auto_rollback`` is opaque."""

    stage: str = ""
    stage_selector: StageSelector | None = None
    auto_promotion_enabled: bool = False
    auto_rollback: dict[str, Any] | None = None


class DeepLink(ResourceModel):
    """A link shown beside Freight or Stages; ``url`` and ``if_`` are expressions."""

    title: NonEmpty
    url: NonEmpty
    description: str = ""
    if_: str = ""


class ConfigStatus(StatusModel):
    """What Kargo has noted about a configuration."""

    conditions: tuple[Condition, ...] = ()
    observed_generation: int = 0
    last_handled_refresh: str = ""
    webhook_receivers: tuple[dict[str, Any], ...] = ()


class ProjectConfigSpec(ResourceModel):
    """A Project's settings; webhook receivers are opaque."""

    promotion_policies: tuple[PromotionPolicy, ...] = ()
    webhook_receivers: tuple[dict[str, Any], ...] = ()
    freight_links: tuple[DeepLink, ...] = ()
    stage_links: tuple[DeepLink, ...] = ()


class ProjectConfig(Resource):
    """The configuration of the Project of the same name."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "ProjectConfig"
    plural: ClassVar[str] = "projectconfigs"

    spec: ProjectConfigSpec = ProjectConfigSpec()
    status: ConfigStatus = ConfigStatus()


class LocalObjectReference(ResourceModel):
    """The name of a resource in a namespace that is known from elsewhere."""

    name: str = ""


class GitClientConfig(ResourceModel):
    """The author of commits that name none, and the Secret that holds its signing key."""

    name: NonEmpty
    email: NonEmpty
    signing_key_secret: LocalObjectReference | None = None


class ClusterConfigSpec(ResourceModel):
    """Settings of all Projects; webhook receivers are opaque."""

    webhook_receivers: tuple[dict[str, Any], ...] = ()
    git_client: GitClientConfig | None = None
    freight_links: tuple[DeepLink, ...] = ()
    stage_links: tuple[DeepLink, ...] = ()


class ClusterConfig(Resource):
    """The configuration of the cluster; there is one, named ``cluster``."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "ClusterConfig"
    plural: ClassVar[str] = "clusterconfigs"
    namespaced: ClassVar[bool] = False

    spec: ClusterConfigSpec = ClusterConfigSpec()
    status: ConfigStatus = ConfigStatus()
