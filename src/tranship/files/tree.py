"""Whole trees of files: removed and copied without following a symlink, however deep they are."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from tranship.execution import BACKGROUND, Execution

Skip = Callable[[PurePosixPath, bool], bool]
"""Whether an entry is left out: its path below the top, and whether it is a folder."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it, or a file, or a symlink itself; fine if there is nothing.

    Folders that can't be written to or looked into are made so first. One folder is open at a time, by descriptor, so
    that the depth does not matter and nothing that is put in a folder's place meanwhile can lead elsewhere.

    :raises OSError: something could not be removed.
    """
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
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


def copy_tree(
    source: Path,
    target: Path,
    *,
    skip: Skip = lambda _path, _is_folder: False,
    execution: Execution = BACKGROUND,
) -> None:
    """Copy what is in the folder ``source`` into the folder ``target``, which is made; symlinks stay what they are.

    Files that are there are replaced, permission bits and all; other files there stay. Pipes, sockets and devices are
    left out. Entries come in the order of their names.

    :raises OSError: something could not be copied; what was copied before it stays.
    """
    folders = [PurePosixPath()]
    while folders:
        below = folders.pop()
        (target / below).mkdir(parents=True, exist_ok=True)
        subfolders = []
        for entry in sorted(os.scandir(source / below), key=lambda entry: entry.name):
            execution.check()
            path = below / entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if skip(path, is_folder):
                continue
            if is_folder:
                subfolders.append(path)
            elif entry.is_symlink():
                (target / path).unlink(missing_ok=True)
                (target / path).symlink_to(Path(entry.path).readlink())
            elif entry.is_file(follow_symlinks=False):
                copy_file(Path(entry.path), target / path)
        folders.extend(reversed(subfolders))


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file's bytes and permission bits; a file or symlink that is there is replaced.

    :raises OSError: it can't be copied, or a folder is there.
    """
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)
    target.chmod(stat.S_IMODE(source.stat().st_mode) & 0o777)
