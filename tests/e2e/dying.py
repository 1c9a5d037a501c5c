"""A process that runs one command of tranship and is killed on the way: before a write to the store, or a program."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import tranship
from tranship.cli.main import run
from tranship.execution import Cancellation
from tranship.store.resource_store import Records
from tranship.store.sqlite import SqliteStore

KILLED = -signal.SIGKILL
"""The exit code of a process that was killed."""
_PATIENCE = 120
_FORK = multiprocessing.get_context("forkserver")
_PRELOADED = [module.name for module in walk_packages(tranship.__path__, "tranship.") if "__main__" not in module.name]


@dataclass(frozen=True)
class Death:
    """When a process is killed.

    ``write``: before this write to the store is on disk, from 1; ``full``: it lives on, but its disk is full then.
    ``event``: before the store has that a step was started or has finished, such as ``finished push``.
    ``program``: before the first program whose words begin so, without paths and options, is started; ``after``: before
    the one after it.
    """

    write: int = 0
    full: bool = False
    event: str = ""
    program: str = ""
    after: bool = False


NEVER = Death()


@dataclass(frozen=True)
class Life:
    """What came of a process: its exit code, and what it wrote to stdout and stderr."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """All that it wrote."""
        return (self.out + self.err).decode()


def live(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, death: Death = NEVER) -> Life:
    """Run a command in a process of its own, which costs no more than its work: what it imports is there already.

    What it did is noted in the folder: the files ``writes`` and ``programs``, a line for each; its number in ``pid``.
    """
    _FORK.set_forkserver_preload([__name__, *_PRELOADED])
    folder.mkdir(exist_ok=True)
    process = _FORK.Process(target=_live, args=(list(arguments), dict(environment), folder, death))
    process.start()
    process.join(_PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"{arguments[0]} has not ended")
    return Life(process.exitcode, (folder / "stdout").read_bytes(), (folder / "stderr").read_bytes())


def _live(arguments: list[str], environment: dict[str, str], folder: Path, death: Death) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(environment["HOME"])
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    (folder / "pid").write_text(str(os.getpid()))
    _hurry()
    _kill_before_write(folder / "writes", death)
    _kill_before_event(death)
    _kill_before_program(folder / "programs", death)
    code = run(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _hurry() -> None:
    """Have it look again soon where it would wait for long."""
    wait = Cancellation.wait
    setattr(Cancellation, "wait", lambda self, seconds: wait(self, min(seconds, 0.1)))  # noqa: B010 - as below.


def _kill_before_write(noted: Path, death: Death) -> None:
    writing, count = SqliteStore.writing, 0

    @contextmanager
    def counted(store: SqliteStore) -> Iterator[Records]:
        nonlocal count
        with writing(store) as records:
            yield records
            count += 1
            _note(noted, f"write {count}")
            if count == death.write and death.full:
                _fill(records)
            elif count == death.write:
                os.kill(os.getpid(), signal.SIGKILL)

    setattr(SqliteStore, "writing", counted)  # noqa: B010 - a type checker takes no assignment to a method.


def _kill_before_event(death: Death) -> None:
    append = SqliteStore.append

    def watched(store: SqliteStore, uid: str, entry: Mapping[str, Any]) -> int:
        alias = entry.get("metadata", {}).get("alias", "")
        if death.event and f"{entry['event']} {alias}" == death.event:
            os.kill(os.getpid(), signal.SIGKILL)
        return append(store, uid, entry)

    setattr(SqliteStore, "append", watched)  # noqa: B010 - as above.


def _fill(records: Records) -> None:
    """Have SQLite find that the disk is full: the file may not grow, and what comes next does not fit into it."""
    connection: sqlite3.Connection = records._connection  # type: ignore[attr-defined]
    connection.execute("PRAGMA max_page_count = 1")
    records.append("nobody", "x" * 10_000_000)


def _kill_before_program(noted: Path, death: Death) -> None:
    start, next_is_deadly = subprocess.Popen, False

    def counted(command: Sequence[str], *more: Any, **options: Any) -> Any:
        nonlocal next_is_deadly
        words = " ".join(part for part in map(str, command) if not part.startswith(("-", "/")))
        _note(noted, words)
        found = bool(death.program) and words.startswith(death.program)
        if next_is_deadly or (found and not death.after):
            os.kill(os.getpid(), signal.SIGKILL)
        next_is_deadly = found
        return start(command, *more, **options)

    setattr(subprocess, "Popen", counted)  # noqa: B010 - as above.


def _note(file: Path, line: str) -> None:
    with file.open("a") as stream:
        stream.write(f"{line}\n")
