"""Turns: one after the other, in threads and processes, and nobody waits for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tranship.clients.git.turns import Turns, locked
from tranship.errors import CancelledError
from tranship.execution import BACKGROUND, Cancellation, Execution

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("folder", [True, False], ids=["processes", "threads"])
def test_one_at_a_time(tmp_path: Path, folder: bool) -> None:
    turns = Turns(tmp_path / "locks" if folder else None)
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(20):
            with turns.turn(BACKGROUND, "main"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == ([0], [1])


def test_other_branches_have_turns_of_their_own(tmp_path: Path) -> None:
    turns = Turns(tmp_path)
    with turns.turn(BACKGROUND, "one"), turns.turn(BACKGROUND, "two"):
        assert len(list(tmp_path.glob("*.lock"))) == 2


def test_who_waits_for_another_process_can_be_stopped(tmp_path: Path) -> None:
    lock, cancel = tmp_path / "x.lock", Cancellation()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BlockingIOError), locked(BACKGROUND, lock, patient=False):
            pass
        cancel.cancel()
        with pytest.raises(CancelledError), locked(Execution(cancel), lock):
            pass
        holder.kill()
    with locked(BACKGROUND, lock, patient=False):
        assert lock.exists()


def test_a_shared_lock_is_shared(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with (
        locked(BACKGROUND, lock, shared=True),
        locked(BACKGROUND, lock, shared=True, patient=False),
        pytest.raises(BlockingIOError),
        locked(BACKGROUND, lock, patient=False),
    ):
        pass


def test_a_turn_that_was_stopped_is_free_again(tmp_path: Path) -> None:
    turns = Turns(None)
    with pytest.raises(ZeroDivisionError), turns.turn(BACKGROUND, "x"):
        raise ZeroDivisionError
    with turns.turn(BACKGROUND, "x"):
        assert True
