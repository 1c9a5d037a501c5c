"""A work tree whose files are those of its index becomes that of HEAD, and only what differs is looked at.

``git reset --hard`` asks the disk for each file, one after the other, and reads all folders of the commit, which for
some hundred thousand files is most of what a promotion waits for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tranship.clients.git.command import Git
from tranship.errors import GitError

MOST = 5000
"""How many entries are changed this way; for more of them, Git's own way is as fast, and writes with more workers."""

_GITLINK = "160000"
_ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class Difference:
    """An entry of the index that is not as HEAD has it: ``mode`` and ``object`` in HEAD; zeros where it has none."""

    path: str
    mode: str
    object: str
    is_submodule: bool

    @property
    def removed(self) -> bool:
        """Whether HEAD has no such entry."""
        return not self.mode.strip("0")


def differences(git: Git) -> list[Difference]:
    """What is different between the index and HEAD.

    :raises ProcessError: HEAD can't be read, or far too much is different.
    """
    return list(_read(git("diff-index", "--cached", "--raw", "--no-renames", "--no-abbrev", "-z", "HEAD", "--").stdout))


def _read(raw: str) -> Iterator[Difference]:
    fields = iter(raw.split("\0"))
    # Seen from HEAD, the index is the new side.
    for kinds, path in zip(fields, fields, strict=False):
        head_mode, index_mode, head_object, _, _ = kinds.removeprefix(":").split(" ")
        yield Difference(path, head_mode, head_object, _GITLINK in (head_mode, index_mode))


def rewrites_others(found: list[Difference]) -> bool:
    """Whether files that did not change themselves have to be written anew: attributes decide how that is done."""
    return any(difference.path.rpartition("/")[2].lower() == _ATTRIBUTES for difference in found)


def advance(git: Git, top: Path, found: list[Difference]) -> bool:
    """Change what was found to be different; whether that was possible, or Git has to do it by a hard reset.

    :param git: calls in the work tree at ``top``, whose files are those of its index: no link leads out of it.
    :raises ProcessError: Git can't write a file, or read an object.
    :raises OSError: a file can't be removed.
    """
    if len(found) > MOST or any(difference.is_submodule for difference in found):
        return False
    if not found:
        return True
    # What is removed goes first: a folder may take the place of a file, and the other way round.
    in_order = sorted(found, key=lambda difference: not difference.removed)
    entries = "".join(f"{each.mode} {each.object}\t{each.path}\0" for each in in_order)
    git("update-index", "-z", "--index-info", stdin=entries)
    for difference in found:
        if difference.removed:
            _remove(top, difference.path)
    written = "".join(f"{each.path}\0" for each in found if not each.removed)
    git("checkout-index", "--quiet", "--force", "--index", "-z", "--stdin", stdin=written)
    return True


def _remove(top: Path, name: str) -> None:
    """Remove a file or link, and the folders above it that have become empty."""
    path = top / name
    if Path(os.path.realpath(path.parent)) != path.parent:
        raise GitError(f'"{name}" is behind a symlink')
    path.unlink()
    with suppress(OSError):
        for folder in path.parents:
            if folder == top:
                return
            folder.rmdir()
