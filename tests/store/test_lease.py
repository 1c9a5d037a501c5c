import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tranship.errors import ConflictError, StoreError
from tranship.store.lease import file_lease

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
        message = f"promotion-1 is in use by process {holder.pid} on {socket.gethostname()}"
        with pytest.raises(ConflictError) as caught, file_lease(tmp_path, "promotion-1"):
            pass
        assert str(caught.value) == message
        holder.kill()
        holder.wait()
    with file_lease(tmp_path, "promotion-1"):
        pass


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
