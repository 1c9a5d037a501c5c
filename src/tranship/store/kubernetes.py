"""Resources in a Kubernetes cluster: the Store's methods by requests to its API server."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from queue import SimpleQueue
from typing import Any, Self

from lightkube import Client, SingleConfig
from lightkube.core.resource import ApiInfo
from lightkube.generic_resource import (
    GenericGlobalResource,
    GenericGlobalStatus,
    GenericNamespacedResource,
    GenericNamespacedStatus,
    create_api_info,
)
from lightkube.types import PatchType

from tranship.errors import FieldsError, NotFoundError, StoreError
from tranship.execution import BACKGROUND, Execution
from tranship.models.base import dump, plain, read_model
from tranship.models.resource import Resource
from tranship.store.kubernetes_errors import FAILURES, in_our_words, is_expired, store_error
from tranship.store.kubernetes_transport import StoppableTransport
from tranship.store.protocol import Event, EventType, R
from tranship.store.records import Key, key_of

FIELD_MANAGER = "tranship"
"""Who has set a field, as the cluster notes it."""

_PAGE = 500
_WATCHED_SECONDS = 300
"""How long one request of a watch goes on; another one follows it."""
_GROUPS_WITH_STATUS = frozenset({"kargo.akuity.io"})
"""API groups whose resources take their status by requests of its own. Argo CD's are not among them."""


class KubernetesStore:
    """Reads and changes resources of a cluster. Thread-safe.

    As much of a :class:`~tranship.store.protocol.Store` as a cluster has: journals and leases are not in it. Every
    method is one request, but that resources whose status is apart take a second one for it: another process may be
    seen in between.
    """

    def __init__(self, config: SingleConfig) -> None:
        self._config = config
        self._client = Client(config, field_manager=FIELD_MANAGER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """The resource, or None if there is none."""
        key = key_of(model, namespace, name)
        try:
            with in_our_words(model, key, f"read the {key}"):
                return _read(model, self._client.get(_kind(model), name, **_place(key)))
        except NotFoundError:
            return None

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """All resources of a kind that have these labels, by namespace and name."""
        with in_our_words(model, model.plural, f"list {model.plural}"):
            options = _places(model, namespace) | ({"labels": dict(labels)} if labels else {})
            every = self._client.list(_kind(model), chunk_size=_PAGE, **options)
            found = [_read(model, item) for item in every]
        return sorted(found, key=lambda one: (one.namespace, one.name))

    def create(self, resource: R) -> R:
        """Make a new resource. Its uid and times are the cluster's.

        :raises AlreadyExistsError: there is one.
        """
        model, key = type(resource), key_of(type(resource), resource.namespace, resource.name)
        data = dump(resource)
        for field in ("uid", "resourceVersion", "creationTimestamp"):
            data["metadata"].pop(field, None)
        with in_our_words(model, key, f"create the {key}"):
            created = self._client.create(_kind(model)(data), **_place(key))
            if _has_status_apart(model) and data.get("status"):
                created = self._replace_status(model, key, {**data, "metadata": dict(created)["metadata"]})
            return _read(model, created)

    def update(self, resource: R) -> R:
        """Put the resource in the place of the one that is there.

        :raises NotFoundError: there is none. :raises ConflictError: it was changed since the version that it names.
        """
        model, key = type(resource), key_of(type(resource), resource.namespace, resource.name)
        data = dump(resource)
        with in_our_words(model, key, f"update the {key}"):
            if not resource.metadata.resource_version:
                current = dict(self._client.get(_kind(model), key.name, **_place(key)))
                data["metadata"]["resourceVersion"] = current["metadata"]["resourceVersion"]
            updated = self._client.replace(_kind(model)(data), **_place(key))
            if _has_status_apart(model):
                updated = self._replace_status(model, key, {**data, "metadata": dict(updated)["metadata"]})
            return _read(model, updated)

    def patch(
        self,
        model: type[R],
        namespace: str,
        name: str,
        patch: Mapping[str, Any],
        *,
        resource_version: str | None = None,
    ) -> R:
        """Change some fields by a JSON merge patch.

        :raises NotFoundError: there is none. :raises ConflictError: it was changed since ``resource_version``.
        """
        key = key_of(model, namespace, name)
        main: dict[str, Any] = plain(dict(patch))
        status = {"status": main.pop("status")} if _has_status_apart(model) and "status" in main else None
        version, changed = resource_version, None
        with in_our_words(model, key, f"change the {key}"):
            if main or status is None:
                changed = self._merge(_kind(model), key, main, version)
                version = version and str(dict(changed)["metadata"]["resourceVersion"])
            if status is not None:
                changed = self._merge(_status_kind(model), key, status, version)
            return _read(model, changed)

    def delete(self, model: type[R], namespace: str, name: str, *, resource_version: str | None = None) -> None:
        """Take the resource away.

        :raises NotFoundError: there is none. :raises ConflictError: it was changed since ``resource_version``.
        """
        key = key_of(model, namespace, name)
        with in_our_words(model, key, f"delete the {key}"):
            if resource_version:
                # The client can't hand a condition on: a patch that changes nothing is refused where it does not hold.
                self._merge(_kind(model), key, {}, resource_version)
            self._client.delete(_kind(model), name, **_place(key))

    def watch(
        self,
        model: type[R],
        namespace: str | None = None,
        *,
        after: str | None = None,
        execution: Execution = BACKGROUND,
    ) -> Iterator[Event[R]]:
        """Changes of a kind's resources as they happen, until cancelled (CancelledError).

        Begins with all that exist, as ADDED; or, with a version in ``after``, with what has changed since, if the
        cluster still knows.
        """
        known: dict[Key, str] = {}
        version = after
        while True:
            execution.check()
            if version is None:
                listed = self._listed(model, namespace)
                version = listed[0]
                yield from _differences(model, known, listed[1], version)
            try:
                for event in self._changes(model, namespace, version, execution):
                    version = event.version
                    key = key_of(model, event.namespace, event.name)
                    known[key] = event.uid
                    if event.type is EventType.DELETED:
                        del known[key]
                    yield event
            except FAILURES as error:
                if not is_expired(error):
                    raise store_error(error, model, model.plural, f"watch {model.plural}") from error
                version = None

    def _merge(self, kind: Any, key: Key, patch: Mapping[str, Any], version: str | None) -> Any:
        if version:
            patch = {**patch, "metadata": {**patch.get("metadata", {}), "resourceVersion": version}}
        return self._client.patch(kind, key.name, dict(patch), patch_type=PatchType.MERGE, **_place(key))

    def _replace_status(self, model: type[Resource], key: Key, data: Mapping[str, Any]) -> Any:
        return self._client.replace(_status_kind(model)(data), key.name, **_place(key))

    def _listed(self, model: type[R], namespace: str | None) -> tuple[str, builtins.list[R]]:
        """All resources, and the version at which they are so."""
        with in_our_words(model, model.plural, f"list {model.plural}"):
            every = self._client.list(_kind(model), chunk_size=_PAGE, **_places(model, namespace))
            found = [_read(model, item) for item in every]
            return every.resourceVersion, found

    def _changes(self, model: type[R], namespace: str | None, version: str, execution: Execution) -> Iterator[Event[R]]:
        """Changes since a version, until one of the client's failures.

        A thread of its own waits for the cluster, so that we hear at once when we are asked to stop. It ends when it
        finds its connections closed.
        """
        heard: SimpleQueue[tuple[str, Any] | Exception | None] = SimpleQueue()
        client = Client(self._config, transport=StoppableTransport(self._config))

        def listen() -> None:
            places = _places(model, namespace)
            try:
                for change in client.watch(
                    _kind(model), resource_version=version, server_timeout=_WATCHED_SECONDS, **places
                ):
                    heard.put(change)
            except (*FAILURES, RuntimeError) as error:
                heard.put(error)

        threading.Thread(target=listen, name=f"watch {model.plural}", daemon=True).start()
        try:
            with execution.cancel.when_cancelled(lambda: heard.put(None)):
                while (change := heard.get()) is not None:
                    if isinstance(change, Exception):
                        raise change
                    yield _event(EventType(change[0]), _read(model, change[1]))
            execution.check()
        finally:
            client.close()


def _read(model: type[R], data: Any) -> R:
    given = dict(data)
    try:
        read = read_model(model, given)
    except FieldsError as error:
        name = (given.get("metadata") or {}).get("name") or "without a name"
        raise StoreError(f"the {model.kind} {name} in the cluster is none that tranship can read: {error}") from None
    if not read.name:
        raise StoreError(f"the cluster answered with something that is no {model.kind}; check the kubeconfig")
    return read


def _event(kind: EventType, resource: R) -> Event[R]:
    metadata = resource.metadata
    there = None if kind is EventType.DELETED else resource
    return Event(kind, metadata.namespace, metadata.name, metadata.uid, metadata.resource_version, there)


def _differences(model: type[R], known: dict[Key, str], found: builtins.list[R], version: str) -> Iterator[Event[R]]:
    """What has happened since the resources were ``known`` by their uids, which they are again afterwards."""
    there = {key_of(model, one.namespace, one.name): one for one in found}
    for key in [key for key in known if key not in there]:
        yield Event(EventType.DELETED, key.namespace, key.name, known.pop(key), version, None)
    for key, one in there.items():
        kind = EventType.MODIFIED if known.get(key) == one.metadata.uid else EventType.ADDED
        known[key] = one.metadata.uid
        yield _event(kind, one)


def _place(key: Key) -> dict[str, Any]:
    """The namespace of one resource; cluster-scoped ones have none."""
    return {"namespace": key.namespace} if key.namespace else {}


def _places(model: type[Resource], namespace: str | None) -> dict[str, Any]:
    if not model.namespaced:
        return {}
    return {"namespace": "*" if namespace is None else namespace}


def _has_status_apart(model: type[Resource]) -> bool:
    return model.group() in _GROUPS_WITH_STATUS and "status" in model.model_fields


@cache
def _kind(model: type[Resource]) -> Any:
    """The client's class for a kind."""
    base = GenericNamespacedResource if model.namespaced else GenericGlobalResource
    version = model.api_version.rpartition("/")[2]
    info = create_api_info(model.group(), version, model.kind, model.plural)
    return type(model.kind, (base,), {"_api_info": info})


@cache
def _status_kind(model: type[Resource]) -> Any:
    """The client's class for the status of a kind."""
    base = GenericNamespacedStatus if model.namespaced else GenericGlobalStatus
    main = _kind(model)._api_info
    info = ApiInfo(
        resource=main.resource, plural=main.plural, verbs=["get", "patch", "put"], parent=main.resource, action="status"
    )
    return type(f"{model.kind}Status", (base,), {"_api_info": info})
