"""Unpacking tar archives, gzipped or not, that nobody vouches for: nothing lands outside, and no bomb goes off."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tranship.errors import PathError
from tranship.execution import BACKGROUND, Execution
from tranship.files import paths
from tranship.files.atomic import size_text
from tranship.files.tree import Skip, nothing

_GZIP = b"\x1f\x8b"
_LARGEST_HEADER = 8 << 20
_FOLDER_MODE = 0o750


@dataclass(frozen=True)
class Limits:
    """What an archive may hold: bytes of one file, of all files, entries, and bytes that are read to find them."""

    file: int = 50 << 20
    files: int = 100 << 20
    entries: int = 100_000
    stream: int = 1 << 30


def unpack(
    source: BinaryIO,
    folder: Path,
    *,
    strip: int = 0,
    skip: Skip = nothing,
    limits: Limits = Limits(),
    execution: Execution = BACKGROUND,
) -> None:
    """Unpack an archive into an empty folder. Whether it is gzipped is told by its first bytes.

    Left out, with a line in the log: pipes and devices; names that are absolute, begin with ``..``, go through it or
    hold a backslash; symlinks that are absolute, hold a backslash, lead out of ``folder``, or are spelled with ``./``
    and name nothing; hard links to what was not unpacked. Of entries with the same name the last wins. Files have the
    permission bits of the archive less the umask.

    :param source: the archive; can be read and sought.
    :param folder: is there, and nothing in it. After an error it holds part of the archive.
    :param strip: how many leading components of each name go; a name with no more is left out.
    :param skip: what else is left out; asked with the name after stripping.
    :raises PathError: it is no archive, is damaged, or holds more than ``limits``.
    :raises OSError: the folder can't be written to.
    """
    unpacking = _Unpacking(folder, strip, skip, limits, execution)
    with _readable():
        first = source.read(2)
        source.seek(0)
        plain = gzip.GzipFile(fileobj=source, mode="rb") if first == _GZIP else source
        stream = _Stream(plain, limits.stream, execution.check)
        if isinstance(plain, gzip.GzipFile) and not plain.peek(1):
            # Nothing, gzipped, is an archive of nothing; so tar reads it.
            return
        with tarfile.open(fileobj=stream, mode="r:", errors="surrogateescape") as archive:
            while (member := archive.next()) is not None:
                unpacking.take(member, archive)
                # Otherwise it keeps all that it has read, headers of any size among it.
                vars(archive)["members"].clear()
        stream.require_end()
    unpacking.drop_links()


@contextmanager
def _readable() -> Iterator[None]:
    """Say in our words what makes an archive unreadable."""
    try:
        yield
    except (tarfile.ReadError, gzip.BadGzipFile) as error:
        raise PathError(f"it is no tar archive, or a damaged one ({error})") from error
    except (tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError, RecursionError) as error:
        raise PathError(f"the archive is damaged or cut off ({error})") from error


class _Stream(io.RawIOBase):
    """An archive as it is read: forward only, and only so far."""

    def __init__(self, source: BinaryIO | gzip.GzipFile, limit: int, check: Callable[[], None]) -> None:
        self._source = source
        self._limit = limit
        self._check = check
        self._position = 0
        self._last = b""
        self._filled = False

    def read(self, size: int | None = -1) -> bytes:
        """Read so many bytes, fewer only at the end."""
        if size is None or not 0 <= size <= _LARGEST_HEADER:
            raise PathError("the archive has a header that is unreasonably long")
        self._check()
        self._last = self._source.read(size)
        if self._filled and not self._last:
            self._last, self._filled = b"\0", False
        self._position += len(self._last)
        if self._position > self._limit:
            raise PathError(f"the archive unpacks to more than {size_text(self._limit)}, and is taken for an attack")
        return self._last

    def seek(self, position: int, whence: int = 0) -> int:
        """Read on to a position."""
        if whence != os.SEEK_SET or position < self._position:
            raise PathError("the archive is damaged: an entry begins before the one it follows ends")
        while self._position < position:
            if not self.read(min(position - self._position, 1 << 16)):
                if position - self._position >= tarfile.BLOCKSIZE:
                    raise PathError("the archive is cut off")
                # Only the zeros are missing that fill up the last block.
                self._position, self._filled = position, True
        return position

    def tell(self) -> int:
        """How far it is read."""
        return self._position

    def require_end(self) -> None:
        """Make sure that reading stopped at the end, and not at a header that can't be read or at a block of zeros.

        :raises PathError: it did not.
        """
        if self._last.strip(b"\0") or self.read(tarfile.BLOCKSIZE).strip(b"\0"):
            raise PathError("the archive is damaged: after some entries there is no header of a next one")


class _Unpacking:
    """The work of unpacking one archive, entry by entry."""

    def __init__(self, folder: Path, strip: int, skip: Skip, limits: Limits, execution: Execution) -> None:
        self._folder = folder
        self._strip = strip
        self._skip = skip
        self._limits = limits
        self._execution = execution
        self._entries = 0
        self._size = 0
        self._links: list[PurePosixPath] = []

    def take(self, member: tarfile.TarInfo, archive: tarfile.TarFile) -> None:
        """Unpack one entry, or leave it out."""
        self._entries += 1
        if self._entries > self._limits.entries:
            raise PathError(f"the archive has more than {self._limits.entries} entries, and is taken for an attack")
        name = self._stripped(member.name)
        if name is None or self._skip(name, member.isdir()):
            return
        try:
            if member.isdir():
                self._make_folder(name)
            elif member.isreg():
                self._write(name, member, archive)
            elif member.issym():
                self._link(name, member.linkname)
            elif member.islnk():
                self._copy(name, member.linkname)
            else:
                self._leave_out(name, "it is a pipe or a device")
        except OSError as error:
            raise PathError(f'the entry "{name}" can\'t be unpacked: {error.strerror}') from error

    def _stripped(self, name: str) -> PurePosixPath | None:
        """The path of an entry below the folder; None if it is to be left out."""
        parts = name.split("/")[self._strip :]
        if not any(parts):
            return None
        stripped = "/".join(parts)
        path = PurePosixPath(stripped)
        if not path.parts:
            return None
        if path.is_absolute() or "\\" in stripped or ".." in parts or path.parts[0].startswith(".."):
            self._leave_out(name, 'its name is absolute, begins with "..", goes through it, or holds a backslash')
            return None
        return path

    def _leave_out(self, name: object, why: str) -> None:
        self._execution.log(f'left out "{name}" of the archive: {why}')

    def _make_folder(self, name: PurePosixPath) -> Path:
        folder = paths.inside(self._folder, str(name))
        for above in [name, *name.parents]:
            link = self._folder / above
            if link.is_symlink() and not link.exists():
                raise PathError(f'the archive has "{above}" both as a folder and as a symlink to nothing')
        missing = [folder, *folder.parents][: len(folder.relative_to(self._folder).parts)]
        for path in reversed(missing):
            try:
                path.mkdir(_FOLDER_MODE)
            except FileExistsError:
                if path.is_dir():
                    continue
                below = path.relative_to(self._folder)
                raise PathError(f'the archive has "{below}" both as a file and as a folder') from None
        return folder

    def _place(self, name: PurePosixPath) -> Path:
        """Where an entry that is no folder goes; nothing is there any more."""
        path = self._make_folder(name.parent) / name.name
        if path.is_dir() and not path.is_symlink():
            raise PathError(f'the archive has "{name}" both as a file and as a folder')
        path.unlink(missing_ok=True)
        return path

    def _write(self, name: PurePosixPath, member: tarfile.TarInfo, archive: tarfile.TarFile) -> None:
        if member.size > self._limits.file:
            raise PathError(f'"{name}" in the archive has more than {size_text(self._limits.file)}, the most it may')
        self._size += member.size
        if self._size > self._limits.files:
            raise PathError(f"the archive holds more than {size_text(self._limits.files)}, the most it may")
        content = archive.extractfile(member)
        descriptor = os.open(
            self._place(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, member.mode & 0o777
        )
        with os.fdopen(descriptor, "wb") as file:
            if content is not None:
                shutil.copyfileobj(content, file)

    def _link(self, name: PurePosixPath, target: str) -> None:
        if target.startswith("/") or "\\" in target or "\0" in target or not target:
            return self._leave_out(name, "it is a symlink to an absolute path or one with a backslash")
        parent = paths.inside(self._folder, str(name.parent)).relative_to(self._folder)
        if paths.leads_out(self._folder, f"{parent}/{target}"):
            return self._leave_out(name, "it is a symlink that leads out of the archive")
        os.symlink(target, self._place(name))  # noqa: PTH211 - a Path would take a leading "./" away.
        self._links.append(name)
        return None

    def _copy(self, name: PurePosixPath, target: str) -> None:
        """Unpack a hard link: another name for a file that came before."""
        original = self._stripped(target)
        path = None if original is None else paths.inside(self._folder, str(original))
        if path is None or not path.is_file():
            return self._leave_out(name, "it is a hard link to a file that is not unpacked")
        place = self._make_folder(name.parent) / name.name
        if place != path:
            os.link(path, self._place(name), follow_symlinks=False)
        return None

    def drop_links(self) -> None:
        """Remove symlinks of which only the end of the archive shows that they must not stay.

        Those that lead out, after all, for what they point through may have come after them; and those that are
        spelled with ``./`` or ``../`` and name nothing, which Kargo drops as well.
        """
        for name in self._links:
            path = self._folder / name
            if not path.is_symlink():
                continue
            if paths.leads_out(self._folder, str(name)):
                path.unlink()
                self._leave_out(name, "it is a symlink that leads out of the archive")
            elif "./" in os.readlink(path) and not os.path.exists(path):  # noqa: PTH110, PTH115 - as above; no errors.
                path.unlink()
                self._leave_out(name, "it is a symlink to nothing that is in the archive")
