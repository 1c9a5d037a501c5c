"""The object cache: what was fetched once is there for all later promotions that open the same repository.

For each URL and identity there is an entry: a bare repository that only grows, and whose objects the clones use as
theirs (Git calls that alternates). Whoever fetches into it holds its lock, so that many promotions that start at the
same time fetch once. A clone leaves a marker; an entry is removed only when no clone is left that needs it, by somebody
who holds its lease alone. Entries that turn out damaged are condemned: clones that use them go on, new ones don't.
"""

from __future__ import annotations

import hmac
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tranship.clients.git.turns import locked
from tranship.clients.git.values import GitCredentials
from tranship.execution import Execution

_SALT = "salt"
_OBJECTS = Path("repository", "objects")
_MOST_GENERATIONS = 1000
_OTHER_HOSTS = 30 * 86400.0
"""Seconds that a clone on another machine is taken to live: nobody can look there."""


@dataclass(frozen=True)
class Entry:
    """What the cache has for one repository, in a folder of its own."""

    folder: Path

    @property
    def repository(self) -> Path:
        """The bare repository; it is there once somebody has fetched."""
        return self.folder / "repository"

    @property
    def objects(self) -> Path:
        """The folder of objects that clones use as theirs."""
        return self.folder / _OBJECTS

    @property
    def spare_trees(self) -> Path:
        """The folder for work trees that nobody needs any more."""
        return self.folder / "trees"

    @contextmanager
    def fetching(self, execution: Execution) -> Iterator[bool]:
        """Hold the lock while the block runs; whether somebody else has fetched since we began to wait for it."""
        since = time.time()
        with locked(execution, self.folder / "fetch.lock"):
            yield self._fetched >= since

    def fetched(self, began: float) -> None:
        """Note that a fetch that ``began`` then was a success; for whoever holds the lock."""
        file = self.folder / "fetched"
        file.touch()
        os.utime(file, (began, began))

    @property
    def _fetched(self) -> float:
        try:
            return (self.folder / "fetched").stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def condemn(self) -> None:
        """Have no new clone use this entry, because it is damaged."""
        with suppress(FileNotFoundError):
            (self.folder / "condemned").touch()

    @property
    def condemned(self) -> bool:
        """Whether it is known to be damaged."""
        return (self.folder / "condemned").exists()


class ObjectCache:
    """The cache in a folder that processes may share. Thread-safe.

    :param folder: on the same file system as the work directories, if possible; for this user's eyes only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    @contextmanager
    def entry(self, execution: Execution, url: str, credentials: GitCredentials, *, kind: str) -> Iterator[Entry]:
        """The entry for a repository as an identity sees it; nobody removes it while the block runs.

        :param kind: entries of different kinds share nothing: those with all contents, and those without.
        :raises OSError: the folder can't be used.
        """
        name = self._name(url, credentials, kind)
        for generation in range(_MOST_GENERATIONS):
            entry = Entry(self._folder / f"{name}.{generation}")
            with locked(execution, self._lease(entry), shared=True):
                if not entry.condemned:
                    entry.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    os.utime(entry.folder)
                    yield entry
                    return
        raise OSError(f"{self._folder} holds too many damaged entries; remove it")

    def serve(self, entry: Entry, repository: Path) -> None:
        """Have a clone use the entry's objects, until it is gone."""
        users = entry.folder / "users"
        users.mkdir(mode=0o700, exist_ok=True)
        (users / _marker(repository)).write_text(f"{socket.gethostname()}\n{repository}\n")
        alternates = repository / "objects" / "info" / "alternates"
        alternates.parent.mkdir(exist_ok=True)
        alternates.write_text(f"{entry.objects}\n")

    def serving(self, repository: Path) -> Entry | None:
        """The entry whose objects a clone uses; None if it uses none.

        :raises ValueError: it uses others than it was given.
        """
        alternates = repository / "objects" / "info" / "alternates"
        if not alternates.exists():
            return None
        objects = Path(alternates.read_text(encoding="utf-8").removesuffix("\n"))
        entry = Entry(objects.parent.parent)
        ours = entry.folder.parent == self._folder and entry.objects == objects
        if not ours or not (entry.folder / "users" / _marker(repository)).is_file():
            raise ValueError("it uses objects that are not its own")
        return entry

    def prune(self, execution: Execution, unused_for: float) -> int:
        """Remove the entries that no clone uses, and that nobody has used for so many seconds; how many there were."""
        removed = 0
        for folder in sorted(self._folder.glob("*.*")):
            entry = Entry(folder)
            if not folder.is_dir() or not folder.name.rpartition(".")[2].isdigit():
                continue
            # Others may prune at the same time.
            in_use_or_gone = suppress(BlockingIOError, FileNotFoundError)
            with in_use_or_gone, locked(execution, self._lease(entry), patient=False):
                aged = time.time() - folder.stat().st_mtime >= unused_for
                if not _has_users(entry) and (aged or entry.condemned):
                    # What has no name any more can't be found half removed.
                    doomed = Path(tempfile.mkdtemp(prefix="removed-", dir=self._folder))
                    folder.rename(doomed / "entry")
                    shutil.rmtree(doomed)
                    removed += 1
            execution.check()
        return removed

    def _lease(self, entry: Entry) -> Path:
        return self._folder / f"{entry.folder.name}.lease"

    def _name(self, url: str, credentials: GitCredentials, kind: str) -> str:
        """The name of an entry. A keyed hash: names of folders must not help anybody to guess a password."""
        # Tokens that are minted anew each hour come from one source, which stands for what they open.
        secret = credentials.source or f"{credentials.password}\0{credentials.ssh_private_key}"
        text = "\0".join((kind, url, credentials.username, secret))
        return hmac.new(self._salt(), text.encode("utf-8", "surrogateescape"), sha256).hexdigest()[:32]

    def _salt(self) -> bytes:
        file = self._folder / _SALT
        try:
            return file.read_bytes()
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(descriptor, "wb") as made:
            made.write(secrets.token_bytes(32))
        # Whoever is first has made the one for all.
        with suppress(FileExistsError):
            os.link(name, file)
        Path(name).unlink()
        return file.read_bytes()


def _marker(repository: Path) -> str:
    return sha256(str(repository).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _has_users(entry: Entry) -> bool:
    """Whether a clone needs the entry; markers of clones that are gone are removed."""
    found = False
    for marker in (entry.folder / "users").glob("*"):
        host, _, place = marker.read_text(encoding="utf-8").partition("\n")
        if host == socket.gethostname():
            lives = Path(place.removesuffix("\n")).exists()
        else:
            lives = time.time() - marker.stat().st_mtime < _OTHER_HOSTS
        if lives:
            found = True
        else:
            marker.unlink()
    return found
