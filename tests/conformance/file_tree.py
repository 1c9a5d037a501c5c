"""A folder as data: ``{path: text}``, with richer entries for whatever is more than text. Written, and read back.

An entry is a text, or a mapping: ``{base64}`` for bytes that are no UTF-8, ``{text, executable}`` or
``{base64, executable}``, ``{symlink}``, ``{dir: true}`` for an empty folder, ``{submodule}`` in a commit's tree.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Entry = str | dict[str, Any]
"""One file as data."""


def entry_of(content: bytes, *, executable: bool = False) -> Entry:
    """A file's entry."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        encoded: dict[str, Any] = {"base64": base64.b64encode(content).decode("ascii")}
        return {**encoded, "executable": True} if executable else encoded
    return {"text": text, "executable": True} if executable else text


def write_tree(root: Path, files: Mapping[str, Entry]) -> None:
    """Make the files of ``files`` below ``root``, with the folders they need."""
    for path, entry in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry, str):
            target.write_bytes(entry.encode())
        elif "symlink" in entry:
            os.symlink(entry["symlink"], target)  # noqa: PTH211 - a Path would take a "./" away.
        elif entry.get("dir"):
            target.mkdir(exist_ok=True)
        else:
            content = base64.b64decode(entry["base64"]) if "base64" in entry else str(entry["text"]).encode()
            target.write_bytes(content)
            if entry.get("executable"):
                target.chmod(0o755)


def read_tree(root: Path) -> dict[str, Entry]:
    """What is below ``root``, without what belongs to Git: its folders and files, and bare repositories."""
    return dict(sorted(_entries(root, "")))


def _entries(folder: Path, prefix: str) -> Iterator[tuple[str, Entry]]:
    with os.scandir(folder) as scan:
        found = sorted(scan, key=lambda item: item.name)
    if not found and prefix:
        yield prefix.removesuffix("/"), {"dir": True}
    for item in found:
        if item.name == ".git":
            continue
        path = prefix + item.name
        if item.is_symlink():
            yield path, {"symlink": os.readlink(item.path)}  # noqa: PTH115 - a Path would take a "./" away.
        elif item.is_dir():
            if not is_bare_repository(Path(item.path)):
                yield from _entries(Path(item.path), path + "/")
        elif item.is_file():
            mode = item.stat().st_mode
            yield path, entry_of(Path(item.path).read_bytes(), executable=bool(mode & stat.S_IXUSR))


def is_bare_repository(folder: Path) -> bool:
    """Whether the folder is a Git repository without a work tree."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
