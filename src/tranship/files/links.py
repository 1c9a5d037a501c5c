"""Symlinks below a folder: none may lead out of the root, because programs that we start follow all of them."""

from __future__ import annotations

import os
from pathlib import Path

from tranship.files import paths


def refuse_links_out(root: Path, folder: Path) -> None:
    """Look at every symlink in a folder and in all folders below, also in those that symlinks lead to.

    :param folder: inside the root, without symlinks on its way.
    :raises PathError: a symlink leads out of the root, or can't be followed.
    """
    seen: set[Path] = set()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        with os.scandir(here) as entries:
            for entry in entries:
                path = Path(entry.path)
                if entry.is_symlink():
                    path = paths.followed(root, str(path.relative_to(root)))
                if path.is_dir() and not path.is_symlink():
                    waiting.append(path)
