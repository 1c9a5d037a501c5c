"""A chart's dependencies, as Chart.yaml and Chart.lock list them, and where the chart may not reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tranship.errors import InputError, PathError
from tranship.files import atomic, paths
from tranship.files.links import refuse_links_out
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, compose_documents, value_of

_LOCAL = "file://"


@dataclass(frozen=True)
class ChartDependency:
    """An entry of ``dependencies``; what is not given is empty."""

    name: str
    version: str
    repository: str
    alias: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched from a repository or registry."""
        return self.repository.startswith(("https://", "http://", "oci://"))


@dataclass(frozen=True)
class Locked:
    """An entry of Chart.lock: a dependency, and the version that was chosen."""

    name: str
    version: str
    repository: str


@dataclass(frozen=True)
class ChartFiles:
    """The files of the chart in ``folder`` that say what it depends on; ``work_dir`` is the root it may not leave."""

    work_dir: Path
    folder: Path

    @property
    def manifest(self) -> Path:
        """Chart.yaml.

        :raises PathError: there is none.
        """
        return self._file("Chart.yaml")

    @property
    def lock(self) -> Path:
        """Chart.lock, which need not be there."""
        return self.folder / "Chart.lock"

    def dependencies(self) -> list[ChartDependency]:
        """What Chart.yaml lists.

        :raises PathError: there is no Chart.yaml.
        :raises InputError: it can't be read.
        """
        entries = _entries(_read(self.manifest))
        return [
            ChartDependency(_text(one, "name"), _text(one, "version"), _text(one, "repository"), _text(one, "alias"))
            for one in entries
        ]

    def locked(self) -> list[Locked] | None:
        """What Chart.lock lists, None if there is none.

        :raises PathError: it is a symlink.
        :raises InputError: it can't be read.
        """
        if self.lock.is_symlink():
            raise PathError("Chart.lock is a symlink; Helm would write through it")
        if not self.lock.exists():
            return None
        entries = _entries(_read(self.lock))
        return [Locked(_text(one, "name"), _text(one, "version"), _text(one, "repository")) for one in entries]

    def check_local(self) -> None:
        """Refuse dependencies by path that lead out of the work directory, or whose symlinks do.

        :raises PathError: one does, or is not there.
        """
        for dependency in self.dependencies():
            if dependency.repository.startswith(_LOCAL):
                place = dependency.repository.removeprefix(_LOCAL)
                if place.startswith("/"):
                    raise PathError(
                        f'the dependency "{dependency.name}" names an absolute path; write it as seen from the chart'
                    )
                found = paths.followed(self.work_dir, str(self.folder.relative_to(self.work_dir) / place))
                if not found.is_dir():
                    raise PathError(f'the dependency "{dependency.name}" is not at "{place}"')
                refuse_links_out(self.work_dir, found)

    def _file(self, name: str) -> Path:
        return paths.existing_file(self.work_dir, str(self.folder.relative_to(self.work_dir) / name))


def _read(file: Path) -> Mapping[str, Any]:
    try:
        nodes = compose_documents(atomic.read_file(file).decode("utf-8", "replace"), file.name)
        value = value_of(nodes[0], LENIENT_MANIFEST) if nodes else None
    except InputError as error:
        raise InputError(f"{file.name} can't be read: {error}") from error
    if not isinstance(value, Mapping):
        raise InputError(f"{file.name} can't be read: it is no mapping")
    return value


def _entries(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    entries = data.get("dependencies")
    return (entry for entry in entries if isinstance(entry, Mapping)) if isinstance(entries, list) else iter(())


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
