"""Files and folders replaced as a whole: there is the old or the new, never a mixture, and no symlink is followed."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tranship.errors import PathError
from tranship.files import paths
from tranship.files.tree import remove_tree

LARGEST_TEXT = 64 << 20
"""Bytes of a file that is read as a whole, unless a call says otherwise."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def replace_file(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file at once: after a crash there are the old bytes or the new ones, never a mixture.

    :param path: from :mod:`tranship.files.paths`; its folder exists.
    :param mode: permission bits; by default those of the file that is replaced, or what the umask leaves of 0666.
    :raises PathError: a folder, a symlink or anything else but a file is there.
    :raises OSError: it can't be written; what was there is as it was.
    """
    with writing(path, mode=mode) as file:
        file.write(data)


@contextmanager
def writing(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """A new file to fill, which takes its place when the block has ended well; see :func:`replace_file`."""
    with _opened(path.parent, _FOLDER) as folder:
        kept = _kept_mode(folder, path)
        wanted = kept if mode is None else mode
        name = f".tranship-{secrets.token_hex(8)}.tmp"
        try:
            with _new_file(folder, name) as descriptor:
                with os.fdopen(descriptor, "wb", closefd=False) as file:
                    yield file
                if wanted is not None:
                    os.fchmod(descriptor, wanted)
                os.fsync(descriptor)
                _give_name(descriptor, folder, name)
            os.rename(name, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            _unlink(folder, name)
            raise
        os.fsync(folder)


@contextmanager
def replacing_folder(root: Path, folder: Path) -> Iterator[Path]:
    """A new, empty folder to fill, which takes the place of ``folder`` when the block has ended well.

    All that was in ``folder`` is then gone. After an error it is as it was. If an earlier attempt was cut off between
    the two, it is put right first.

    :param root: the work directory, where the new folder is kept meanwhile.
    :param folder: from :mod:`tranship.files.paths`, below ``root``; it and its parents need not be there.
    :raises PathError: it is the root, or a file.
    :raises OSError: it can't be replaced.
    """
    below = str(folder.relative_to(root))
    if folder == root:
        raise PathError("the work directory itself can't be replaced; name a folder in it")
    if folder.exists() and not folder.is_dir():
        raise PathError(f'"{below}" is a file; a folder can\'t take its place')
    mark = hashlib.sha256(os.fsencode(below)).hexdigest()[:16]
    new, old = root / f".tranship-{mark}.new", root / f".tranship-{mark}.old"
    if os.path.lexists(old) and not os.path.lexists(folder):
        old.rename(folder)
    remove_tree(old)
    remove_tree(new)
    new.mkdir()
    try:
        yield new
        paths.new_folder(root, below)
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
    finally:
        remove_tree(new)
    remove_tree(old)


def read_file(path: Path, *, limit: int = LARGEST_TEXT) -> bytes:
    """The bytes of a regular file.

    :raises PathError: it is longer than ``limit``, or no regular file.
    :raises OSError: it is not there, or can't be read.
    """
    try:
        with _opened(path, _READ) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PathError(f'"{path.name}" is no file')
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(limit + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PathError(f'"{path.name}" is a symlink, which is not followed here') from None
        raise
    if len(data) > limit:
        raise PathError(f'"{path.name}" is longer than {size_text(limit)}, the most that is read as a whole')
    return data


def size_text(size: int) -> str:
    """A number of bytes as people say it: ``64 MiB``."""
    for shift, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size >= 1 << shift:
            return f"{size / (1 << shift):.4g} {unit}"
    return f"{size} bytes"


@contextmanager
def _opened(path: str | Path, flags: int, *, folder: int | None = None) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o666, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _new_file(folder: int, name: str) -> Iterator[int]:
    """A new file in the folder, without a name where the system can: then a crash leaves nothing behind."""
    nameless = getattr(os, "O_TMPFILE", None)
    if nameless is not None and Path("/proc/self/fd").exists():
        try:
            descriptor = os.open(".", os.O_WRONLY | nameless | os.O_CLOEXEC, 0o666, dir_fd=folder)
        except OSError as error:
            # These are how file systems say that they can't.
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL):
                raise
        else:
            try:
                yield descriptor
            finally:
                os.close(descriptor)
            return
    with _opened(name, _NEW_FILE, folder=folder) as descriptor:
        yield descriptor


def _give_name(file: int, folder: int, name: str) -> None:
    """Link a file that was made without a name into the folder."""
    if os.fstat(file).st_nlink == 0:
        os.link(f"/proc/self/fd/{file}", name, dst_dir_fd=folder, follow_symlinks=True)


def _kept_mode(folder: int, path: Path) -> int | None:
    """The permission bits of the file that is there; None if there is none."""
    try:
        mode = os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "a symlink" if stat.S_ISLNK(mode) else "no file"
        raise PathError(f'"{path.name}" is {kind}; a file can\'t take its place')
    return stat.S_IMODE(mode) & 0o777


def _unlink(folder: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return
