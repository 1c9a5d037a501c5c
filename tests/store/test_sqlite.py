from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.store.resources import config_map, promotion
from tranship.errors import ConflictError, DamagedStoreError, StoreError
from tranship.models.core import ConfigMap
from tranship.models.promotion import Promotion
from tranship.store.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tranship" / "tranship.db"


def test_resources_and_journals_outlive_the_process(path: Path) -> None:
    with SqliteStore(path) as store:
        created = store.create(promotion())
        store.append(created.metadata.uid, {"n": 1})
    with SqliteStore(path) as store:
        assert store.get(Promotion, "demo", "p") == created
        assert list(store.journal(created.metadata.uid)) == [(1, {"n": 1})]


def test_the_files_are_the_users_alone(path: Path) -> None:
    with SqliteStore(path) as store:
        store.create(config_map())
        rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert rights == {"tranship.db": 0o600, "tranship.db-wal": 0o600, "tranship.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_closed_store_opens_again(path: Path) -> None:
    store = SqliteStore(path)
    store.create(config_map())
    store.close()
    assert store.list(ConfigMap)
    store.close()
    store.close()


def test_a_place_that_cannot_hold_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"can't be made: .*/file is not a folder"):
        SqliteStore(tmp_path / "file" / "t.db")
    with pytest.raises(StoreError, match="can't be opened: Is a directory"):
        SqliteStore(tmp_path)


def test_a_record_of_another_shape_is_a_damage(path: Path) -> None:
    with SqliteStore(path) as store:
        store.create(config_map())
        for body in ("not json", '{"data":{"a":"hunter2"},"date":"hunter2"}', '{"data":"hunter2"}'):
            with store.writing() as records:
                records._connection.execute("UPDATE resources SET body = ?", (body,))  # type: ignore[attr-defined]
            with pytest.raises(DamagedStoreError, match="ConfigMap demo/c can't be read from the store") as caught:
                store.get(ConfigMap, "demo", "c")
            assert "hunter2" not in str(caught.value)


def test_two_stores_on_one_file_see_each_other(path: Path) -> None:
    with SqliteStore(path) as one, SqliteStore(path) as other:
        created = one.create(config_map())
        assert other.get(ConfigMap, "demo", "c") == created
        events = other.watch(ConfigMap, after=created.metadata.resource_version)
        one.patch(ConfigMap, "demo", "c", {"data": {"a": "b"}})
        changed = next(events).resource
        assert changed
        assert changed.data == {"a": "b"}
        with pytest.raises(ConflictError):
            other.update(created.replace(data={"a": "c"}))


WRITER = """
import sys
from pathlib import Path
from tests.store.resources import config_map
from tranship.errors import ConflictError
from tranship.models.core import ConfigMap
from tranship.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for number in range(10):
    store.create(config_map(f"{sys.argv[2]}-{number}"))
    store.append("u", {"by": sys.argv[2]})
"""


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([root, *sys.path])}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True, env=environ)


def test_processes_that_begin_at_once_make_one_store_and_lose_nothing(path: Path) -> None:
    writers = [run(WRITER, str(path), f"w{number}") for number in range(4)]
    errors = [writer.communicate()[1] for writer in writers]
    assert errors == [""] * 4
    with SqliteStore(path) as store:
        assert len(store.list(ConfigMap)) == 40
        assert [number for number, _ in store.journal("u")] == list(range(1, 41))
        versions = {found.metadata.resource_version for found in store.list(ConfigMap)}
        assert len(versions) == 40


class Failing(sqlite3.Connection):
    """A connection whose statement number ``fails_at`` fails, as on a disk that is full or broken."""

    statement = 0
    fails_at = 0

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.statement += 1
        if self.statement == self.fails_at:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
            raise error
        return super().execute(sql, parameters)


CHANGES: list[Callable[[SqliteStore], object]] = [
    lambda store: store.create(config_map("new")),
    lambda store: store.update(config_map(a="changed")),
    lambda store: store.patch(ConfigMap, "demo", "c", {"data": {"a": "changed"}}),
    lambda store: store.delete(ConfigMap, "demo", "c"),
    lambda store: store.append("u", {"n": 2}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_failure_at_any_statement_leaves_all_as_it_was(path: Path, change: Callable[[SqliteStore], object]) -> None:
    connections: list[Failing] = []

    def connect(*arguments: Any, **options: Any) -> Failing:
        connections.append(sqlite3.connect(*arguments, factory=Failing, **options))
        return connections[-1]

    with SqliteStore(path, connect=connect) as store:
        store.create(config_map(a="old"))
        store.append("u", {"n": 1})

        def everything() -> tuple[object, ...]:
            with SqliteStore(path) as other:
                return (*other.list(ConfigMap), *other.journal("u"))

        before = everything()
        for statement in range(1, 20):
            connections[-1].statement, connections[-1].fails_at = 0, statement
            try:
                change(store)
            except StoreError as error:
                assert "could not be read or written" in str(error)  # noqa: PT017 - the last round has no error
                assert everything() == before
            else:
                break
        assert statement > 3
        assert everything() != before


def test_a_failed_rollback_costs_the_connection_but_no_data(path: Path) -> None:
    class Broken(Failing):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if self.fails_at and sql in ("COMMIT", "ROLLBACK"):
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, parameters)

    connections: list[Broken] = []

    def connect(*arguments: Any, **options: Any) -> Broken:
        connections.append(sqlite3.connect(*arguments, factory=Broken, **options))
        return connections[-1]

    with SqliteStore(path, connect=connect) as store:
        store.create(config_map(a="old"))
        connections[-1].fails_at = 1
        with pytest.raises(StoreError):
            store.patch(ConfigMap, "demo", "c", {"data": {"a": "new"}})
        found = store.get(ConfigMap, "demo", "c")
        assert found
        assert found.data == {"a": "old"}
        assert len(connections) == 2


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with SqliteStore(path) as store:
        store.create(config_map(a="old"))
        with store.reading() as records:
            records._connection.execute("PRAGMA max_page_count = 10")  # type: ignore[attr-defined]
        with pytest.raises(StoreError, match="there is no space left on its disk"):
            store.create(config_map("large", a="x" * 100_000))
        store.patch(ConfigMap, "demo", "c", {"data": {"a": "new"}})
        assert [found.data for found in store.list(ConfigMap)] == [{"a": "new"}]


LIMITED = """
import resource, sys
from pathlib import Path
from tests.store.resources import config_map
from tranship.errors import DamagedStoreError, StoreError
from tranship.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
for number in range(100):
    try:
        store.create(config_map(f"n{number:02}", a="x" * 10_000))
    except DamagedStoreError:
        sys.exit("damaged")
    except StoreError as error:
        Path(sys.argv[2]).write_text(f"{number}\\n{error}")
        sys.exit(0)
sys.exit("never full")
"""


def test_a_file_that_may_not_grow_keeps_what_it_holds(path: Path, tmp_path: Path) -> None:
    writer = run(LIMITED, str(path), str(tmp_path / "result"))
    assert writer.communicate()[1] == ""
    count, _, message = (tmp_path / "result").read_text().partition("\n")
    assert "What was stored before is kept" in message
    with SqliteStore(path) as store:
        assert [found.name for found in store.list(ConfigMap)] == [f"n{number:02}" for number in range(int(count))]


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.store.resources import config_map
from tranship.models.core import ConfigMap
from tranship.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
store.create(config_map(a="kept"))
with store.writing() as records:
    records.append("u", "{}")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_what_it_had_finished(path: Path) -> None:
    killed = run(KILLED, str(path))
    killed.communicate()
    assert killed.returncode == -9
    with SqliteStore(path) as store:
        assert [found.data for found in store.list(ConfigMap)] == [{"a": "kept"}]
        assert list(store.journal("u")) == []


def test_a_deleted_secret_is_gone_from_the_file(path: Path) -> None:
    with SqliteStore(path) as store:
        store.create(config_map(a="hunter2-hunter2"))
        store.delete(ConfigMap, "demo", "c")
    # The last connection to close has moved everything into the one file.
    assert [file.name for file in path.parent.iterdir()] == ["tranship.db"]
    assert b"hunter2-hunter2" not in path.read_bytes()


FORKED = """
import os, sqlite3, sys
from pathlib import Path
from tranship.store.sqlite import SqliteStore
opened = []
def connect(*arguments, **options):
    opened.append(os.getpid())
    return sqlite3.connect(*arguments, **options)
store = SqliteStore(Path(sys.argv[1]), connect=connect)
child = os.fork()
if child == 0:
    store.append("u", {"by": "child"})
    os._exit(0 if len(opened) == 2 else 1)
assert os.waitpid(child, 0)[1] == 0
store.append("u", {"by": "parent"})
assert opened == [os.getpid()]
"""


def test_a_child_of_a_fork_has_a_connection_of_its_own(path: Path) -> None:
    assert run(FORKED, str(path)).communicate()[1] == ""
    with SqliteStore(path) as store:
        assert [entry["by"] for _, entry in store.journal("u")] == ["child", "parent"]
