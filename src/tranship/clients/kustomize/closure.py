"""What a build would read: all files that kustomizations name, looked at before kustomize is let near them.

kustomize itself opens whatever a kustomization names, host files by absolute paths too. So each name is followed
here first, and a build is refused that would leave the work directory. Repositories that kustomize clones are confined
by kustomize.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tranship.errors import InputError, PathError
from tranship.files import atomic, paths
from tranship.files.links import refuse_links_out
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, compose_documents, value_of

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names of a kustomization's file."""

MOST_FILES = 20_000
"""Files that one build may read."""

Remote = Callable[[str], None]
"""Is told of each base that is elsewhere; raises what speaks against it."""

_PLUGINS = frozenset({"generators", "transformers", "validators"})
_SOURCES = frozenset({"resources", "bases", "components"}) | _PLUGINS
_FILE_KEYS = frozenset(
    {
        "additionalValuesFiles",
        "chartHome",
        "configHome",
        "configurations",
        "crds",
        "env",
        "envs",
        "files",
        "patchesStrategicMerge",
        "path",
        "paths",
        "valuesFile",
    }
)
"""Fields that name files, in kustomizations and in the configurations of its own generators and transformers."""
_NOT_FILES = frozenset({"annotations", "commonAnnotations", "commonLabels", "labels", "literals", "valuesInline"})
_REMOTE = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|[a-z]+::|[^/\s]+@[^/\s]+:|gh:|[^/\s]+\.[a-z]{2,}(?::\d+)?/")


class Closure:
    """The files that a build reads, found by following names.

    :param root: the work directory, all links resolved.
    """

    def __init__(self, root: Path, remote: Remote) -> None:
        self._root = root
        self._remote = remote
        self._seen: set[Path] = set()

    def check(self, folder: Path) -> None:
        """Follow all names from the kustomization in ``folder``.

        :raises PathError: a name or a symlink leads out of the work directory, or there is no kustomization.
        :raises InputError: a file that may name others can't be read.
        """
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            if here in self._seen:
                continue
            self._note(here)
            for value in _documents(self._kustomization(here)):
                waiting += self._named(here, value)

    def _note(self, path: Path) -> None:
        self._seen.add(path)
        if len(self._seen) > MOST_FILES:
            raise PathError(f"the kustomization reads more than {MOST_FILES} files")

    def _kustomization(self, folder: Path) -> Path:
        shown = folder.relative_to(self._root)
        found = [name for name in NAMES if (folder / name).is_symlink() or (folder / name).exists()]
        if not found:
            raise PathError(f'there is no {NAMES[0]} in "{shown}"')
        if len(found) > 1:
            raise PathError(f'"{shown}" has both {found[0]} and {found[1]}; kustomize wants one of them')
        return paths.followed(self._root, str(shown / found[0]))

    def _named(self, folder: Path, value: Any) -> Iterator[Path]:
        """The folders that a kustomization, or a generator's configuration, builds on; everything else is checked."""
        for key, item in _fields(value):
            if key in _SOURCES:
                yield from self._source(folder, item, is_plugin=key in _PLUGINS)
            elif "\n" not in item:
                self._file(folder, item)
        if isinstance(value, Mapping) and ("helmCharts" in value or "helmChartInflationGenerator" in value):
            self._charts(folder, value)

    def _source(self, folder: Path, item: str, *, is_plugin: bool) -> Iterator[Path]:
        """A resource, base, component or generator: inline, a file, a folder, or elsewhere."""
        if "\n" in item:
            for value in _values(item, "a generator that is written inline"):
                yield from self._named(folder, value)
            return
        target = self._followed(folder, item)
        if target is not None and target.is_dir():
            yield target
        elif target is not None and target.exists():
            if is_plugin and target not in self._seen:
                self._note(target)
                # A configuration of a generator names files itself, as seen from the kustomization's folder.
                for value in _documents(target):
                    yield from self._named(folder, value)
        elif _REMOTE.match(item):
            self._remote(item)

    def _file(self, folder: Path, item: str) -> None:
        for name in {item, item.partition("=")[2]} - {""}:
            if "://" in name:
                self._remote(name)
            else:
                self._followed(folder, name)

    def _followed(self, folder: Path, name: str) -> Path | None:
        """Where a name leads to; None where it can't be a path."""
        if "://" in name:
            return None
        if name.startswith("/"):
            try:
                relative = str(Path(name).relative_to(self._root))
            except ValueError:
                raise PathError(f'the kustomization names "{name}", which is outside of the work directory') from None
        else:
            relative = str(folder.relative_to(self._root) / name)
        try:
            return paths.followed(self._root, relative)
        except PathError as error:
            raise PathError(f'the kustomization names "{name}", which is outside of the work directory') from error

    def _charts(self, folder: Path, value: Mapping[str, Any]) -> None:
        """Charts at their usual place; another one is named by a field, and checked as that."""
        home = "charts"
        globals_ = value.get("helmGlobals")
        if isinstance(globals_, Mapping) and isinstance(globals_.get("chartHome"), str):
            home = globals_["chartHome"]
        charts = self._followed(folder, home)
        if charts is not None and charts.is_dir():
            refuse_links_out(self._root, charts)


def _fields(value: Any) -> Iterator[tuple[str, str]]:
    """All texts that may name a file, with the field they stand in."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += [(str(name), inner) for name, inner in item.items() if name not in _NOT_FILES]
        elif isinstance(item, list):
            waiting += [(key, inner) for inner in item]
        elif isinstance(item, str) and key in _FILE_KEYS | _SOURCES:
            yield key, item


def _documents(file: Path) -> Iterator[Any]:
    text = atomic.read_file(file).decode("utf-8", "replace")
    return _values(text, f'"{file.name}"')


def _values(text: str, what: str) -> Iterator[Any]:
    try:
        yield from [value_of(node, LENIENT_MANIFEST) for node in compose_documents(text)]
    except InputError as error:
        raise InputError(f"{what} can't be read: {error.message}") from error
