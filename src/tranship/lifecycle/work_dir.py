"""Work directories: one for each Promotion, by its UID, kept over retries and restarts until it has ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tranship.errors import PathError
from tranship.files.tree import remove_tree

_UID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,127}\Z")


@dataclass(frozen=True)
class WorkDir:
    """A Promotion's work directory. ``fresh``: it was made just now, so nothing of an earlier run is in it."""

    path: Path
    fresh: bool


class WorkDirs:
    """The folder that holds all work directories; nobody but the user can look into it.

    :param salvage: is told of each work directory before it is removed, to keep what it has use for.
    :param seal: is told of each that stays although its Promotion has ended, to take secrets out of it.
    """

    def __init__(
        self,
        root: Path,
        salvage: Callable[[Path], None] = lambda _path: None,
        seal: Callable[[Path], None] = lambda _path: None,
    ) -> None:
        self._root = root
        self._salvage = salvage
        self._seal = seal

    def holds(self, uid: str) -> bool:
        """Whether the Promotion ``uid`` has a work directory."""
        return self.path(uid).is_dir()

    def open(self, uid: str) -> WorkDir:
        """The work directory of the Promotion ``uid``, made if it is not there.

        :raises PathError: the UID can't name a folder.
        """
        path = self.path(uid)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            return WorkDir(path, fresh=False)
        return WorkDir(path, fresh=True)

    def remove(self, uid: str) -> None:
        """Remove the work directory of a Promotion that has ended; fine if there is none."""
        path = self.path(uid)
        if path.exists():
            self._salvage(path)
            remove_tree(path)

    def keep(self, uid: str) -> None:
        """Leave the work directory of a Promotion that has ended for people to look into; fine if there is none."""
        if self.holds(uid):
            self._seal(self.path(uid))

    def path(self, uid: str) -> Path:
        """Where the work directory of the Promotion ``uid`` is, if there is one.

        :raises PathError: the UID can't name a folder.
        """
        if not _UID.match(uid):
            raise PathError("the Promotion has no usable metadata.uid; it names the work directory")
        return self._root / f"promotion-{uid}"
