"""A store in an SQLite file, shared by all processes of a machine, that survives crashes and full disks."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tranship.errors import StoreError
from tranship.execution import utc_now
from tranship.store.lease import file_lease, lease_holder
from tranship.store.protocol import R
from tranship.store.records import Key, Stored, decode, encode
from tranship.store.resource_store import Clock, Records, ResourceStore, random_uid
from tranship.store.sqlite_errors import store_errors
from tranship.store.sqlite_schema import check_file, prepare

_BUSY_SECONDS = 30.0


class SqliteStore(ResourceStore):
    """A Store in the file ``path``, which is made, with its folder, for the user alone.

    :param connect: opens a connection; :func:`sqlite3.connect` with its ``factory``, for tests.
    :raises DamagedStoreError: the file is damaged, no store, or of a newer version; it is left as it is.
    :raises StoreError: it can't be opened or made.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock = utc_now,
        new_uid: Callable[[], str] = random_uid,
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect,
    ) -> None:
        super().__init__(clock=clock, new_uid=new_uid)
        self.path = path
        self._connect = connect
        self._lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None
        self._process = os.getpid()
        with self._lock:
            self._connection()

    def close(self) -> None:
        """Close the file. It opens again when the store is used again."""
        with self._lock:
            self._drop_connection()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Look at the records as they are at the beginning of the block."""
        with self._transaction("BEGIN") as records:
            yield records

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Change records, alone among all processes; on disk when the block has ended."""
        with self._transaction("BEGIN IMMEDIATE") as records:
            yield records

    def lease(self, key: str, *, called: str = "") -> AbstractContextManager[None]:
        """Hold ``key`` alone among all processes that use this file."""
        return file_lease(self._leases, key, called)

    def lease_holder(self, key: str) -> str | None:
        """Who holds ``key``, in words; None if nobody does."""
        return lease_holder(self._leases, key)

    @property
    def _leases(self) -> Path:
        """The folder of the locks."""
        return self.path.with_name(f"{self.path.name}.leases")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Records]:
        """A transaction that is kept whole or undone whole."""
        with self._lock, store_errors(self.path):
            connection = self._connection()
            connection.execute(begin)
            try:
                yield _SqliteRecords(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._undo(connection)
                raise

    def _undo(self, connection: sqlite3.Connection) -> None:
        """Undo the open transaction. SQLite may have done so itself already."""
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            # Whatever is left of the transaction goes with the connection.
            self._drop_connection()

    def _connection(self) -> sqlite3.Connection:
        """This process's connection. One that was opened before a fork belongs to the parent and is left alone."""
        if self._opened is None or self._process != os.getpid():
            with store_errors(self.path):
                self._opened = self._open()
            self._process = os.getpid()
        return self._opened

    def _open(self) -> sqlite3.Connection:
        """A new connection to a file that is a store of this version."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # SQLite gives its other files the rights of this one.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            check_file(self.path)
        except FileExistsError as error:
            raise StoreError(f"the store {self.path} can't be made: {self.path.parent} is not a folder") from error
        except OSError as error:
            raise StoreError(f"the store {self.path} can't be opened: {error.strerror}") from error
        connection = self._connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            prepare(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop_connection(self) -> None:
        """Close the connection, if this process has one."""
        opened, self._opened = self._opened, None
        if opened is not None and self._process == os.getpid():
            opened.close()


class _SqliteRecords:
    """Records and journals in tables, within an open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def newest(self) -> int:
        (newest,) = self._connection.execute("SELECT coalesce(max(version), 0) FROM resources").fetchone()
        return int(newest)

    def find(self, model: type[R], key: Key) -> Stored[R] | None:
        row = self._connection.execute(
            "SELECT namespace, name, uid, version, created, body FROM resources"
            " WHERE api_group = ? AND kind = ? AND namespace = ? AND name = ?",
            key,
        ).fetchone()
        return _stored(model, row) if row else None

    def scan(self, model: type[R], namespace: str | None, after: int) -> list[Stored[R]]:
        rows = self._connection.execute(
            "SELECT namespace, name, uid, version, created, body FROM resources"
            " WHERE api_group = ? AND kind = ? AND (? IS NULL OR namespace = ?) AND version > ?",
            (model.group(), model.kind, namespace, namespace, after),
        )
        return [_stored(model, row) for row in rows]

    def save(self, record: Stored[R]) -> None:
        body = encode(record.resource) if record.resource else None
        self._connection.execute(
            "INSERT OR REPLACE INTO resources (api_group, kind, namespace, name, uid, version, created, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*record.key, record.uid, record.version, record.created, body),
        )

    def journal(self, uid: str, after: int, limit: int) -> list[tuple[int, str]]:
        return self._connection.execute(
            "SELECT number, entry FROM journal WHERE uid = ? AND number > ? ORDER BY number LIMIT ?",
            (uid, after, limit),
        ).fetchall()

    def last_entry(self, uid: str) -> int:
        (last,) = self._connection.execute(
            "SELECT coalesce(max(number), 0) FROM journal WHERE uid = ?", (uid,)
        ).fetchone()
        return int(last)

    def append(self, uid: str, entry: str) -> None:
        number = self.last_entry(uid) + 1
        self._connection.execute("INSERT INTO journal (uid, number, entry) VALUES (?, ?, ?)", (uid, number, entry))

    def drop_journal(self, uid: str) -> None:
        self._connection.execute("DELETE FROM journal WHERE uid = ?", (uid,))


def _stored(model: type[R], row: tuple[Any, ...]) -> Stored[R]:
    """A row as a record."""
    namespace, name, uid, version, created, body = row
    key = Key(model.group(), model.kind, namespace, name)
    return Stored(key, decode(model, body, key) if body is not None else None, uid, version, created)
