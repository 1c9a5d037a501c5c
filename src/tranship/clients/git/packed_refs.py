"""All refs of a repository in one file, as Git packs them: thousands of refs are taken over in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tranship.clients.git.command import Git

_HEADER = "# pack-refs with: peeled fully-peeled sorted \n"


@dataclass(frozen=True)
class Ref:
    """A ref: its ``name`` in full, the ``object`` that it names, and for an annotated tag what that is a tag of."""

    name: str
    object: str
    peeled: str = ""


def list_refs(git: Git, *prefixes: str) -> tuple[Ref, ...]:
    """The refs of a repository below some prefixes, such as ``refs/heads/``.

    :raises ProcessError: they can't be read.
    """
    listed = git("for-each-ref", "--format=%(objectname) %(refname) %(*objectname)", "--", *prefixes).stdout
    fields = (line.split(" ") for line in listed.split("\n") if line)
    return tuple(Ref(name, id_, peeled) for id_, name, peeled in fields)


def write_packed_refs(repository: Path, refs: Iterable[Ref]) -> None:
    """Give a new repository all its refs. They must be those of a repository, so that their names are sound."""
    ordered = sorted(refs, key=lambda ref: ref.name.encode("utf-8", "surrogateescape"))
    lines = (f"{ref.object} {ref.name}\n" + (f"^{ref.peeled}\n" if ref.peeled else "") for ref in ordered)
    text = _HEADER + "".join(lines)
    (repository / "packed-refs").write_bytes(text.encode("utf-8", "surrogateescape"))
