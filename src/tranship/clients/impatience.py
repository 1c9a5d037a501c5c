"""Waiting for a call that can't be interrupted only as long as there is a reason to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from tranship.execution import Execution

T = TypeVar("T")


def _forget(_late: object) -> None:
    """Nothing has to be done about a result that comes too late."""


def impatiently(
    execution: Execution, call: Callable[[], T], seconds: float | None, dispose: Callable[[T], None] = _forget
) -> T:
    """The result of ``call``, which runs in a thread of its own that is left behind if it takes too long.

    :param seconds: how long to wait; the execution's deadline holds as well. None: without other end.
    :param dispose: closes a result that came too late to be taken.
    :raises TimeoutError: it took too long.
    :raises CancelledError: the execution was asked to stop.
    """
    execution.check()
    future: Future[T] = Future()
    awake = threading.Event()
    future.add_done_callback(lambda _: awake.set())

    def work() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is waited for.
            future.set_exception(error)
        else:
            future.set_result(result)

    limits = [limit for limit in (seconds, execution.remaining) if limit is not None]
    with execution.cancel.when_cancelled(awake.set):
        threading.Thread(target=work, name="impatiently", daemon=True).start()
        awake.wait(min(limits) if limits else None)
    if execution.cancelled or not future.done():
        future.add_done_callback(lambda late: None if late.exception() else dispose(late.result()))
        execution.check()
        raise TimeoutError
    return future.result()
