"""Repositories within a work tree: those that are part of it, and what must not be run on behalf of them.

Git looks into a submodule to find out whether anything has changed there, and by that does what the configuration of
that repository says. One that came with an archive may say anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tranship.clients.git.command import Git
from tranship.clients.git.configuration import harmful_keys
from tranship.errors import GitError, ProcessError

_LONGEST_LINK = 8192
_CONFIGURATIONS = ("config", "config.worktree")


def repositories_within(git: Git) -> Iterator[str]:
    """The paths, from the root, of submodules and other repositories that are part of the folder.

    :param git: calls in a folder of a work tree.
    :raises ProcessError: the index can't be read.
    """
    listed = git("ls-files", "--stage", "--sparse", "--full-name", "-z", "--", ".").stdout
    for entry in listed.split("\0"):
        if entry.startswith("160000 "):
            yield entry.partition("\t")[2]


def refuse_harmful(git: Git, top: Path) -> None:
    """Refuse a work tree with repositories in it whose configuration could have Git run something.

    :raises GitError: there is one.
    """
    for path in repositories_within(git):
        try:
            for file in _configurations(top / path):
                listed = git("config", "--file", str(file), "--no-includes", "--null", "--name-only", "--list").stdout
                keys = harmful_keys(key for key in listed.split("\0") if key)
                if keys:
                    raise GitError(
                        f'"{path}" is a repository of its own whose configuration could run programs ("{keys[0]}"); '
                        'delete its ".git"'
                    )
        except (OSError, ValueError, ProcessError) as error:
            raise GitError(f'"{path}" is a repository of its own that can\'t be read; delete its ".git"') from error


def _configurations(top: Path) -> Iterator[Path]:
    """The configuration files that Git would read in a repository; those of submodules lie elsewhere."""
    place = top / ".git"
    if not (place.is_symlink() or place.exists()):
        return
    if place.is_file():
        if place.stat().st_size > _LONGEST_LINK:
            raise ValueError("this is no link to a repository")
        place = top / place.read_text(encoding="utf-8").removeprefix("gitdir: ").removesuffix("\n")
    places = [place]
    shared = place / "commondir"
    if shared.exists():
        places.append(place / shared.read_text(encoding="utf-8").removesuffix("\n"))
    for folder in places:
        yield from (folder / name for name in _CONFIGURATIONS if (folder / name).exists())
