"""Cases side by side: each in one of several processes, since a case sets the environment and may crash or hang."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from tests.conformance.case_files import CaseText

Outcome = dict[str, Any]

_PROCESSES = multiprocessing.get_context("spawn")

# How long a new process may take to load the program, in seconds. It is not the time of its first case.
_LOADING = 60.0
_LOADED = ""


def run_cases(cases: Sequence[CaseText], jobs: int, seconds: float) -> Iterator[tuple[str, Outcome]]:
    """The outcome of each case, in order, as soon as all before it are there.

    A case whose process dies, or that takes more than ``seconds``, has the outcome ``panic``.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-", ignore_cleanup_errors=True) as folder:
        pool = _Pool(cases, max(1, min(jobs, len(cases))), seconds, Path(folder))
        try:
            for index, case in enumerate(cases):
                yield case.name, pool.outcome(index)
        finally:
            pool.end()


class _Worker:
    """A process that runs one case after another."""

    def __init__(self, folder: Path) -> None:
        self.connection, other = _PROCESSES.Pipe()
        self.process = _PROCESSES.Process(target=_work, args=(other, str(folder)), daemon=True)
        self.process.start()
        other.close()
        self.index: int | None = None
        self.deadline = 0.0
        self._seconds = 0.0
        self._loading = _LOADING

    def start(self, index: int, case: CaseText, seconds: float) -> None:
        self.index, self._seconds = index, seconds
        self.deadline = time.monotonic() + seconds + self._loading
        self.connection.send(case)

    def loaded(self) -> None:
        """The time of the case begins now."""
        self._loading = 0.0
        self.deadline = time.monotonic() + self._seconds

    def kill(self) -> int | None:
        """End the process and its children; returns its exit status."""
        pid = self.process.pid
        with contextlib.suppress(OSError):
            if pid is not None and os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()
        return self.process.exitcode


class _Pool:
    def __init__(self, cases: Sequence[CaseText], jobs: int, seconds: float, folder: Path) -> None:
        self._cases = cases
        self._seconds = seconds
        self._folder = folder
        self._next = 0
        self._outcomes: dict[int, Outcome] = {}
        self._workers = [_Worker(folder) for _ in range(jobs)]

    def outcome(self, index: int) -> Outcome:
        while index not in self._outcomes:
            self._assign()
            self._collect()
        return self._outcomes.pop(index)

    def end(self) -> None:
        for worker in self._workers:
            worker.kill()

    def _assign(self) -> None:
        for worker in self._workers:
            if worker.index is None and self._next < len(self._cases):
                worker.start(self._next, self._cases[self._next], self._seconds)
                self._next += 1

    def _collect(self) -> None:
        busy = [worker for worker in self._workers if worker.index is not None]
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        ready = wait([worker.connection for worker in busy], timeout=max(0.0, patience))
        for worker in busy:
            if worker.connection in ready:
                self._receive(worker)
            elif time.monotonic() >= worker.deadline:
                self._replace(worker)
                self._done(worker, {"panic": f"the case took more than {self._seconds:g} s"})

    def _receive(self, worker: _Worker) -> None:
        try:
            message = worker.connection.recv()
        except EOFError:
            status = self._replace(worker)
            self._done(worker, {"panic": f"the process of the case died with exit status {status}"})
            return
        if message == _LOADED:
            worker.loaded()
        else:
            self._done(worker, json.loads(message))

    def _done(self, worker: _Worker, outcome: Outcome) -> None:
        if worker.index is not None:
            self._outcomes[worker.index] = outcome
        worker.index = None

    def _replace(self, worker: _Worker) -> int | None:
        status = worker.kill()
        self._workers[self._workers.index(worker)] = _Worker(self._folder)
        return status


def _work(connection: Connection, folder: str) -> None:
    """Run cases until nobody sends any more."""
    # A group of its own, so that what a case has started can be ended with it.
    os.setpgid(0, 0)
    from tests.conformance.run_case import run_case

    connection.send(_LOADED)
    while True:
        try:
            case = connection.recv()
        except EOFError:
            return
        connection.send(json.dumps(run_case(case, Path(folder)), ensure_ascii=False))
