"""Freight: a set of artifacts that are promoted together, and the references and collections made of it."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field, field_validator

from tranship.gotypes.duration import Duration
from tranship.models.base import ResourceModel, StatusModel
from tranship.models.resource import Resource
from tranship.models.times import Time

ALIAS_LABEL = "kargo.akuity.io/alias"
"""The label that holds a piece of Freight's alias."""


class FreightOrigin(ResourceModel):
    """Where Freight comes from: the kind (``Warehouse``) and name of a resource. ``str()`` is ``Warehouse/name``."""

    kind: str
    name: str

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in ("Warehouse", ""):
            raise ValueError('must be "Warehouse"')
        return kind

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


NO_ORIGIN = FreightOrigin(kind="", name="")
"""The origin of Freight that names none."""


class GitCommit(ResourceModel):
    """A commit of a Git repository; ``message`` is its first line."""

    repo_url: str = ""
    id: str = ""
    branch: str = ""
    tag: str = ""
    message: str = ""
    author: str = ""
    committer: str = ""


class Image(ResourceModel):
    """A version of a container image."""

    repo_url: str = ""
    tag: str = ""
    digest: str = ""
    annotations: dict[str, str] = Field(default_factory=dict)


class Chart(ResourceModel):
    """A version of a Helm chart; ``name`` is empty for charts in OCI registries."""

    repo_url: str = ""
    name: str = ""
    version: str = ""


class ArtifactReference(ResourceModel):
    """A version of any other artifact, found by the subscription of that name; ``metadata`` is an opaque mapping."""

    artifact_type: str = ""
    subscription_name: str
    version: str
    metadata: dict[str, Any] | None = None


class FreightReference(ResourceModel):
    """Freight as Promotions and Stages hold it: its name, origin and artifacts.

    It stands in statuses only, where fields of other versions of Kargo are nobody's mistake; they are dropped.
    """

    model_config = ConfigDict(extra="ignore")

    name: str = ""
    origin: FreightOrigin = NO_ORIGIN
    commits: tuple[GitCommit, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    artifacts: tuple[ArtifactReference, ...] = ()


class AnalysisRunReference(StatusModel):
    """The AnalysisRun that verifies Freight."""

    namespace: str = ""
    name: str = ""
    phase: str = ""


class VerificationInfo(StatusModel):
    """One verification of a collection of Freight."""

    id: str = ""
    actor: str = ""
    start_time: Time | None = None
    phase: str = ""
    message: str = ""
    analysis_run: AnalysisRunReference | None = None
    finish_time: Time | None = None


class FreightCollection(ResourceModel):
    """The Freight that a Stage uses at a time: one piece for each origin, by the origin's text."""

    id: str
    items: dict[str, FreightReference] = Field(default_factory=dict)
    verification_history: tuple[VerificationInfo, ...] = ()


class CurrentStage(StatusModel):
    """A Stage that uses the Freight, and since when."""

    since: Time | None = None


class VerifiedStage(StatusModel):
    """A Stage in which the Freight was verified, and the longest time it has been in use there without a break."""

    verified_at: Time | None = None
    longest_soak: Duration | None = None


class ApprovedStage(StatusModel):
    """A Stage for which the Freight was approved by hand."""

    approved_at: Time | None = None


class FreightStatus(StatusModel):
    """Where Freight is, was verified and is approved, by Stage; ``metadata`` is what steps have noted about it."""

    currently_in: dict[str, CurrentStage] = Field(default_factory=dict)
    verified_in: dict[str, VerifiedStage] = Field(default_factory=dict)
    approved_for: dict[str, ApprovedStage] = Field(default_factory=dict)
    metadata: dict[str, Any] = Field(default_factory=dict)


class Freight(Resource):
    """A set of artifacts that are promoted together. It never changes but for its alias and status."""

    api_version: ClassVar[str] = "kargo.akuity.io/v1alpha1"
    kind: ClassVar[str] = "Freight"
    plural: ClassVar[str] = "freights"

    alias: str = ""
    discovered_at: Time | None = None
    origin: FreightOrigin
    commits: tuple[GitCommit, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    artifacts: tuple[ArtifactReference, ...] = ()
    status: FreightStatus = FreightStatus()

    @property
    def effective_alias(self) -> str:
        """The alias, from the field or the label that holds it too."""
        return self.alias or self.metadata.labels.get(ALIAS_LABEL, "")

    def reference(self) -> FreightReference:
        """This Freight as Promotions and Stages hold it."""
        return FreightReference(
            name=self.name,
            origin=self.origin,
            commits=self.commits,
            images=self.images,
            charts=self.charts,
            artifacts=self.artifacts,
        )
