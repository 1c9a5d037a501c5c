"""Packing tar archives, gzipped or not, that are the same to the byte whenever and wherever they are made."""

from __future__ import annotations

import gzip
import os
import tarfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tranship.errors import PathError
from tranship.execution import BACKGROUND, Execution
from tranship.files import paths
from tranship.files.tree import Skip, nothing, walk

_COMPRESSION = 6


def pack(
    source: Path,
    out: BinaryIO,
    *,
    gzipped: bool,
    prefix: str = "",
    skip: Skip = nothing,
    execution: Execution = BACKGROUND,
) -> None:
    """Pack what is in a folder, or one file under its own name.

    Entries come in order of their names; times, owners and all permission bits but the executable one are fixed.
    Pipes, sockets and devices are left out.

    :param prefix: a folder that all entries are put in, for ``strip`` to take away again.
    :param skip: what else is left out, by its path below ``source``.
    :raises PathError: a symlink leads out of ``source``, so that it would lead nowhere in the archive.
    :raises OSError: something can't be read or written.
    """
    with ExitStack() as stack:
        if gzipped:
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_COMPRESSION, fileobj=out, mtime=0)
            out = cast("BinaryIO", stack.enter_context(packed))
        archive = stack.enter_context(tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT))
        top = PurePosixPath(prefix)
        for folder in [*reversed(top.parents), top]:
            if folder.parts:
                archive.addfile(_entry(folder, tarfile.DIRTYPE, 0o755))
        if source.is_file():
            _add_file(archive, top / source.name, source)
            return
        for path, found in walk(source, skip):
            execution.check()
            if found.is_symlink():
                archive.addfile(_link(top / path, path, source))
            elif found.is_dir():
                archive.addfile(_entry(top / path, tarfile.DIRTYPE, 0o755))
            elif found.is_file():
                _add_file(archive, top / path, Path(found.path))


def _entry(name: PurePosixPath, kind: bytes, mode: int) -> tarfile.TarInfo:
    """A header with nothing in it that depends on when, where and by whom the archive is made."""
    entry = tarfile.TarInfo(str(name))
    entry.type = kind
    entry.mode = mode
    return entry


def _add_file(archive: tarfile.TarFile, name: PurePosixPath, path: Path) -> None:
    with path.open("rb") as file:
        status = path.stat()
        entry = _entry(name, tarfile.REGTYPE, 0o755 if status.st_mode & 0o111 else 0o644)
        entry.size = status.st_size
        archive.addfile(entry, file)


def _link(name: PurePosixPath, path: PurePosixPath, source: Path) -> tarfile.TarInfo:
    target = os.readlink(source / path)  # noqa: PTH115 - a Path would take a "./" away.
    if target.startswith("/") or paths.leads_out(source, str(path)):
        raise PathError(
            f'the symlink "{path}" leads out of the folder that is packed; ignore it, or copy what it means'
        )
    entry = _entry(name, tarfile.SYMTYPE, 0o777)
    entry.linkname = target
    return entry
