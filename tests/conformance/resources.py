"""A case's Kubernetes objects in stores, and which of them a run has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tranship.models.base import dump, read_model
from tranship.models.resource import Resource
from tranship.models.resources import RESOURCES
from tranship.store.memory import MemoryStore
from tranship.store.protocol import Store

ARGOCD_GROUP = "argoproj.io"
_NOT_SHOWN = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")


class Stores:
    """Kargo's control plane, and Argo CD's, which holds what belongs to its API group."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self.kargo: Store = MemoryStore()
        self.argocd: Store = MemoryStore()
        self._before: dict[tuple[str, str, str], dict[str, Any]] = {}
        for document in documents:
            model = model_of(document)
            store = self.argocd if model.group() == ARGOCD_GROUP else self.kargo
            kept = store.create(read_model(model, document))
            self._before[_key(kept)] = _shown(kept)

    def changed(self) -> list[dict[str, Any]]:
        """The objects that differ from what they were, in the order of the case, then those that are new."""
        now = {
            _key(found): _shown(found)
            for model in RESOURCES.values()
            for found in (self.argocd if model.group() == ARGOCD_GROUP else self.kargo).list(model)
        }
        order = [*self._before, *(key for key in now if key not in self._before)]
        return [now[key] for key in order if key in now and now[key] != self._before.get(key)]


def model_of(document: Mapping[str, Any]) -> type[Resource]:
    """The class of an object.

    :raises ValueError: a kind that is not known.
    """
    group = str(document["apiVersion"]).rpartition("/")[0]
    kind = str(document["kind"])
    if (group, kind) not in RESOURCES:
        raise ValueError(f"there is no model of {group}/{kind}")
    return RESOURCES[group, kind]


def _key(resource: Resource) -> tuple[str, str, str]:
    return type(resource).kind, resource.namespace, resource.name


def _shown(resource: Resource) -> dict[str, Any]:
    """The object without what the store itself writes, and without an empty status."""
    shown = dump(resource)
    shown.pop("apiVersion")
    shown["metadata"] = {key: value for key, value in shown["metadata"].items() if key not in _NOT_SHOWN}
    if not shown.get("status"):
        shown.pop("status", None)
    return shown
