import fcntl
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tranship.errors import ConflictError, StoreError
from tranship.store.lease import file_lease, lease_holder

HOLDER = """
import sys
from pathlib import Path
from tranship.store.lease import file_lease
with file_lease(Path(sys.argv[1]), "promotion-1"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_holder_is_named_and_killing_it_frees_the_key(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        message = rf"the promotion x is in use by process {holder.pid} on {socket.gethostname()}, since \d\d:\d\d:\d\d"
        with pytest.raises(ConflictError) as caught, file_lease(tmp_path, "promotion-1", "the promotion x"):
            pass
        assert re.fullmatch(message, str(caught.value))
        assert f"the promotion x is in use by {lease_holder(tmp_path, 'promotion-1')}" == str(caught.value)
        holder.kill()
        holder.wait()
    assert lease_holder(tmp_path, "promotion-1") is None
    with file_lease(tmp_path, "promotion-1"):
        pass


def test_one_that_is_held_since_another_day_says_which(tmp_path: Path) -> None:
    with file_lease(tmp_path, "k"):
        (lock,) = tmp_path.iterdir()
        lock.write_text('{"pid": 7, "host": "build-1", "since": 86400}')
        assert re.fullmatch(
            r"process 7 on build-1, since 1970-01-0[12] \d\d:\d\d:\d\d", lease_holder(tmp_path, "k") or ""
        )


def test_who_looks_for_a_holder_keeps_nobody_out(tmp_path: Path) -> None:
    assert lease_holder(tmp_path, "k") is None
    with file_lease(tmp_path, "k"):
        pass
    (lock,) = tmp_path.iterdir()
    looking = lock.open()
    fcntl.flock(looking, fcntl.LOCK_SH)
    # It looks only for a moment, so taking the key waits that long.
    threading.Timer(0.01, looking.close).start()
    with file_lease(tmp_path, "k"):
        assert lease_holder(tmp_path, "k")


def test_a_holder_that_has_not_signed_yet_is_another_process(tmp_path: Path) -> None:
    with file_lease(tmp_path, "k"):
        (lock,) = tmp_path.iterdir()
        lock.write_text("")
        with pytest.raises(ConflictError, match="k is in use by another process"), file_lease(tmp_path, "k"):
            pass


def test_the_files_are_the_users_alone(tmp_path: Path) -> None:
    with file_lease(tmp_path / "new" / "folder", "k"):
        (lock,) = (tmp_path / "new" / "folder").iterdir()
        assert lock.stat().st_mode & 0o777 == 0o600
        assert lock.parent.stat().st_mode & 0o777 == 0o700
        assert str(os.getpid()) in lock.read_text()
    assert lock.read_text() == ""


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="can't be locked: Not a directory"), file_lease(tmp_path / "file" / "x", "k"):
        pass
