"""A call that can't be interrupted is waited for, but not for ever."""

import threading

import pytest

from tranship.clients.impatience import impatiently
from tranship.errors import CancelledError
from tranship.execution import BACKGROUND, Cancellation, Execution


def test_a_result_comes_through() -> None:
    assert impatiently(BACKGROUND, lambda: 7, 10) == 7
    assert impatiently(BACKGROUND, lambda: 7, None) == 7


def test_an_error_comes_through() -> None:
    def fail() -> None:
        raise OSError("no route")

    with pytest.raises(OSError, match="no route"):
        impatiently(BACKGROUND, fail, 10)


def test_what_comes_too_late_is_disposed_of() -> None:
    over, disposed = threading.Event(), threading.Event()
    late: list[str] = []

    def call() -> str:
        over.wait()
        return "late"

    def dispose(result: str) -> None:
        late.append(result)
        disposed.set()

    with pytest.raises(TimeoutError):
        impatiently(BACKGROUND, call, 0, dispose)
    over.set()
    assert disposed.wait(10)
    assert late == ["late"]


def test_an_error_that_comes_too_late_is_nobodys_business() -> None:
    over = threading.Event()
    threads = set(threading.enumerate())

    def call() -> str:
        over.wait()
        raise OSError("late")

    with pytest.raises(TimeoutError):
        impatiently(BACKGROUND, call, 0)
    over.set()
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)


def test_waiting_ends_with_the_deadline_of_the_work() -> None:
    over = threading.Event()
    with pytest.raises(TimeoutError):
        impatiently(Execution(deadline=0.0), over.wait, None)
    over.set()


def test_waiting_ends_when_the_work_is_asked_to_stop() -> None:
    cancel, over = Cancellation(), threading.Event()

    def call() -> bool:
        cancel.cancel("enough")
        return over.wait()

    with pytest.raises(CancelledError, match="stopped: enough"):
        impatiently(Execution(cancel), call, None)
    over.set()


def test_nothing_begins_once_the_work_was_asked_to_stop() -> None:
    cancel = Cancellation()
    cancel.cancel()
    calls: list[int] = []
    with pytest.raises(CancelledError):
        impatiently(Execution(cancel), lambda: calls.append(1), None)
    assert calls == []
