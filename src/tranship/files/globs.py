r"""Globs: the paths below a folder that fit a pattern.

``*``, ``?`` and ``[...]`` stand for characters of one name, ``**`` as a whole component for any number of folders
(none, too), ``{a,b}`` for alternatives, which may hold slashes, ``\`` for the next character itself. Names that begin
with a dot are like any other. A slash at the end asks for folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tranship.errors import PathError
from tranship.files import paths, wildcards
from tranship.files.wildcards import NamePattern

MOST_ALTERNATIVES = 1000
"""Patterns that one pattern with braces may stand for."""

_FOLDERS = None
"""In a glob: any number of folders, what ``**`` stands for."""


Part = str | NamePattern | None
"""One component of a glob: a name, a pattern for names, or any number of folders."""


@dataclass(frozen=True)
class Glob:
    """A parsed pattern without braces; ``impossible`` if no path below a folder can fit it."""

    parts: tuple[Part, ...]
    folders_only: bool
    impossible: bool


def parse(text: str) -> tuple[Glob, ...]:
    """The globs that a pattern stands for.

    :raises PathError: it is malformed.
    """
    return tuple(_glob(alternative) for alternative in _alternatives(text))


def find(root: Path, glob: Glob) -> list[PurePosixPath]:
    """The entries below ``root`` that fit, in order: what they are in, symlinks followed, and their own names.

    The empty path is the root itself. Symlinks to folders are followed within the root, each folder once. Where a
    wildcard fits one that leads out, it is not followed; where the pattern spells its name, that is an error.

    :raises PathError: the pattern names a symlink that leads out of the root.
    """
    found: set[PurePosixPath] = set()
    waiting = [] if glob.impossible else [(PurePosixPath(), 0)]
    seen = set(waiting)
    while waiting:
        path, at = waiting.pop()
        if at == len(glob.parts):
            if not glob.folders_only or _folder(root, path) is not None:
                found.add(path)
            continue
        steps = set(_steps(root, path, at, glob.parts)) - seen
        seen |= steps
        waiting.extend(steps)
    return sorted(found)


def _steps(root: Path, path: PurePosixPath, at: int, parts: Sequence[Part]) -> Iterator[tuple[PurePosixPath, int]]:
    """Where one component leads: the entries it fits in the folder ``path``, and which component is next there."""
    part, is_last = parts[at], at + 1 == len(parts)
    if part is _FOLDERS:
        yield path, at + 1
    folder = _folder(root, path)
    if folder is None:
        return
    if isinstance(part, str):
        below = folder / part
        if not is_last and paths.leads_out(root, str(below)):
            raise PathError(f'"{below}" is a symlink that leads out of the work directory')
        if os.path.lexists(root / below) and (is_last or _folder(root, below) is not None):
            yield below, at + 1
        return
    with os.scandir(root / folder) as entries:
        for entry in entries:
            below = folder / entry.name
            is_folder = entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and _folder(root, below) is not None)
            if part is _FOLDERS and is_folder:
                yield below, at
            elif part is _FOLDERS:
                # What "**" reaches at the end is all there is, not only folders.
                yield from [(below, at + 1)] if is_last else ()
            elif wildcards.matches(part, entry.name) and (is_last or is_folder):
                yield below, at + 1


def _folder(root: Path, path: PurePosixPath) -> PurePosixPath | None:
    """The folder that a path leads to, symlinks followed; None if it leads to none, or out of the root."""
    try:
        found = paths.followed(root, str(path))
    except PathError:
        return None
    return PurePosixPath(found.relative_to(root)) if found.is_dir() else None


def _glob(text: str) -> Glob:
    components = text.removesuffix("/").split("/")
    if text == ".":
        return Glob((), folders_only=False, impossible=False)
    parts = tuple(_part(component) for component in components)
    return Glob(parts, text.endswith("/"), impossible=any(part in ("", ".", "..") for part in parts))


def _part(component: str) -> Part:
    if component == "**":
        return _FOLDERS
    pattern = wildcards.parse(component)
    if any(char in component for char in "*?["):
        return pattern
    return "".join(part.ranges[0][0] for part in pattern if isinstance(part, wildcards.OneOf))


def _alternatives(text: str) -> list[str]:
    """All patterns without braces that a pattern stands for."""
    waiting, found = [text], []
    while waiting:
        pattern = waiting.pop()
        braces = _braces(pattern)
        if braces is None:
            found.append(pattern)
        else:
            start, end, choices = braces
            waiting.extend(pattern[:start] + choice + pattern[end:] for choice in reversed(choices))
        if len(waiting) + len(found) > MOST_ALTERNATIVES:
            raise PathError(f'the pattern "{text}" has more than {MOST_ALTERNATIVES} alternatives in braces')
    return found


def _braces(text: str) -> tuple[int, int, list[str]] | None:
    """The first braces: where they begin and end, and what they choose from."""
    depth, start, choices, in_class = 0, 0, list[str](), False
    at = begun = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\\":
            at += 1
        elif char in "[]":
            in_class = char == "["
        elif in_class:
            continue
        elif char == "{":
            depth += 1
            if depth == 1:
                start, begun = at - 1, at
        elif char == "," and depth == 1:
            choices.append(text[begun : at - 1])
            begun = at
        elif char == "}" and depth:
            depth -= 1
            if depth == 0:
                return start, at, [*choices, text[begun : at - 1]]
    if depth:
        raise PathError(f'the pattern "{text}" opens a brace that is not closed; "\\{{" is the brace itself')
    return None
