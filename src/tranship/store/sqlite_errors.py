"""What SQLite's errors mean for users."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tranship.errors import DamagedStoreError, UnavailableStoreError

DAMAGED = (
    "{path} is damaged or not a store of tranship; it was left as it is. Move it away to begin with an empty store"
)
"""What a user is told about a file at ``path`` that SQLite can't read."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_REASONS = {
    sqlite3.SQLITE_FULL: "there is no space left on its disk; free some and try again",
    sqlite3.SQLITE_IOERR: "its disk could not be read or written; check the disk and try again",
    sqlite3.SQLITE_BUSY: "another process keeps it busy; try again",
    sqlite3.SQLITE_LOCKED: "another process keeps it busy; try again",
    sqlite3.SQLITE_READONLY: "it may not be written; check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened; check the rights of the file and its folder",
    sqlite3.SQLITE_PERM: "it can't be opened; check the rights of the file and its folder",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_TOOBIG: "a resource or a log entry is too large",
}


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as UnavailableStoreError or DamagedStoreError."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte of a result code is its kind, the others are details.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            raise DamagedStoreError(DAMAGED.format(path=path)) from error
        reason = _REASONS.get(code, "SQLite refused it; nothing was changed")
        raise UnavailableStoreError(
            f"the store {path} can't be used: {reason}. What was stored before is kept"
        ) from error
