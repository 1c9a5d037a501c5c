"""What the steps that download a file have in common: a place for it, and the way there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tranship.errors import TerminalError
from tranship.execution import Execution
from tranship.files import atomic, paths

_FILE_MODE = 0o600
_TOLD_EVERY = 4 << 20


def place_for(work_dir: str, out_path: str, *, overwrite: bool) -> Path:
    """Where a download goes; the folders that it needs are made.

    :param overwrite: whether it may take the place of a file.
    :raises TerminalError: something is there that it must not replace.
    :raises PathError: no file can be there.
    """
    found = paths.inside(work_dir, out_path)
    if found.is_dir():
        raise TerminalError(f'"{out_path}" is a folder; a file can\'t take its place', field=("outPath",))
    if not overwrite and found.exists():
        raise TerminalError(
            f'"{out_path}" is there already; set allowOverwrite to replace it, or name another file', field=("outPath",)
        )
    return paths.new_file(work_dir, out_path)


def save(chunks: Iterable[bytes], place: Path, expected: int | None, execution: Execution) -> int:
    """Save a download as a whole, for this user alone; returns its size. What was there stays if anything goes wrong.

    :param expected: its size, as far as it is known; for telling how it goes.
    """
    size, told = 0, 0
    whole = f" of {atomic.size_text(expected)}" if expected else ""
    with atomic.writing(place, mode=_FILE_MODE) as file:
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
            if size - told >= _TOLD_EVERY:
                told = size
                execution.progress(f"{atomic.size_text(size)}{whole}")
    return size
