"""Rules for what is left out, written like a .gitignore file: the ``ignore`` of copy, tar and untar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tranship.errors import PathError
from tranship.files import wildcards
from tranship.files.wildcards import NamePattern

_FOLDERS = None
"""In a rule: any number of folders, what ``**`` stands for."""


@dataclass(frozen=True)
class _Rule:
    """One line: whether it brings back, whether it is for folders only, and patterns for the components of a path."""

    brings_back: bool
    folders_only: bool
    anywhere: bool
    parts: tuple[NamePattern | None, ...]

    def fits(self, parts: Sequence[str], is_folder: bool) -> bool:
        """Whether the rule is about this path, or about a folder that it lies in."""
        return any(
            self._fits_whole(parts[:end]) and (is_folder or end < len(parts) or not self.folders_only)
            for end in range(1, len(parts) + 1)
        )

    def _fits_whole(self, parts: Sequence[str]) -> bool:
        return _fit(self.parts, parts[-1:] if self.anywhere else parts)


def _fit(pattern: Sequence[NamePattern | None], parts: Sequence[str]) -> bool:
    """Whether all components fit; like :func:`wildcards.matches`, with folders for characters."""
    at = read = 0
    retry, retry_read = -1, 0
    while read < len(parts):
        part = pattern[at] if at < len(pattern) else ()
        if part is _FOLDERS:
            retry, retry_read = at, read
            at += 1
        elif at < len(pattern) and wildcards.matches(part, parts[read]):
            at += 1
            read += 1
        elif retry >= 0:
            retry_read += 1
            at, read = retry + 1, retry_read
        else:
            return False
    return all(part is _FOLDERS for part in pattern[at:])


class IgnoreRules:
    """Rules in the order they were written; the last one that fits decides.

    Before them comes ``.git``, which ``!.git`` takes back. ``malformed`` holds the lines that can't be read: they match
    nothing.
    """

    def __init__(self, text: str) -> None:
        self._rules: list[_Rule] = []
        self.malformed: list[str] = []
        for line in [".git", *text.split("\n")]:
            content = _content(line)
            try:
                self._rules.extend([_rule(content)] if content else [])
            except PathError:
                self.malformed.append(line)

    def ignores(self, path: PurePosixPath, is_folder: bool) -> bool:
        """Whether an entry is left out, if the folders it lies in are not."""
        for rule in reversed(self._rules):
            if rule.fits(path.parts, is_folder):
                return not rule.brings_back
        return False

    def ignores_deeply(self, path: PurePosixPath, is_folder: bool) -> bool:
        """Whether an entry, or a folder that it lies in, is left out."""
        folders = [parent for parent in reversed(path.parents) if parent.parts]
        return any(self.ignores(folder, is_folder=True) for folder in folders) or self.ignores(path, is_folder)


def _content(line: str) -> str:
    """A line without what does not count; empty if nothing does."""
    line = line.removesuffix("\r")
    if line.startswith("#") or not line.strip():
        return ""
    stripped = line.rstrip(" ")
    escapes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped if escapes % 2 == 0 else line[: len(stripped) + 1]


def _rule(line: str) -> _Rule:
    """Read one line.

    :raises PathError: it is malformed.
    """
    brings_back = line.startswith("!")
    line = line.removeprefix("!")
    folders_only = line.endswith("/")
    components = line.removesuffix("/").split("/")
    parts = [_FOLDERS if part == "**" else wildcards.parse(part) for part in components if part]
    anywhere = len(components) == 1
    if anywhere:
        parts = [wildcards.parse(part) for part in components]
    return _Rule(brings_back, folders_only, anywhere, tuple(parts))
