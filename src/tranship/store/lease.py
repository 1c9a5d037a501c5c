"""Leases between processes: a lock on a file, which the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tranship.errors import ConflictError, StoreError


@contextmanager
def file_lease(folder: Path, key: str) -> Iterator[None]:
    """Hold ``key`` alone among all threads and processes that use ``folder``.

    :raises ConflictError: somebody holds it; the message names the process.
    :raises StoreError: the lock can't be made.
    """
    path = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.lock"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StoreError(f"{path} can't be locked: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(f"{key} is in use by {_holder(descriptor)}") from None
        except OSError as error:
            raise StoreError(f"{path} can't be locked: {error.strerror}") from error
        _sign(descriptor, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
        try:
            yield
        finally:
            _sign(descriptor, "")
    finally:
        # Closing frees the lock. The file stays: to delete it would let a third process lock another one of that name.
        os.close(descriptor)


def _sign(descriptor: int, text: str) -> None:
    """Write who holds the lease. It only serves the message, so a full disk is no reason to fail."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    except OSError:
        return


def _holder(descriptor: int) -> str:
    """Who holds the lease, in words."""
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {int(holder['pid'])} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
