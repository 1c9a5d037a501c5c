"""What travels with a call: cancellation, the only sleep, log lines and progress. Every client takes an Execution.

The time is told here, too, for those who are not given a clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tranship.errors import CancelledError


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


Sink = Callable[[str], None]
"""Takes one line of text without its line break."""


class Cancellation:
    """A request to stop that any thread may make, once, for good.

    Whoever waits in :meth:`wait` wakes at once; callbacks registered with :meth:`when_cancelled` are called by the
    cancelling thread (a child process is ended this way).
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self._reason = ""

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    @property
    def reason(self) -> str:
        """Why, in words; empty while nobody asked to stop."""
        return self._reason

    def cancel(self, reason: str = "it was cancelled") -> None:
        """Ask to stop. The first reason stays; further calls do nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._reason = reason
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until cancelled; whether it is cancelled."""
        return self._event.wait(seconds)

    @contextmanager
    def when_cancelled(self, callback: Callable[[], None]) -> Iterator[None]:
        """Have ``callback`` called if the request comes while the block runs; at once, if it came before."""
        with self._lock:
            came = self._event.is_set()
            if not came:
                self._callbacks.append(callback)
        if came:
            callback()
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)


class _Never(Cancellation):
    """A cancellation that can't be requested, so that it may be shared."""

    def cancel(self, reason: str = "") -> None:  # noqa: ARG002 - the signature is the base class's
        """Refuse: NEVER is shared by everybody who can't be cancelled."""
        raise ValueError("NEVER can't be cancelled; make a Cancellation of your own")


NEVER: Cancellation = _Never()
"""For work that nobody will cancel."""


def _drop(_text: str) -> None:
    """Take a line and forget it."""


class Execution:
    """What Go carries in ``context.Context``, for one attempt of a step.

    :param cancel: who may ask the work to stop.
    :param deadline: a point of :func:`time.monotonic` after which waiting is pointless, or None. It is the step's
        timeout; clients cut their own timeouts at it.
    :param log: takes each line that the work writes about itself (already masked by the engine's sink).
    :param progress: takes a short text that replaces the last one, such as "web-prod: Syncing".
    """

    __slots__ = ("_log", "_progress", "cancel", "deadline")

    def __init__(
        self,
        cancel: Cancellation = NEVER,
        *,
        deadline: float | None = None,
        log: Sink = _drop,
        progress: Sink = _drop,
    ) -> None:
        self.cancel = cancel
        self.deadline = deadline
        self._log = log
        self._progress = progress

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self.cancel.cancelled

    @property
    def remaining(self) -> float | None:
        """Seconds until the deadline, at least 0; None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def check(self) -> None:
        """Go on, or raise CancelledError."""
        if self.cancel.cancelled:
            raise CancelledError(f"stopped: {self.cancel.reason}")

    def wait(self, seconds: float) -> None:
        """Sleep so many seconds; raise CancelledError as soon as the work is asked to stop. The only sleep there is."""
        if self.cancel.wait(seconds):
            self.check()

    def log(self, line: str) -> None:
        """Write a line about the work: what a user reads in ``tranship logs``."""
        self._log(line)

    def progress(self, text: str) -> None:
        """Say what is going on right now; replaces what was said before."""
        self._progress(text)


BACKGROUND = Execution()
"""For work outside of any promotion: nobody cancels it, nobody listens."""
