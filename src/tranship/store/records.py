"""How resources become records of a store and change there: the rules that all stores share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple

from tranship.errors import ConflictError, DamagedStoreError, FieldsError, StoreError
from tranship.models.base import dump, plain, read_model, with_source
from tranship.models.resource import Resource
from tranship.store.merge_patch import merge_patch
from tranship.store.protocol import R

_FIXED = ("apiVersion", "kind")
_FIXED_METADATA = ("name", "namespace", "uid", "creationTimestamp")


class Key(NamedTuple):
    """What a store finds a resource by. ``str()`` is how users call it."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Stored(Generic[R]):
    """A record: the resource (None: deleted), and the versions of its last change and of its creation."""

    key: Key
    resource: R | None
    uid: str
    version: int
    created: int


def key_of(model: type[Resource], namespace: str, name: str) -> Key:
    """The key of a resource of this kind."""
    return Key(model.group(), model.kind, namespace if model.namespaced else "", name)


def encode(value: Resource | Mapping[str, Any]) -> str:
    """A resource or an entry of a journal as JSON text."""
    return json.dumps(dump(value) if isinstance(value, Resource) else plain(dict(value)), separators=(",", ":"))


def decode(model: type[R], text: str, key: Key) -> R:
    """A resource out of a store's text."""
    try:
        return read_model(model, json.loads(text))
    except (ValueError, FieldsError) as error:
        detail = f": {error}" if isinstance(error, FieldsError) else ""
        raise DamagedStoreError(f"{key} can't be read from the store{detail}") from None


def first_version(resource: R, version: int, now: datetime, uid: str) -> R:
    """A new resource as it is stored. An uid and a creation time that it brings along are kept."""
    metadata = resource.metadata
    if not metadata.name:
        raise StoreError(f"{resource.kind} without a name: set metadata.name")
    if resource.namespaced and not metadata.namespace:
        raise StoreError(f"{resource.kind} {metadata.name} belongs to no Project: set metadata.namespace")
    return _settled(
        resource.with_metadata(
            namespace=metadata.namespace if resource.namespaced else "",
            uid=metadata.uid or uid,
            creation_timestamp=metadata.creation_timestamp or now,
            resource_version=str(version),
        )
    )


def next_version(current: R, changed: R, version: int) -> R | None:
    """The changed resource as it is stored; None if nothing has changed."""
    settled = _settled(
        changed.with_metadata(
            namespace=current.metadata.namespace,
            uid=current.metadata.uid,
            creation_timestamp=current.metadata.creation_timestamp,
            resource_version=current.metadata.resource_version,
        )
    )
    if settled == current:
        return None
    return settled.with_metadata(resource_version=str(version))


def patched(current: R, patch: Mapping[str, Any], key: Key) -> R:
    """The resource after a merge patch. StoreError if the patch would make it another resource."""
    before = dump(current)
    after = merge_patch(before, plain(dict(patch)))
    for path in (*((name,) for name in _FIXED), *(("metadata", name) for name in _FIXED_METADATA)):
        if _at(before, path) != _at(after, path):
            raise StoreError(f"{'.'.join(path)} of {key} can't be changed")
    return read_model(type(current), after, current.source)


def check_version(stored: Stored[R], wanted: str | None) -> None:
    """Raise ConflictError unless the record still has the wanted version (none: any)."""
    if wanted and wanted != str(stored.version):
        raise ConflictError(f"{stored.key} was changed meanwhile; read it again and repeat the change")


def has_labels(resource: Resource, labels: Mapping[str, str] | None) -> bool:
    """Whether the resource has all these labels."""
    return not labels or labels.items() <= resource.metadata.labels.items()


def _settled(resource: R) -> R:
    """The resource as it comes back from any store: with times to the second, and values that JSON can hold."""
    read = read_model(type(resource), json.loads(encode(resource)))
    return with_source(read, resource.source) if resource.source else read


def _at(data: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of plain data, or None."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data
