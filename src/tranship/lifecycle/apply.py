"""Applying resources: what was read from files takes its place in the store, what the store has learned stays."""

from __future__ import annotations

from collections.abc import Iterable

from tranship.models.freight import Freight
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.store.protocol import Store


def apply(store: Store, resources: Iterable[Resource]) -> None:
    """Put resources into the store, each in place of the one of its name.

    Of Stages and Freight that are there already the status is kept, unless the new one brings its own: the store
    knows what was promoted, the files don't.
    """
    for resource in resources:
        meta = resource.metadata
        present = store.get(type(resource), meta.namespace, meta.name)
        if present is None:
            store.create(resource)
            continue
        kept = meta.replace(uid=present.metadata.uid, resource_version="")
        store.update(_with_status_of(present, resource).replace(metadata=kept))


def _with_status_of(present: Resource, resource: Resource) -> Resource:
    if isinstance(resource, Stage) and isinstance(present, Stage) and "status" not in resource.model_fields_set:
        return resource.replace(status=present.status)
    if isinstance(resource, Freight) and isinstance(present, Freight) and "status" not in resource.model_fields_set:
        return resource.replace(status=present.status)
    return resource
