import sqlite3
from pathlib import Path

import pytest

from tranship.errors import DamagedStoreError, StoreError
from tranship.store.sqlite_errors import store_errors


def failing(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("internal words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "no space left"),
        (sqlite3.SQLITE_IOERR_WRITE, "could not be read or written"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another process keeps it busy"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "may not be written"),
        (sqlite3.SQLITE_CANTOPEN, "can't be opened"),
        (sqlite3.SQLITE_ERROR, "SQLite refused it"),
    ],
)
def test_an_error_says_what_is_wrong_and_that_nothing_is_lost(code: int, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught, store_errors(Path("x.db")):
        raise failing(code)
    assert not isinstance(caught.value, DamagedStoreError)
    assert str(caught.value).startswith("the store x.db can't be used: ")
    assert str(caught.value).endswith("What was stored before is kept")


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT_INDEX])
def test_a_damaged_file_is_left_as_it_is(code: int) -> None:
    message = r"x\.db is damaged or not a store of tranship; it was left as it is"
    with pytest.raises(DamagedStoreError, match=message), store_errors(Path("x.db")):
        raise failing(code)


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), store_errors(Path("x.db")):
        raise KeyError
