"""What every Kubernetes resource has: its kind and its metadata."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from tranship.models.base import ResourceModel, StatusModel
from tranship.models.times import Time


class OwnerReference(StatusModel):
    """A resource that owns another."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""


class ObjectMeta(ResourceModel):
    """Metadata as ``kubectl get -o yaml`` prints it. Times and ids are set by the store."""

    name: str = ""
    generate_name: str = ""
    namespace: str = ""
    self_link: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: Time | None = None
    deletion_timestamp: Time | None = None
    deletion_grace_period_seconds: int | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    owner_references: tuple[OwnerReference, ...] = ()
    finalizers: tuple[str, ...] = ()
    managed_fields: tuple[dict[str, Any], ...] = ()


class Condition(StatusModel):
    """One of a resource's conditions, as ``metav1.Condition``."""

    type: str = ""
    status: str = ""
    observed_generation: int = 0
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class Resource(ResourceModel):
    """A Kubernetes resource. Its class says what it is; ``namespace`` is empty for cluster-scoped kinds."""

    api_version: ClassVar[str]
    kind: ClassVar[str]
    plural: ClassVar[str]
    namespaced: ClassVar[bool] = True

    metadata: ObjectMeta = ObjectMeta()

    @model_validator(mode="before")
    @classmethod
    def _check_head(cls, data: Any) -> Any:
        """Take off ``apiVersion`` and ``kind``, which the class itself says."""
        if not isinstance(data, dict) or not data.keys() & {"apiVersion", "kind"}:
            return data
        rest = dict(data)
        for key, wanted in cls.head().items():
            if rest.pop(key, wanted) not in (wanted, None):
                raise ValueError(f"{key} must be {wanted}")
        return rest

    @classmethod
    def head(cls) -> dict[str, Any]:
        """The fields that say what kind of resource it is."""
        return {"apiVersion": cls.api_version, "kind": cls.kind}

    @classmethod
    def group(cls) -> str:
        """The API group: ``kargo.akuity.io``; empty for Kubernetes' core."""
        return cls.api_version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.metadata.name

    @property
    def namespace(self) -> str:
        """The Project that it belongs to; empty for cluster-scoped kinds."""
        return self.metadata.namespace

    def with_metadata(self, **changes: Any) -> Self:
        """A copy with other values in some fields of its metadata (Python's names)."""
        return self.replace(metadata=self.metadata.replace(**changes))
