"""Leases between processes: a lock on a file, which the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tranship.errors import ConflictError, StoreError

_LOOKS, _BETWEEN_LOOKS = 5, 0.02
"""How often a key is tried that is taken, and the seconds between: who only looks for a holder has it that short."""


@contextmanager
def file_lease(folder: Path, key: str, called: str = "") -> Iterator[None]:
    """Hold ``key`` alone among all threads and processes that use ``folder``.

    :param called: what users know as what is held; by default the key.

    :raises ConflictError: somebody holds it; the message names the process.
    :raises StoreError: the lock can't be made.
    """
    path = _path(folder, key)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        try:
            taken = _lock(descriptor)
        except OSError as error:
            raise _unusable(path, error) from error
        if not taken:
            raise ConflictError(f"{called or key} is in use by {_signed(descriptor)}")
        _sign(descriptor, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}))
        try:
            yield
        finally:
            _sign(descriptor, "")
    finally:
        # Closing frees the lock. The file stays: to delete it would let a third process lock another one of that name.
        os.close(descriptor)


def lease_holder(folder: Path, key: str) -> str | None:
    """Who holds ``key``, in words; None if nobody does. Nobody is kept from taking it meanwhile.

    :raises StoreError: the lock can't be looked at.
    """
    path = _path(folder, key)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        # Those who look don't keep each other out.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _signed(descriptor)
    except OSError as error:
        raise _unusable(path, error) from error
    finally:
        os.close(descriptor)
    return None


def _path(folder: Path, key: str) -> Path:
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.lock"


def _unusable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path} can't be locked: {error.strerror}")


def _lock(descriptor: int) -> bool:
    """Lock the file if nobody else has; whether that went well."""
    for look in range(_LOOKS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if look < _LOOKS - 1:
                time.sleep(_BETWEEN_LOOKS)
        else:
            return True
    return False


def _sign(descriptor: int, text: str) -> None:
    """Write who holds the lease. It only serves the message, so a full disk is no reason to fail."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    except OSError:
        return


def _signed(descriptor: int) -> str:
    """Who holds the lease, in words."""
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromtimestamp(holder["since"], UTC).astimezone()
        day = "" if since.date() == datetime.now(UTC).astimezone().date() else f"{since:%Y-%m-%d} "
        return f"process {int(holder['pid'])} on {holder['host']}, since {day}{since:%H:%M:%S}"
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return "another process"
