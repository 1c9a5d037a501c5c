"""A store in memory, for one process: tests, plans, and resources that come from files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tranship.errors import ConflictError
from tranship.execution import utc_now
from tranship.store.protocol import R
from tranship.store.records import Key, Stored
from tranship.store.resource_store import Clock, Records, ResourceStore, random_uid


class MemoryStore(ResourceStore):
    """A Store that ends with the process. Resources keep the places that they were read from."""

    poll_seconds = 0.02

    def __init__(self, *, clock: Clock = utc_now, new_uid: Callable[[], str] = random_uid) -> None:
        super().__init__(clock=clock, new_uid=new_uid)
        self._lock = threading.RLock()
        self._records = MemoryRecords()
        self._leases: set[str] = set()

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Look at the records while nobody changes them."""
        with self._lock:
            yield self._records

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Change records. Each change is the last thing that its method does, so that none needs to be undone."""
        with self._lock:
            yield self._records

    @contextmanager
    def lease(self, key: str, *, called: str = "") -> Iterator[None]:
        """Hold ``key`` alone among the threads of this process."""
        with self._lock:
            if key in self._leases:
                raise ConflictError(f"{called or key} is in use by this process")
            self._leases.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._leases.discard(key)

    def lease_holder(self, key: str) -> str | None:
        """Who holds ``key``, in words; None if nobody does."""
        return "this process" if key in self._leases else None


class MemoryRecords:
    """Records in a dict, journals in lists."""

    def __init__(self) -> None:
        self._records: dict[Key, Stored[Any]] = {}
        self._journals: dict[str, list[str]] = {}
        self._newest = 0

    def newest(self) -> int:
        """See :class:`~tranship.store.resource_store.Records`."""
        return self._newest

    def find(self, model: type[R], key: Key) -> Stored[R] | None:  # noqa: ARG002 - the key says it here
        """See :class:`~tranship.store.resource_store.Records`."""
        return self._records.get(key)

    def scan(self, model: type[R], namespace: str | None, after: int) -> list[Stored[R]]:
        """See :class:`~tranship.store.resource_store.Records`."""
        kind = (model.group(), model.kind)
        return [
            record
            for key, record in self._records.items()
            if key[:2] == kind and namespace in (None, key.namespace) and record.version > after
        ]

    def save(self, record: Stored[R]) -> None:
        """See :class:`~tranship.store.resource_store.Records`."""
        self._records[record.key] = record
        self._newest = max(self._newest, record.version)

    def journal(self, uid: str, after: int, limit: int) -> list[tuple[int, str]]:
        """See :class:`~tranship.store.resource_store.Records`."""
        entries = self._journals.get(uid, [])[after : after + limit]
        return list(enumerate(entries, after + 1))

    def last_entry(self, uid: str) -> int:
        """See :class:`~tranship.store.resource_store.Records`."""
        return len(self._journals.get(uid, ()))

    def append(self, uid: str, entry: str) -> None:
        """See :class:`~tranship.store.resource_store.Records`."""
        self._journals.setdefault(uid, []).append(entry)

    def drop_journal(self, uid: str) -> None:
        """See :class:`~tranship.store.resource_store.Records`."""
        self._journals[uid] = []

    def has_journal(self, uid: str) -> bool:
        """Whether anything was ever written to a journal, or it was dropped."""
        return uid in self._journals
