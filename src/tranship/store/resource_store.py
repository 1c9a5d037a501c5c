"""The Store's methods over records: one implementation, whatever holds the records."""

from __future__ import annotations

import builtins
import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from tranship.errors import AlreadyExistsError, NotFoundError
from tranship.execution import BACKGROUND, Execution, utc_now
from tranship.store.protocol import Event, EventType, R
from tranship.store.records import (
    Key,
    Stored,
    check_version,
    encode,
    first_version,
    has_labels,
    key_of,
    next_version,
    patched,
)

Clock = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


def random_uid() -> str:
    """An id that no other resource has."""
    return str(uuid.uuid4())


class Records(Protocol):
    """Records and journals, within a transaction."""

    def newest(self) -> int:
        """The highest version of all records, deleted ones too; 0 if there are none."""
        ...

    def find(self, model: type[R], key: Key) -> Stored[R] | None:
        """The record of this key, also if it is deleted."""
        ...

    def scan(self, model: type[R], namespace: str | None, after: int) -> builtins.list[Stored[R]]:
        """The records of a kind (None: in all namespaces) with a higher version than ``after``, deleted ones too."""
        ...

    def save(self, record: Stored[R]) -> None:
        """Put the record in the place of the one of its key."""
        ...

    def last_entry(self, uid: str) -> int:
        """The number of a journal's last entry; 0 if it has none."""
        ...

    def journal(self, uid: str, after: int, limit: int) -> builtins.list[tuple[int, str]]:
        """Up to ``limit`` entries of a journal, in order, from the one after number ``after``."""
        ...

    def append(self, uid: str, entry: str) -> None:
        """Add an entry to a journal."""
        ...

    def drop_journal(self, uid: str) -> None:
        """Take a journal away."""
        ...


class ResourceStore(ABC):
    """A Store over records. Implements :class:`tranship.store.protocol.Store`.

    :param clock: tells the creation time of resources.
    :param new_uid: makes their uids.
    """

    poll_seconds = 0.2
    """How long a watch waits before it looks again."""

    def __init__(self, *, clock: Clock = utc_now, new_uid: Callable[[], str] = random_uid) -> None:
        self._clock = clock
        self._new_uid = new_uid

    @abstractmethod
    def reading(self) -> AbstractContextManager[Records]:
        """Look at the records; they don't change within the block."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Records]:
        """Change records: all changes of the block are kept when it ends, or none if it raises."""

    @abstractmethod
    def lease(self, key: str, *, called: str = "") -> AbstractContextManager[None]:
        """Hold ``key`` alone."""

    @abstractmethod
    def lease_holder(self, key: str) -> str | None:
        """Who holds ``key``."""

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """The resource, or None if there is none."""
        with self.reading() as records:
            found = records.find(model, key_of(model, namespace, name))
        return found.resource if found else None

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """All resources of a kind that have these labels, by namespace and name."""
        with self.reading() as records:
            found = records.scan(model, namespace if model.namespaced else None, 0)
        found.sort(key=lambda record: record.key)
        return [record.resource for record in found if record.resource and has_labels(record.resource, labels)]

    def create(self, resource: R) -> R:
        """Store a new resource."""
        model = type(resource)
        key = key_of(model, resource.namespace, resource.name)
        with self.writing() as records:
            found = records.find(model, key)
            if found and found.resource:
                raise AlreadyExistsError(f"there is a {key} already")
            version = records.newest() + 1
            created = first_version(resource, version, self._clock(), self._new_uid())
            records.save(Stored(key, created, created.metadata.uid, version, version))
        return created

    def update(self, resource: R) -> R:
        """Put the resource in the place of the one that is stored."""
        wanted = resource.metadata.resource_version
        return self._change(type(resource), resource.namespace, resource.name, wanted, lambda _current, _key: resource)

    def patch(
        self,
        model: type[R],
        namespace: str,
        name: str,
        patch: Mapping[str, Any],
        *,
        resource_version: str | None = None,
    ) -> R:
        """Change some fields by a JSON merge patch."""
        return self._change(model, namespace, name, resource_version, lambda current, key: patched(current, patch, key))

    def delete(self, model: type[R], namespace: str, name: str, *, resource_version: str | None = None) -> None:
        """Take the resource away, and its journal with it."""
        key = key_of(model, namespace, name)
        with self.writing() as records:
            found, _ = _existing(records, model, key)
            check_version(found, resource_version)
            records.save(Stored[R](key, None, found.uid, records.newest() + 1, found.created))
            records.drop_journal(found.uid)

    def watch(
        self,
        model: type[R],
        namespace: str | None = None,
        *,
        after: str | None = None,
        execution: Execution = BACKGROUND,
    ) -> Iterator[Event[R]]:
        """Changes of a kind's resources as they happen."""
        seen = int(after) if after else 0
        while True:
            execution.check()
            with self.reading() as records:
                changed = records.scan(model, namespace if model.namespaced else None, seen)
            for record in sorted(changed, key=lambda record: record.version):
                event = _event(record, seen)
                seen = record.version
                if event:
                    yield event
            if not changed:
                execution.wait(self.poll_seconds)

    def append(self, uid: str, entry: Mapping[str, Any]) -> int:
        """Add an entry to a journal; its number."""
        text = encode(entry)
        with self.writing() as records:
            records.append(uid, text)
            return records.last_entry(uid)

    def journal(self, uid: str, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries of a journal with their numbers."""
        while True:
            # A journal may be long: it is read in parts, and no transaction stays open between them.
            with self.reading() as records:
                part = records.journal(uid, after, 500)
            if not part:
                return
            for number, text in part:
                after = number
                yield number, json.loads(text)

    def journal_end(self, uid: str) -> int:
        """The number of a journal's last entry."""
        with self.reading() as records:
            return records.last_entry(uid)

    def _change(
        self, model: type[R], namespace: str, name: str, wanted: str | None, change: Callable[[R, Key], R]
    ) -> R:
        """Replace a resource by what ``change`` makes of it, if it still has the wanted version (None: any)."""
        key = key_of(model, namespace, name)
        with self.writing() as records:
            found, current = _existing(records, model, key)
            check_version(found, wanted)
            version = records.newest() + 1
            changed = next_version(current, change(current, key), version)
            if changed is None:
                return current
            records.save(Stored(key, changed, found.uid, version, found.created))
        return changed


def _existing(records: Records, model: type[R], key: Key) -> tuple[Stored[R], R]:
    """A record, with its resource, that must be there."""
    found = records.find(model, key)
    if found is None or found.resource is None:
        raise NotFoundError(f"there is no {key}")
    return found, found.resource


def _event(record: Stored[R], seen: int) -> Event[R] | None:
    """What happened to a record since version ``seen``; None if it came and went meanwhile."""
    if record.resource is None:
        kind = EventType.DELETED
        if record.created > seen:
            return None
    else:
        kind = EventType.ADDED if record.created > seen else EventType.MODIFIED
    namespace, name = record.key.namespace, record.key.name
    return Event(kind, namespace, name, record.uid, str(record.version), record.resource)
