"""Changes that are made as a whole or not at all, also where the work is cut off in between."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tranship.files.tree import remove_tree


@contextmanager
def restoring(entries: Sequence[Path], backup: Path) -> Iterator[None]:
    """Put files and folders back as they were if the block fails; after a crash the next call does it first.

    :param entries: of different names; those that are not there will be taken away again.
    :param backup: where copies are kept meanwhile, always the same place for the same work.
    """
    if backup.exists():
        _restore(entries, backup)
        remove_tree(backup)
    scratch = Path(tempfile.mkdtemp(prefix=f"{backup.name}-", dir=backup.parent))
    try:
        for entry in entries:
            _copy(entry, scratch / entry.name)
        # From here on it is whole: an unfinished copy never has the name that is looked for.
        scratch.rename(backup)
    except BaseException:
        remove_tree(scratch)
        raise
    try:
        yield
    except BaseException:
        _restore(entries, backup)
        raise
    finally:
        remove_tree(backup)


def _restore(entries: Sequence[Path], backup: Path) -> None:
    for entry in entries:
        remove_tree(entry)
        _copy(backup / entry.name, entry)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    elif os.path.lexists(source):
        shutil.copy2(source, target, follow_symlinks=False)
