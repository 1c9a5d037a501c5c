r"""Globs: the paths below a folder that fit a pattern.

``*``, ``?`` and ``[...]`` stand for characters of one name, ``**`` as a whole component for any number of folders
(none, too), ``{a,b}`` for alternatives, which may hold slashes, ``\`` for the next character itself. Names that begin
with a dot are like any other. A slash at the end asks for folders, unless the pattern is a plain path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tranship.errors import PathError
from tranship.files import paths, wildcards
from tranship.files.wildcards import NamePattern

MOST_ALTERNATIVES = 1000
"""Patterns that one pattern with braces may stand for."""

MOST_OUTSIDE = 10_000
"""Entries that are looked at behind a symlink that leads out, to tell whether a pattern means one of them."""

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

    The empty path is the root itself. Symlinks to folders are followed within the root, each folder once. One that
    leads out may itself be what fits. A pattern that fits something behind it is refused as a whole, for what it says
    is not what can be done.

    :raises PathError: the pattern goes through a symlink that leads out of the root.
    """
    found: set[PurePosixPath] = set()
    waiting = [] if glob.impossible else [(PurePosixPath(), 0)]
    seen = set(waiting)
    while waiting:
        path, at = waiting.pop()
        if at == len(glob.parts):
            if not glob.folders_only or (root / path).is_dir():
                found.add(path)
            continue
        steps = set(_steps(root, path, at, glob)) - seen
        seen |= steps
        waiting.extend(steps)
    return sorted(found)


def _steps(root: Path, path: PurePosixPath, at: int, glob: Glob) -> Iterator[tuple[PurePosixPath, int]]:
    """Where one component leads: the entries it fits in the folder ``path``, and which component is next there."""
    part, is_last = glob.parts[at], at + 1 == len(glob.parts)
    if part is _FOLDERS:
        yield path, at + 1
    folder = _folder(root, path)
    if folder is None:
        if (root / path).is_dir() and _anything_outside(root, root / path, glob, at):
            raise PathError(f'"{path}" is a symlink that leads out of the work directory')
        return
    if isinstance(part, str):
        below = folder / part
        if os.path.lexists(root / below) and (is_last or (root / below).is_dir()):
            yield below, at + 1
        return
    with os.scandir(root / folder) as entries:
        for entry in entries:
            below = folder / entry.name
            is_folder = entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and (root / below).is_dir())
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


def _anything_outside(root: Path, top: Path, glob: Glob, at: int) -> bool:
    """Whether the components from ``at`` on fit anything in a folder outside of the root; so it is said to be if that
    would take long to tell."""
    home = os.path.realpath(root)
    waiting = [(os.path.realpath(top), at)]
    seen, looked = set(waiting), 0
    while waiting:
        folder, at = waiting.pop()
        part, is_last = glob.parts[at], at + 1 == len(glob.parts)
        if part is _FOLDERS and not is_last and (folder, at + 1) not in seen:
            seen.add((folder, at + 1))
            waiting.append((folder, at + 1))
        for name in _names(folder, part):
            looked += 1
            below = os.path.realpath(f"{folder}/{name}")
            is_folder = Path(below).is_dir()
            if looked > MOST_OUTSIDE or (is_last and (is_folder or not glob.folders_only)):
                return True
            step = (below, at if part is _FOLDERS else at + 1)
            if is_folder and not is_last and not f"{below}/".startswith(f"{home}/") and step not in seen:
                seen.add(step)
                waiting.append(step)
    return False


def _names(folder: str, part: Part) -> list[str]:
    """What one component fits in a folder; nothing in one that can't be read."""
    if isinstance(part, str):
        return [part] if os.path.lexists(f"{folder}/{part}") else []
    try:
        names = [entry.name for entry in Path(folder).iterdir()]
    except OSError:
        return []
    return [name for name in names if part is _FOLDERS or wildcards.matches(part, name)]


def _glob(text: str) -> Glob:
    components = text.removesuffix("/").split("/")
    if text == ".":
        return Glob((), folders_only=False, impossible=False)
    parts = tuple(_part(component) for component in components)
    is_plain = all(isinstance(part, str) for part in parts)
    return Glob(parts, text.endswith("/") and not is_plain, impossible=any(part in ("", ".", "..") for part in parts))


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
        elif char == "}":
            raise PathError(f'the pattern "{text}" closes a brace that is not open; "\\}}" is the brace itself')
    if depth:
        raise PathError(f'the pattern "{text}" opens a brace that is not closed; "\\{{" is the brace itself')
    return None
