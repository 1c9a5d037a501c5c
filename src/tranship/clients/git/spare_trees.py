"""Spare work trees: those that a promotion needs no more, kept for the next one, which then changes a few files only.

To write a large work tree takes far longer than to fetch what is new in it, and so does its removal. A spare tree is
used by one promotion at a time, and moves from one to the next as a whole. Git's index comes with it: it knows of each
file when it was last touched, in a way that nobody can forge, and so what a promotion has left there is found. That is
looked for twice: when a tree is kept, and, while the next promotion waits for its server, before it is used again.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tranship.clients.git.advance import Difference, advance, differences, rewrites_others
from tranship.clients.git.cache import Entry
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import Configuration
from tranship.errors import CancelledError, ClientError, ProcessError

SMALLEST = 200_000
"""Bytes of the index of the smallest work tree that is kept: some two thousand files."""
MOST = 4
"""How many are kept of one repository."""

LOOK_LASTS = 60.0
"""Seconds that a tree is taken to be as it was looked over; nobody has a reason to touch one."""

_CLEAN = "clean"
"""A file beside a tree, touched when it was looked over last."""


def keep(git: Git, entry: Entry, top: Path, git_dir: Path) -> bool:
    """Keep a work tree for others, if it is worth it; it is then no longer at ``top``.

    :param git: calls in that work tree, which nobody uses any more.
    :raises ProcessError: it can't be cleaned.
    :raises OSError: it can't be moved; it may be on another file system.
    """
    if not _is_worth_it(entry, git_dir) or not _remove_traces(git, top):
        return False
    entry.spare_trees.mkdir(mode=0o700, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="new-", dir=entry.spare_trees))
    top.rename(place / "tree")
    (place / "tree" / ".git").unlink()
    (git_dir / "index").rename(place / "index")
    place.rename(place.with_name(place.name.replace("new-", "tree-")))
    return True


@contextmanager
def looked_over(git: Git, entry: Entry) -> Iterator[None]:
    """While the block runs, look whether the spare tree that is next has the files that its index says.

    :param git: calls in the entry's repository.
    """
    place = next(_places(entry), None)
    if place is None:
        yield
        return
    look = threading.Thread(target=_look_over, args=(git, place), name="git spare tree", daemon=True)
    look.start()
    try:
        yield
    finally:
        look.join()


def _look_over(git: Git, place: Path) -> None:
    # The block has another processor to itself, if there are two.
    settings = Configuration((("core.preloadIndex", "false"),), {"GIT_INDEX_FILE": str(place / "index")})
    inside = replace(git.with_configuration(settings), folder=place / "tree", work_tree=place / "tree")
    # Somebody else may take it in the meantime.
    with suppress(CancelledError, ClientError, OSError):
        if inside.says_yes("diff-files", "--quiet", "--ignore-submodules=all"):
            (place / _CLEAN).touch()


def adopt(git: Git, entry: Entry, top: Path, git_dir: Path) -> bool:
    """Take a spare tree, if there is one, for the new and empty work tree at ``top``; whether it is now that of HEAD.

    If not, a hard reset has to follow, which may have little to do.

    :param git: calls in the new work tree.
    """
    place = _taken(entry)
    if place is None:
        return False
    (place / "index").rename(git_dir / "index")
    found = _usable_differences(git)
    if found is None:
        (git_dir / "index").unlink()
        shutil.rmtree(place)
        return False
    clean = _is_clean(place)
    link = top / ".git"
    (place / "tree" / ".git").write_bytes(link.read_bytes())
    link.unlink()
    (place / "tree").rename(top)
    shutil.rmtree(place)
    with suppress(ClientError, OSError):
        return clean and advance(git, top, found)
    return False


def _usable_differences(git: Git) -> list[Difference] | None:
    """What is different from HEAD in a tree that was taken; None if the tree is of no use."""
    with suppress(ProcessError):
        found = differences(git)
        # A reset does not write files where the content is the same.
        return None if rewrites_others(found) else found
    return None


def _is_clean(place: Path) -> bool:
    """Whether the tree was looked over just now."""
    with suppress(FileNotFoundError):
        return 0 <= time.time() - (place / _CLEAN).stat().st_mtime < LOOK_LASTS
    return False


def _is_worth_it(entry: Entry, git_dir: Path) -> bool:
    if any((git_dir / name).exists() for name in ("config.worktree", "info/sparse-checkout", "modules")):
        return False
    with suppress(FileNotFoundError):
        return (git_dir / "index").stat().st_size >= SMALLEST and len(list(_places(entry))) < MOST
    return False


def _remove_traces(git: Git, top: Path) -> bool:
    """Remove all that Git did not write here itself; whether that was possible."""
    touched = git("diff-files", "--name-only", "--ignore-submodules=all", "-z").stdout
    for name in filter(None, touched.split("\0")):
        path = top / name
        if Path(os.path.realpath(path.parent)) != path.parent:
            # A symlink has taken the place of a folder; what is behind it is none of ours.
            return False
        with suppress(FileNotFoundError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    git("clean", "--quiet", "--force", "--force", "-d", "-x")
    _reset_permissions(top)
    return True


def _reset_permissions(top: Path) -> None:
    """Remove the files that have other permissions than Git gives to new ones; folders get theirs back.

    Git itself looks at one bit only, and within a second it does not notice that permissions have changed.
    """
    new_folder = Path(tempfile.mkdtemp(dir=top))
    (new_folder / "folder").mkdir()
    (new_folder / "file").touch()
    folder_mode, file_mode = ((new_folder / name).stat().st_mode for name in ("folder", "file"))
    shutil.rmtree(new_folder)
    # Where a folder may be entered, a program may be run.
    file_modes = {file_mode, file_mode | (folder_mode & 0o111)}
    folders = [str(top)]
    while folders:
        for entry in os.scandir(folders.pop()):
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                folders.append(entry.path)
                if mode != folder_mode:
                    Path(entry.path).chmod(stat.S_IMODE(folder_mode))
            elif stat.S_ISREG(mode) and mode not in file_modes:
                Path(entry.path).unlink()


def _places(entry: Entry) -> Iterator[Path]:
    """Where the spare trees are that nobody has taken."""
    yield from sorted(entry.spare_trees.glob("tree-*"))


def _taken(entry: Entry) -> Path | None:
    """A spare tree for us alone."""
    for place in _places(entry):
        with suppress(FileNotFoundError):
            return place.rename(place.with_name(place.name.replace("tree-", "taken-")))
    return None
