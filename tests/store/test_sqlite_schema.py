import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.resources import config_map
from tranship.errors import DamagedStoreError
from tranship.store.sqlite import SqliteStore
from tranship.store.sqlite_schema import APPLICATION_ID, VERSION


def make_store(path: Path) -> None:
    with SqliteStore(path) as store:
        store.create(config_map())


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def refused(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(DamagedStoreError) as caught:
        SqliteStore(path)
    assert path.read_bytes() == before
    assert "it was left as it is" in str(caught.value)
    return str(caught.value)


def test_a_new_store_is_marked_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    make_store(path)
    with closing(sqlite3.connect(path)) as connection:
        marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        assert marks == [APPLICATION_ID, VERSION]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with SqliteStore(path) as store, store.reading() as records:
        pragmas = {
            name: records._connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[attr-defined]
            for name in ("synchronous", "secure_delete")
        }
    assert pragmas == {"synchronous": 2, "secure_delete": 1}


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    path.touch()
    make_store(path)


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    make_store(path)
    execute(path, f"PRAGMA user_version = {VERSION + 1}")
    assert "was written by a newer tranship" in refused(path)
    assert "Update tranship" in refused(path)


def test_a_store_of_an_unknown_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    make_store(path)
    execute(path, "PRAGMA user_version = 0")
    assert "has the unknown version 0" in refused(path)


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    execute(path, "CREATE TABLE bookmarks (url TEXT)")
    assert "is not a store of tranship" in refused(path)


@pytest.mark.parametrize("content", [b"\0", b"x", b"hello world\n", b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 500])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.db"
    path.write_bytes(content)
    assert "is damaged or not a store" in refused(path)


def test_a_store_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    make_store(path)
    whole = path.read_bytes()
    for length in (100, 4096, len(whole) - 1, len(whole) - 4096):
        path.write_bytes(whole[:length])
        assert "is damaged or not a store" in refused(path)
