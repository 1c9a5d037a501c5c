"""Turns: who pushes to one branch waits for others of this process, and of this machine, who do the same."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tranship.execution import Execution

_PATIENCE = 0.05
"""Seconds between two looks whether it is our turn."""


class Turns:
    """Hands out turns; thread-safe.

    :param folder: where processes meet; None: they don't, only the threads of this one do.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._taken: set[str] = set()

    @contextmanager
    def turn(self, execution: Execution, what: str) -> Iterator[None]:
        """Have ``what`` for oneself while the block runs.

        :raises CancelledError: the execution was asked to stop while it waited.
        """
        _await(execution, lambda: self._take(what))
        try:
            if self._folder is None:
                yield
            else:
                with locked(execution, self._folder / f"{sha256(what.encode()).hexdigest()[:32]}.lock"):
                    yield
        finally:
            with self._lock:
                self._taken.discard(what)

    def _take(self, what: str) -> bool:
        with self._lock:
            if what in self._taken:
                return False
            self._taken.add(what)
            return True


@contextmanager
def locked(execution: Execution, file: Path, *, shared: bool = False, patient: bool = True) -> Iterator[None]:
    """Hold a lock on a file while the block runs; the system frees it if this process dies.

    :param shared: whether others may hold it at the same time, if they share it as well.
    :param patient: whether to wait while somebody else holds it.
    :raises BlockingIOError: somebody else holds it.
    :raises OSError: the file can't be made.
    :raises CancelledError: the execution was asked to stop while it waited.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if patient:
            _await(execution, lambda: _flock(descriptor, kind))
        else:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        yield
    finally:
        # Closing frees the lock. The file stays: to delete it would let a third process lock another one of that name.
        os.close(descriptor)


def _flock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _await(execution: Execution, succeeds: Callable[[], bool]) -> None:
    """Try again and again until it succeeds."""
    execution.check()
    while not succeeds():
        execution.wait(_PATIENCE)
