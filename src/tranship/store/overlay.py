"""A store over another one: it holds what that one holds, and what is written to it stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tranship.execution import utc_now
from tranship.store.memory import MemoryRecords, MemoryStore
from tranship.store.protocol import R
from tranship.store.records import Key, Stored
from tranship.store.resource_store import Clock, Records, ResourceStore, random_uid


class OverlayStore(MemoryStore):
    """A Store for what may come to nothing: plans, and requests that are still to be checked.

    :param below: what it shows where nothing was written; it is only read.
    """

    def __init__(
        self, below: ResourceStore, *, clock: Clock = utc_now, new_uid: Callable[[], str] = random_uid
    ) -> None:
        super().__init__(clock=clock, new_uid=new_uid)
        self._below = below

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Look at the records of both stores."""
        with super().reading(), self._below.reading() as below:
            yield _OverlayRecords(self._records, below)

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Change records of the upper store."""
        with super().writing(), self._below.reading() as below:
            yield _OverlayRecords(self._records, below)


class _OverlayRecords:
    """The records of two stores; those above hide those below."""

    def __init__(self, above: MemoryRecords, below: Records) -> None:
        self._above = above
        self._below = below

    def newest(self) -> int:
        return max(self._above.newest(), self._below.newest())

    def find(self, model: type[R], key: Key) -> Stored[R] | None:
        return self._above.find(model, key) or self._below.find(model, key)

    def scan(self, model: type[R], namespace: str | None, after: int) -> list[Stored[R]]:
        above = self._above.scan(model, namespace, 0)
        hidden = {record.key for record in above}
        below = (record for record in self._below.scan(model, namespace, after) if record.key not in hidden)
        return [*below, *(record for record in above if record.version > after)]

    def save(self, record: Stored[R]) -> None:
        self._above.save(record)

    def journal(self, uid: str, after: int, limit: int) -> list[tuple[int, str]]:
        return (self._above if self._above.has_journal(uid) else self._below).journal(uid, after, limit)

    def last_entry(self, uid: str) -> int:
        return (self._above if self._above.has_journal(uid) else self._below).last_entry(uid)

    def append(self, uid: str, entry: str) -> None:
        if not self._above.has_journal(uid):
            for _, present in self._below.journal(uid, 0, self._below.last_entry(uid)):
                self._above.append(uid, present)
        self._above.append(uid, entry)

    def drop_journal(self, uid: str) -> None:
        self._above.drop_journal(uid)
