"""A Warehouse: the repositories that are watched for new artifacts, out of which it makes Freight."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from pydantic import ConfigDict, model_validator

from tranship.gotypes.duration import Duration
from tranship.models.base import ResourceModel, StatusModel
from tranship.models.resource import Condition, Resource
from tranship.models.times import Time


class SubscriptionModel(ResourceModel):
    """A subscription. Kargo takes fields that it doesn't know without a word, so they are kept as ``model_extra``."""

    model_config = ConfigDict(extra="allow")


class GitSubscription(SubscriptionModel):
    """Commits of a Git repository. The strategy is Lexical, NewestFromBranch (also if empty), NewestTag or SemVer."""

    repo_url: str
    commit_selection_strategy: str = ""
    branch: str = ""
    strict_semvers: bool | None = None
    semver_constraint: str = ""
    allow_tags: str = ""
    allow_tags_regexes: tuple[str, ...] = ()
    ignore_tags: tuple[str, ...] = ()
    ignore_tags_regexes: tuple[str, ...] = ()
    expression_filter: str = ""
    insecure_skip_tls_verify: bool = False
    include_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    discovery_limit: int = 0
    blobless: bool | None = None
    since: Time | None = None


class ImageSubscription(SubscriptionModel):
    """Versions of a container image. The strategy is SemVer (also if empty), Digest, Lexical or NewestBuild."""

    repo_url: str
    image_selection_strategy: str = ""
    strict_semvers: bool | None = None
    constraint: str = ""
    allow_tags: str = ""
    allow_tags_regexes: tuple[str, ...] = ()
    ignore_tags: tuple[str, ...] = ()
    ignore_tags_regexes: tuple[str, ...] = ()
    platform: str = ""
    insecure_skip_tls_verify: bool = False
    cache_by_tag: bool = False
    discovery_limit: int = 0


class ChartSubscription(SubscriptionModel):
    """Versions of a Helm chart."""

    repo_url: str
    name: str = ""
    semver_constraint: str = ""
    insecure_skip_tls_verify: bool = False
    discovery_limit: int = 0


class Subscription(SubscriptionModel):
    """Versions of any other artifact; ``config`` is that kind's own."""

    subscription_type: str = ""
    name: str
    config: Any = None
    discovery_limit: int = 0


class RepoSubscription(ResourceModel):
    """One thing to watch: ``git``, ``image``, ``chart``, or another kind, which is named by its key."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Subscription]

    git: GitSubscription | None = None
    image: ImageSubscription | None = None
    chart: ChartSubscription | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(part is not None for part in (self.git, self.image, self.chart)) + len(self.others) != 1:
            raise ValueError("must have exactly one field: git, image, chart, or another kind of artifact")
        return self

    @property
    def others(self) -> dict[str, Subscription]:
        """The subscription of another kind, by that kind; empty or one."""
        return self.__pydantic_extra__ or {}

    @property
    def repo_url(self) -> str:
        """The repository that is watched; empty for other kinds."""
        known = self.git or self.image or self.chart
        return known.repo_url if known else ""


class FreightCreationCriteria(ResourceModel):
    """An expression that artifacts must fulfil together to become Freight."""

    expression: str = ""


class WarehouseSpec(ResourceModel):
    """What is watched how often (Kargo's default: 5m), and whether Freight is made of it by itself (its default)."""

    shard: str = ""
    interval: Duration | None = None
    freight_creation_policy: Literal["Automatic", "Manual", ""] = ""
    subscriptions: tuple[RepoSubscription, ...]
    freight_creation_criteria: FreightCreationCriteria | None = None


class WarehouseStatus(StatusModel):
    """What a Warehouse has found last; ``discovered_artifacts`` is opaque."""

    conditions: tuple[Condition, ...] = ()
    last_handled_refresh: str = ""
    observed_generation: int = 0
    last_freight_id: str = ""
    discovered_artifacts: dict[str, Any] | None = None


class Warehouse(Resource):
    """A source of Freight."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "Warehouse"
    plural: ClassVar[str] = "warehouses"

    spec: WarehouseSpec
    status: WarehouseStatus = WarehouseStatus()
