"""What functions read from in tests: a Project with a Warehouse or two, their Freight, and some resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.expressions.functions import step_functions, variable_functions
from tranship.expressions.sources import Sources
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.models.base import read_model
from tranship.models.freight import FreightCollection, FreightOrigin, FreightReference
from tranship.models.promotion import StepExecutionMetadata
from tranship.models.resource import ObjectMeta, Resource
from tranship.models.stage import FreightRequest
from tranship.models.warehouse import Warehouse
from tranship.promotion.ledger import Ledger
from tranship.store.memory import MemoryStore


def origin(name: str) -> FreightOrigin:
    return FreightOrigin(kind="Warehouse", name=name)


def warehouse(name: str, *subscriptions: dict[str, Any]) -> Warehouse:
    return read_model(
        Warehouse, {"metadata": {"name": name, "namespace": "demo"}, "spec": {"subscriptions": list(subscriptions)}}
    )


def freight(name: str, **artifacts: Any) -> FreightReference:
    """Freight of the Warehouse ``name``."""
    return read_model(
        FreightReference, {"name": f"{name}-freight", "origin": {"kind": "Warehouse", "name": name}, **artifacts}
    )


def meta(name: str, namespace: str = "demo", **labels: str) -> ObjectMeta:
    return ObjectMeta(name=name, namespace=namespace, labels=labels)


def sources(
    *resources: Resource,
    freight: Iterable[FreightReference] = (),
    requests: Iterable[str] | None = None,
    cached: bool = True,
    shared: str = "",
) -> Sources:
    """Sources with these resources in the store; ``requests`` are Warehouses, those of the Freight if not given."""
    store = MemoryStore()
    for resource in resources:
        store.create(resource)
    freight = tuple(freight)
    names = [one.origin.name for one in freight] if requests is None else requests
    return Sources(
        client=store,
        cache={} if cached else None,
        project="demo",
        freight_requests=tuple(
            read_model(FreightRequest, {"origin": {"kind": "Warehouse", "name": name}, "sources": {"direct": True}})
            for name in names
        ),
        freight=FreightCollection(id="c", items={str(one.origin): one for one in freight}),
        secrets=SecretRegistry(),
        shared_namespace=shared,
    )


def evaluate(template: str, known: Sources, **env: Any) -> Any:
    """A template as a variable's."""
    return evaluate_template(template, env, variable_functions(known))


def in_step(alias: str = "own", **statuses: str) -> BoundFunctions:
    """The functions of a step after steps with these statuses; ``__`` in a name stands for ``::``."""
    entries = [
        StepExecutionMetadata(alias=name.replace("__", "::"), status=status) for name, status in statuses.items()
    ]
    return step_functions(sources(), alias, Ledger(tuple(entries)))
