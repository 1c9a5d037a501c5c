"""Repositories with content: branches of one commit each, by one call of Git, always with the same commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tranship.testing.forges.repository import Repository

_WHO = "Test <test@example.com> 1767225600 +0000"
"""Author, committer and time of all commits: 2026-01-01."""


@dataclass(frozen=True)
class Content:
    """What a branch holds: bytes by path, an executable file's path in ``executable``.

    :param start: the branch that it comes from, which has to be seeded before; "" for none.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    executable: frozenset[str] = frozenset()
    start: str = ""
    message: str = "what is there before the test"


def seed(repository: Repository, branches: Mapping[str, Content]) -> None:
    """Make branches in an empty repository; one without files and start is not made."""
    stream = b"".join(_commit(name, content) for name, content in branches.items() if content.files or content.start)
    if stream:
        repository.feed(stream + b"done\n", "fast-import", "--quiet", "--done")


def _commit(branch: str, content: Content) -> bytes:
    parts = [f"commit refs/heads/{branch}\ncommitter {_WHO}\n".encode(), _data(content.message.encode())]
    if content.start:
        parts.append(f"from refs/heads/{content.start}\n".encode())
    for path, data in content.files.items():
        mode = "100755" if path in content.executable else "100644"
        parts += [f"M {mode} inline {_quoted(path)}\n".encode(), _data(data)]
    return b"".join(parts)


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: str) -> str:
    """A path in quotes, so that blanks and line breaks in it are its own."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
