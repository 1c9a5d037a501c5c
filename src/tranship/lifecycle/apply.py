"""Applying resources: what was read from files takes its place in the store, what the store has learned stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tranship.models.argocd import Application
from tranship.models.freight import Freight
from tranship.models.project import Project
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.store.protocol import Store

NO_PROJECT = "default"
"""The project of manifests that name none, where nobody else names one."""


def placed(resources: Sequence[Resource], project: str | None = None) -> list[Resource]:
    """The resources, each in a project: those that name none are in ``project``, or where the others are."""
    if not project:
        named = {one.namespace for one in resources if one.namespace and not isinstance(one, Application)}
        named |= {one.name for one in resources if isinstance(one, Project)}
        project = named.pop() if len(named) == 1 else NO_PROJECT
    return [
        one.with_metadata(namespace=project) if type(one).namespaced and not one.namespace else one for one in resources
    ]


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
