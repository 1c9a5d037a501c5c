"""Whole trees of files: removed and copied without following a symlink, however deep they are."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from tranship.errors import PathError
from tranship.execution import BACKGROUND, Execution
from tranship.files import paths

Skip = Callable[[PurePosixPath, bool], bool]
"""Whether an entry is left out: its path below the top, and whether it is a folder."""


def nothing(_path: PurePosixPath, _is_folder: bool) -> bool:
    """Leave nothing out."""
    return False


_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it, or a file, or a symlink itself; fine if there is nothing.

    Folders that can't be written to or looked into are made so first. One folder is open at a time, by descriptor, so
    that the depth does not matter and nothing that is put in a folder's place meanwhile can lead elsewhere.

    :raises OSError: something could not be removed.
    """
    try:
        parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if _unlinked(path.name, parent):
            return
        _empty(_open_folder(path.name, parent))
        os.rmdir(path.name, dir_fd=parent)
    finally:
        os.close(parent)


def _unlinked(name: str, folder: int) -> bool:
    """Remove an entry unless it is a folder; whether it is gone."""
    try:
        if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return False
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        pass
    return True


def _open_folder(name: str, parent: int) -> int:
    """Open a folder for emptying it."""
    try:
        folder = os.open(name, _FOLDER, dir_fd=parent)
    except PermissionError:
        os.chmod(name, stat.S_IRWXU, dir_fd=parent)
        folder = os.open(name, _FOLDER, dir_fd=parent)
    if os.fstat(folder).st_mode & stat.S_IRWXU != stat.S_IRWXU:
        os.fchmod(folder, stat.S_IRWXU)
    return folder


def _empty(folder: int) -> None:
    """Remove all that is in an open folder, and close it."""
    above: list[tuple[str, list[str], os.stat_result]] = []
    try:
        waiting = _subfolders_left(folder)
        while waiting or above:
            if waiting:
                above.append((waiting.pop(), waiting, os.fstat(folder)))
                folder = _moved(folder, _open_folder(above[-1][0], folder))
                waiting = _subfolders_left(folder)
                continue
            name, waiting, expected = above.pop()
            folder = _moved(folder, os.open("..", _FOLDER, dir_fd=folder))
            if not os.path.samestat(os.fstat(folder), expected):
                raise OSError(f"the folder {name} was moved while it was being removed")
            os.rmdir(name, dir_fd=folder)
    finally:
        os.close(folder)


def _moved(old: int, new: int) -> int:
    os.close(old)
    return new


def _subfolders_left(folder: int) -> list[str]:
    """Remove everything in an open folder but the folders; their names."""
    return [name for name in os.listdir(folder) if not _unlinked(name, folder)]


def walk(folder: Path, skip: Skip = nothing) -> Iterator[tuple[PurePosixPath, os.DirEntry[str]]]:
    """All that is in a folder, each entry with its path below it: a folder before what is in it, in order of names.

    The order is that of the names' bytes, the same everywhere. A folder is listed when its turn comes; symlinks are
    not followed.

    :param skip: what is left out, folders with all that is in them.
    :raises OSError: a folder can't be listed.
    """
    listings = [_listing(folder, PurePosixPath())]
    while listings:
        for path, entry in listings[-1]:
            is_folder = entry.is_dir(follow_symlinks=False)
            if skip(path, is_folder):
                continue
            yield path, entry
            if is_folder:
                listings.append(_listing(Path(entry.path), path))
                break
        else:
            listings.pop()


def _listing(folder: Path, below: PurePosixPath) -> Iterator[tuple[PurePosixPath, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    return ((below / entry.name, entry) for entry in ordered)


def copy_tree(
    source: Path,
    target: Path,
    root: Path,
    *,
    skip: Skip = nothing,
    keep_links: bool = False,
    execution: Execution = BACKGROUND,
) -> None:
    """Copy what is in a folder into another one, below ``root``, which is made if it is not there.

    What is in both is replaced, permission bits and all; symlinks in the target are written through, but not out of
    the root. Pipes, sockets and devices are left out.

    :param skip: what else is left out, by its path below ``source``.
    :param keep_links: whether symlinks are copied as they are; if not, they are left out.
    :raises PathError: the target lies in the source, or something in it is in the way.
    :raises OSError: something can't be copied. What was copied before an error stays.
    """
    if target == source:
        return
    if target.is_relative_to(source) and not _any_skipped(PurePosixPath(target.relative_to(source)), skip):
        ignored = target.relative_to(source)
        raise PathError(f'"{target.relative_to(root)}" lies in the folder that is to be copied; ignore "/{ignored}"')
    below_root = PurePosixPath(target.relative_to(root))
    paths.new_folder(root, str(below_root))
    for path, entry in walk(source, skip):
        execution.check()
        name = str(below_root / path)
        if entry.is_dir(follow_symlinks=False):
            if (target / path).is_symlink() and not paths.inside(root, name).exists():
                raise PathError(f'"{name}" is a symlink to nothing; a folder can\'t take its place')
            paths.new_folder(root, name)
        elif entry.is_file(follow_symlinks=False):
            copy_file(Path(entry.path), paths.new_file(root, name))
        elif entry.is_symlink() and keep_links:
            link = paths.new_folder(root, str(below_root / path.parent)) / path.name
            link.unlink(missing_ok=True)
            os.symlink(os.readlink(entry.path), link)  # noqa: PTH115, PTH211 - a Path would take a "./" away.


def _any_skipped(path: PurePosixPath, skip: Skip) -> bool:
    """Whether a folder, or one that it lies in, is left out."""
    return any(skip(folder, True) for folder in [*path.parents, path] if folder.parts)


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file with its permission bits; a file that is there is replaced. Onto itself: nothing happens.

    :raises OSError: it can't be copied, a folder is there, or either is a symlink.
    """
    if source == target:
        return
    with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as old:
        mode = stat.S_IMODE(os.fstat(old.fileno()).st_mode) & 0o777
        target.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(target, flags, mode), "wb") as new:
            shutil.copyfileobj(old, new, 1 << 20)
            os.fchmod(new.fileno(), mode)
