"""Paths below a root, confined: whatever a path says, and whatever symlinks stand there, it can't lead out.

Paths are read as if the root were ``/``: ``..`` stops at the root, an absolute path starts there, and so does an
absolute symlink. Kargo's users rely on that (``/src`` and ``src`` are one), so such a path is no error by itself;
:func:`strictly_inside` is for places where it must be one.

A returned path has no symlink in it below the root. Nobody else works in a work directory, but a file that is opened
should all the same be opened through :mod:`tranship.files.atomic`, which does not follow links.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from tranship.errors import PathError

MOST_LINKS = 255
"""Symlinks that are followed on one path; more are taken for links that go round."""

_NOT_THERE = (errno.ENOENT, errno.ENOTDIR)


class _OutError(PathError):
    """A path leads out of the root."""


def inside(root: str | Path, path: str) -> Path:
    """The path that ``path`` names below ``root``, which stands for ``/``. It need not exist.

    A missing component is taken as it is written, so ``new/../a`` is ``a``. A symlink is followed, also as the last
    component, also if what it points to does not exist.

    :raises PathError: symlinks that go round, or a name that no file can have.
    """
    return Path(root, *_resolved(root, path))


def followed(root: str | Path, path: str) -> Path:
    """The path below ``root`` that the system itself gets to when it follows ``path`` from there.

    :raises PathError: it leaves the root on the way, by ``..`` or through a symlink.
    """
    return Path(root, *_resolved(root, path, clamp=False))


def entry(root: str | Path, path: str) -> Path:
    """An entry of a folder below ``root``, to be removed: a symlink is itself what is meant. It need not exist.

    ``..`` takes the component before it away, whatever that is.

    :raises PathError: it is the root itself, or leads out of it; or a file stands where a folder should.
    """
    parts = cleaned(path)
    if not parts:
        raise PathError(f'"{path}" is the work directory itself; name something in it')
    folder = followed(root, "/".join(parts[:-1]))
    try:
        os.lstat(folder / parts[-1])
    except NotADirectoryError:
        raise PathError(f'"{path}" can\'t be there: a part of it is a file, not a folder') from None
    except OSError:
        pass
    return folder / parts[-1]


def strictly_inside(root: str | Path, path: str) -> Path:
    """The path that ``path`` names below ``root``, where it must be relative, stay inside and go through no symlink.

    :raises PathError: it is absolute, ``..`` leads out of the root, or a symlink is on the way.
    """
    if path.startswith("/"):
        raise PathError(f'"{path}" is absolute; write the path as seen from the work directory')
    written = cleaned(path)
    if _resolved(root, path) != written:
        raise PathError(f'"{path}" goes through a symlink; name the place that the link points to')
    return Path(root, *written)


def cleaned(path: str) -> list[str]:
    """The components of a path, ``..`` taken away together with the component before it, wherever that may lead.

    :raises PathError: it leads out of the root.
    """
    kept: list[str] = []
    for part in _parts(path):
        if part != "..":
            kept.append(part)
        elif kept:
            kept.pop()
        else:
            raise PathError(f'"{path}" leads out of the work directory; take the ".." away')
    return kept


def leads_out(root: str | Path, path: str) -> bool:
    """Whether the system, following ``path`` from ``root``, would leave the root on the way. Circles lead nowhere."""
    try:
        _resolved(root, path, clamp=False)
    except _OutError:
        return True
    except PathError:
        return False
    return False


def existing_file(root: str | Path, path: str) -> Path:
    """A regular file that is there, to be read or edited.

    :raises PathError: there is none, or something else is there.
    """
    found = inside(root, path)
    mode = _mode(found, path)
    if mode is None:
        raise PathError(f'there is no file "{path}" in the work directory{_alternative(root, found)}')
    if stat.S_ISDIR(mode):
        raise PathError(f'"{path}" is a folder; name a file')
    _require_plain(mode, path)
    return found


def existing_folder(root: str | Path, path: str) -> Path:
    """A folder that is there.

    :raises PathError: there is none, or something else is there.
    """
    found = inside(root, path)
    mode = _mode(found, path)
    if mode is None:
        raise PathError(f'there is no folder "{path}" in the work directory{_alternative(root, found)}')
    if not stat.S_ISDIR(mode):
        raise PathError(f'"{path}" is a file; name a folder')
    return found


def new_file(root: str | Path, path: str) -> Path:
    """Where a file is to be written: its parents are made; a regular file may be there already.

    :raises PathError: a folder or something else is there, or one of its parents is a file.
    """
    found = inside(root, path)
    if found == Path(root):
        raise PathError(f'"{path}" is the work directory itself; name a file in it')
    mode = _mode(found, path)
    if mode is not None:
        if stat.S_ISDIR(mode):
            raise PathError(f'"{path}" is a folder; a file can\'t take its place')
        _require_plain(mode, path)
    _make(root, found.parent, path)
    return found


def new_folder(root: str | Path, path: str) -> Path:
    """A folder to write to: it is made, with its parents, if it is not there.

    :raises PathError: a file is there, or one of its parents is a file.
    """
    found = inside(root, path)
    _make(root, found, path)
    return found


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Turn what the system says about files into words about ``path``, which is how the user wrote it."""
    try:
        yield
    except OSError as error:
        raise PathError(f'"{path}" can\'t be used: {error.strerror or error}') from error


def _parts(path: str) -> Iterator[str]:
    """The components of a path that say something."""
    return (part for part in path.split("/") if part not in ("", "."))


def _resolved(root: str | Path, path: str, *, clamp: bool = True) -> list[str]:
    """The components of the path below the root, all symlinks resolved.

    :param clamp: whether the root stands for ``/``; if not, leaving it is an error.
    """
    if "\0" in path:
        raise PathError("a path holds a NUL character, which no file name can")
    found: list[str] = []
    waiting = list(_parts(path))[::-1]
    links = 0
    while waiting:
        part = waiting.pop()
        if part == "..":
            if not found and not clamp:
                raise _OutError(f'"{path}" leads out of the work directory')
            del found[-1:]
            continue
        found.append(part)
        target = _link_target(f"{root}/{'/'.join(found)}", path)
        if target is None:
            continue
        links += 1
        if links > MOST_LINKS:
            raise PathError(f'"{path}" goes round in circles: symlinks on it point to each other')
        if target.startswith("/"):
            if not clamp:
                target = _below(root, target, path, found)
            found.clear()
        else:
            found.pop()
        waiting.extend(list(_parts(target))[::-1])
    return found


def _below(root: str | Path, target: str, path: str, link: Iterable[str]) -> str:
    """What an absolute target of a symlink is as seen from the root."""
    try:
        return str(PurePosixPath(target).relative_to(Path(root).resolve()))
    except ValueError:
        raise _OutError(
            f'"{path}" leads out of the work directory, through the symlink "{PurePosixPath(*link)}"'
        ) from None


def _link_target(place: str, path: str) -> str | None:
    """What the symlink says that stands at a place; None if something else stands there, or nothing."""
    try:
        return os.readlink(place)  # noqa: PTH115 - this is called for each part of each path of each file.
    except OSError as error:
        if error.errno in (errno.EINVAL, *_NOT_THERE):
            return None
        raise PathError(f'"{path}" can\'t be used: {error.strerror}') from error
    except ValueError as error:
        raise PathError("a path holds characters that no file name can") from error


def _mode(found: Path, path: str) -> int | None:
    """The mode of what is there; None if nothing is. ``path`` is how the user wrote it."""
    try:
        return found.lstat().st_mode
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        raise PathError(f'"{path}" can\'t be used: {error.strerror}') from error


def _require_plain(mode: int, path: str) -> None:
    if not stat.S_ISREG(mode):
        raise PathError(f'"{path}" is neither a file nor a folder (a pipe, a socket or a device) and is left alone')


def _make(root: str | Path, folder: Path, path: str) -> None:
    """Make a folder below the root, and its parents."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        below = folder.relative_to(root)
        blocking = next((part for part in [*reversed(below.parents), below] if Path(root, part).is_file()), below)
        raise PathError(f'"{path}" can\'t be made: "{blocking}" is a file, not a folder') from None
    except OSError as error:
        raise PathError(f'"{path}" can\'t be made: {error.strerror}') from error


def _alternative(root: str | Path, missing: Path) -> str:
    """What may have been meant by a path that is not there: as the end of a sentence, or nothing."""
    below = PurePosixPath(missing.relative_to(root))
    for depth, part in enumerate(below.parts):
        parent = Path(root, *below.parts[:depth])
        if not os.path.lexists(parent / part):
            try:
                names = [sibling.name for sibling in parent.iterdir()]
            except OSError:
                return ""
            close = get_close_matches(part, names, n=1)
            if close:
                return f'; did you mean "{PurePosixPath(*below.parts[:depth], close[0])}"?'
            if depth:
                return f'; the last folder of it that is there is "{PurePosixPath(*below.parts[:depth])}"'
            return ""
    return ""
