"""Git repositories as data: branches with their commits and tree, and tags, as a case's outcome shows them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.conformance.file_tree import Entry, entry_of, is_bare_repository


def read_repositories(root: Path) -> dict[str, Any]:
    """The bare repositories right below ``root`` by name."""
    return {folder.name: read_repository(folder) for folder in sorted(root.iterdir()) if is_bare_repository(folder)}


def read_repository(repository: Path) -> dict[str, Any]:
    """One repository: its ``branches``, and its ``tags`` if there are any."""
    branches: dict[str, Any] = {}
    tags: dict[str, Any] = {}
    for line in _git(repository, "for-each-ref", "--format=%(objecttype) %(refname)").splitlines():
        kind, _, ref = line.partition(" ")
        if ref.startswith("refs/heads/"):
            commits = list(_commits(repository, ref))
            branches[ref.removeprefix("refs/heads/")] = {"commits": commits, "tree": dict(_tree(repository, ref))}
        elif ref.startswith("refs/tags/"):
            tags[ref.removeprefix("refs/tags/")] = _tag(repository, ref, kind)
    return {"branches": branches, "tags": tags} if tags else {"branches": branches}


def _commits(repository: Path, ref: str) -> Iterator[dict[str, Any]]:
    """The commits of a branch, newest first; the committer only where it isn't the author."""
    for raw in _objects(repository, _git(repository, "log", "--format=%H", ref).split()):
        head, _, message = raw.decode("utf-8", "replace").partition("\n\n")
        fields = [line.partition(" ")[::2] for line in head.split("\n")]
        people = {name: value.rpartition(">")[0] + ">" for name, value in fields if name in ("author", "committer")}
        parents = sum(name == "parent" for name, _ in fields)
        commit: dict[str, Any] = {"author": people["author"], "message": message, "parents": parents}
        if people["committer"] != people["author"]:
            commit["committer"] = people["committer"]
        yield commit


def _tree(repository: Path, ref: str) -> Iterator[tuple[str, Entry]]:
    """The files of a commit."""
    records = [record.partition("\t") for record in _git(repository, "ls-tree", "-r", "-z", ref).split("\0") if record]
    files = [(*head.split(" "), path) for head, _, path in records]
    contents = _objects(repository, [name for _, kind, name, _ in files if kind == "blob"])
    for mode, kind, name, path in files:
        if kind != "blob":
            yield path, {"submodule": name}
        elif mode == "120000":
            yield path, {"symlink": next(contents).decode("utf-8", "replace")}
        else:
            yield path, entry_of(next(contents), executable=mode == "100755")


def _tag(repository: Path, ref: str, kind: str) -> dict[str, str]:
    """A tag: ``type`` tag (with a message of its own) or commit, and the subject of the commit it leads to."""
    subject = _git(repository, "log", "-1", "--format=%s", ref).rstrip("\n")
    message = _git(repository, "for-each-ref", "--format=%(contents)", ref).rstrip("\n")
    return {"type": kind, "subject": subject, "message": message}


def _objects(repository: Path, names: Iterable[str]) -> Iterator[bytes]:
    """The contents of objects, in order."""
    asked = "".join(f"{name}\n" for name in names).encode()
    rest = _run(repository, ["cat-file", "--batch"], asked)
    while rest:
        head, _, rest = rest.partition(b"\n")
        size = int(head.split(b" ")[2])
        yield rest[:size]
        rest = rest[size + 1 :]


def _git(repository: Path, *arguments: str) -> str:
    return _run(repository, list(arguments)).decode("utf-8", "replace")


def _run(repository: Path, arguments: list[str], given: bytes = b"") -> bytes:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, env=environment, input=given, stdout=subprocess.PIPE, check=True).stdout
