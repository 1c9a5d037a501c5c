"""Sources: what the functions of expressions read from, for the time of one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from tranship.credentials.secrets import SecretRegistry
from tranship.errors import StoreError
from tranship.exprlang import Unknown
from tranship.models.freight import FreightCollection
from tranship.models.resource import Resource
from tranship.models.stage import FreightRequest
from tranship.store.protocol import Store

SHARED_RESOURCES_NAMESPACE = "SHARED_RESOURCES_NAMESPACE"
"""The environment variable that names the namespace of resources that all Projects share."""

R = TypeVar("R", bound=Resource)


def shared_namespace_from_environment() -> str:
    """The namespace of shared resources; empty where there is none."""
    return os.environ.get(SHARED_RESOURCES_NAMESPACE, "")


@dataclass(frozen=True)
class Sources:
    """What functions read: resources of the Project and shared ones, and the promotion's Freight.

    ``cache`` keeps resources that were read as long as it lives; None: nothing is kept. ``secrets`` takes in every
    secret value that a function gives out. In ``freight_requests`` the order is the Stage's. ``clock`` is what
    ``now()`` asks, if it is not the machine's. ``words`` are texts that stand in metadata for what a plan can't know.
    """

    client: Store | None
    cache: MutableMapping[Any, Any] | None
    project: str
    freight_requests: tuple[FreightRequest, ...]
    freight: FreightCollection
    secrets: SecretRegistry
    shared_namespace: str = field(default_factory=shared_namespace_from_environment)
    clock: Callable[[], datetime] | None = None
    words: Mapping[str, Unknown] = field(default_factory=dict)

    def read(self, model: type[R], namespace: str, name: str) -> R | None:
        """A resource, from the cache where it is in there. Nothing has an empty name or namespace.

        :raises StoreError: it can't be read.
        """
        if self.cache is None:
            return self.read_anew(model, namespace, name)
        key = (model.group(), model.kind, namespace, name)
        found = self.cache.get(key)
        if found is None:
            found = self.read_anew(model, namespace, name)
            if found is not None:
                self.cache[key] = found
        return found if isinstance(found, model) else None

    def read_anew(self, model: type[R], namespace: str, name: str) -> R | None:
        """A resource as it is now, for what earlier steps of the same promotion may have changed.

        :raises StoreError: it can't be read.
        """
        if not (namespace and name):
            return None
        if self.client is None:
            raise StoreError(f"there are no resources to read {model.kind} {namespace}/{name} from")
        return self.client.get(model, namespace, name)
