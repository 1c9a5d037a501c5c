"""The tables of an SQLite store, and the check that a file is one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tranship.errors import DamagedStoreError
from tranship.store.sqlite_errors import DAMAGED

APPLICATION_ID = 0x7472616E
"""Marks a file as ours: "tran"."""

VERSION = 1
"""The version of the tables."""

_TABLES = (
    """CREATE TABLE resources (
        api_group TEXT NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
        uid TEXT NOT NULL, version INTEGER NOT NULL, created INTEGER NOT NULL, body TEXT,
        PRIMARY KEY (api_group, kind, namespace, name))""",
    "CREATE UNIQUE INDEX resources_by_version ON resources (version)",
    """CREATE TABLE journal (
        uid TEXT NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL,
        PRIMARY KEY (uid, number)) WITHOUT ROWID""",
)


_MAGIC = b"SQLite format 3\0"


def check_file(path: Path) -> None:
    """Look at a file before SQLite does, which would write over some that it takes for empty.

    :raises DamagedStoreError: it is no database, or was cut off within a page.
    """
    with path.open("rb") as file:
        head = file.read(100)
        size = file.seek(0, 2)
    if not head:
        return
    page = int.from_bytes(head[16:18], "big")
    # 1 stands for 65536, which doesn't fit. A file that is being restored from a journal may end anywhere.
    restored = any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-journal"))
    if not head.startswith(_MAGIC) or (size % (65536 if page == 1 else max(page, 1)) and not restored):
        raise DamagedStoreError(DAMAGED.format(path=path))


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables in an empty file, and set the connection up to lose nothing.

    :raises DamagedStoreError: the file is no store, or of another version; it has not been changed.
    """
    if _is_empty(connection):
        _create(connection)
    application, version = _marks(connection)
    if application != APPLICATION_ID:
        raise DamagedStoreError(f"{path} is not a store of tranship; it was left as it is. Name another file")
    if version > VERSION:
        raise DamagedStoreError(
            f"the store {path} was written by a newer tranship (its version is {version}, this one knows"
            f" {VERSION}); it was left as it is. Update tranship"
        )
    if version != VERSION:
        raise DamagedStoreError(f"the store {path} has the unknown version {version}; it was left as it is")
    # Readers don't wait for writers; every commit is on disk before it returns; deleted secrets are overwritten.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another process just did."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _is_empty(connection):
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written into the file."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return tables == 0 and _marks(connection) == (0, 0)


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """The file's application id and version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version
