"""Which files -f means: a file, the manifests of a folder, or stdin; and their bytes, within reason."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path, PurePosixPath

from tranship.errors import InputError
from tranship.files.atomic import size_text
from tranship.files.tree import walk

ENDINGS = (".yaml", ".yml", ".json")
"""How manifests in a folder are called, as for kubectl."""

LARGEST = 16 << 20
"""Bytes of a file of manifests. Kubernetes takes no object of more than about 1.5 MiB."""

STDIN = "-"


@dataclass(frozen=True)
class ManifestFile:
    """A file that may hold manifests.

    :param name: as the user named it, or below the folder that the user named.
    :param named: whether it was named itself, and so must be readable; else it was found in a folder.
    :param read: gives its bytes; raises InputError where that can't be done.
    """

    name: str
    named: bool
    read: Callable[[], bytes]


def manifest_files(files: Sequence[str], *, recursive: bool, stdin: Callable[[], bytes]) -> Iterator[ManifestFile]:
    """The files that ``files`` mean, each once, folders in the order of names.

    A folder means its files that end as :data:`ENDINGS` say; those of its subfolders too if ``recursive``, but for
    ``.git``. Symlinks to files are followed, those to folders below the one that is named are not.
    """
    seen: set[str] = set()
    for name in files:
        if name == STDIN:
            found: Iterator[ManifestFile] = iter([ManifestFile("stdin", named=True, read=_limited_stdin(stdin))])
        else:
            found = _found(name, recursive=recursive)
        for file in found:
            identity = _identity(file.name)
            if identity not in seen:
                seen.add(identity)
                yield file


def _identity(name: str) -> str:
    """What two names of the same file have in common."""
    try:
        return os.path.realpath(name)
    except ValueError:
        return name


def _limited_stdin(stdin: Callable[[], bytes]) -> Callable[[], bytes]:
    def read() -> bytes:
        data = stdin()
        if len(data) > LARGEST:
            raise _too_long("stdin")
        return data

    return read


def _found(name: str, *, recursive: bool) -> Iterator[ManifestFile]:
    """The files that a name on the command line means."""
    path = Path(name)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        yield ManifestFile(name, named=True, read=_refusal(_missing(name, error)))
        return
    if not is_folder:
        yield ManifestFile(name, named=True, read=partial(_bytes_of, path, name, plain=False))
        return
    try:
        entries = [below for below, entry in walk(path, _skip(recursive)) if _may_be_manifest(entry)]
    except OSError as error:
        yield ManifestFile(name, named=True, read=_refusal(f'the folder "{name}" can\'t be listed: {error.strerror}'))
        return
    if not entries:
        more = "" if recursive else "; -R looks into the folders below it too"
        message = f'there is no file in "{name}" that ends with {", ".join(ENDINGS)}{more}'
        yield ManifestFile(name, named=True, read=_refusal(message))
    for below in entries:
        shown = str(path / below)
        yield ManifestFile(shown, named=False, read=partial(_bytes_of, path / below, shown, plain=True))


def _skip(recursive: bool) -> Callable[[PurePosixPath, bool], bool]:
    return lambda path, is_folder: is_folder and (not recursive or path.name == ".git")


def _may_be_manifest(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is to be read: by its name, and no folder."""
    return entry.name.endswith(ENDINGS) and not Path(entry.path).is_dir()


def _refusal(message: str) -> Callable[[], bytes]:
    def refuse() -> bytes:
        raise InputError(message)

    return refuse


def _missing(name: str, error: Exception) -> str:
    """Why a name means nothing."""
    if "://" in name:
        return f'"{name}" is a URL; fetch it first and name the file, or pipe it in and name -'
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return f'"{name}" goes round in circles: symlinks on it point to each other'
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        reason = error.strerror if isinstance(error, OSError) else "no file can have this name"
        return f'"{name}" can\'t be read: {reason}'
    parent = Path(name).parent
    siblings = [str(parent / one.name) for one in parent.iterdir()] if parent.is_dir() else []
    close = get_close_matches(str(Path(name)), siblings, n=1)
    return f'there is no file or folder "{name}"' + (f' (did you mean "{close[0]}"?)' if close else "")


def _bytes_of(path: Path, name: str, *, plain: bool) -> bytes:
    """The bytes of a file.

    :param plain: whether it must be a regular file; a pipe that somebody names is read to its end.
    :raises InputError: it can't be read, or is too long.
    """
    try:
        if plain and not stat.S_ISREG(path.stat().st_mode):
            raise InputError(f'"{name}" is no file')
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        loop = error.errno == errno.ELOOP
        reason = "symlinks that point to each other" if loop else error.strerror
        raise InputError(f'"{name}" can\'t be read: {reason}') from None
    if len(data) > LARGEST:
        raise _too_long(name)
    return data


def _too_long(name: str) -> InputError:
    return InputError(f"{name} is longer than {size_text(LARGEST)}, more than any manifest")
