"""Spare work trees: those that a promotion needs no more, kept for the next one, which then changes a few files only.

To write a large work tree takes far longer than to fetch what is new in it, and so does its removal. A spare tree is
used by one promotion at a time, and moves from one to the next as a whole. Git's index comes with it: it knows of each
file when it was last touched, in a way that nobody can forge, and so what a promotion has left there is found.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from tranship.clients.git.cache import Entry
from tranship.clients.git.command import Git

SMALLEST = 200_000
"""Bytes of the index of the smallest work tree that is kept: some two thousand files."""
MOST = 4
"""How many are kept of one repository."""

_ATTRIBUTES = ":(glob)**/.gitattributes"


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


def adopt(git: Git, entry: Entry, top: Path, git_dir: Path) -> bool:
    """Take a spare tree, if there is one, for the new and empty work tree at ``top``.

    Its files are those of some earlier commit: a hard reset has to follow, which then has little to do.

    :param git: calls in the new work tree.
    :raises ProcessError: the commit can't be read.
    """
    place = _taken(entry)
    if place is None:
        return False
    (place / "index").rename(git_dir / "index")
    # Attributes decide how files are written, which a reset does not look at where the content is the same.
    if not git.says_yes("diff-index", "--cached", "--quiet", "HEAD", "--", _ATTRIBUTES):
        (git_dir / "index").unlink()
        shutil.rmtree(place)
        return False
    link = top / ".git"
    (place / "tree" / ".git").write_bytes(link.read_bytes())
    link.unlink()
    (place / "tree").rename(top)
    place.rmdir()
    return True


def _is_worth_it(entry: Entry, git_dir: Path) -> bool:
    if any((git_dir / name).exists() for name in ("config.worktree", "info/sparse-checkout", "modules")):
        return False
    with suppress(FileNotFoundError):
        return (git_dir / "index").stat().st_size >= SMALLEST and len(list(entry.spare_trees.glob("tree-*"))) < MOST
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


def _taken(entry: Entry) -> Path | None:
    """A spare tree for us alone."""
    for place in sorted(entry.spare_trees.glob("tree-*")):
        with suppress(FileNotFoundError):
            return place.rename(place.with_name(place.name.replace("tree-", "taken-")))
    return None
