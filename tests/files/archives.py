"""Archives for tests, made entry by entry, also such as no tool would make."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """An entry: a file with ``content``, unless ``kind`` says something else."""

    name: str
    content: bytes = b""
    kind: bytes = tarfile.REGTYPE
    link: str = ""
    mode: int = 0o644
    size: int | None = None


def folder(name: str) -> Entry:
    return Entry(name, kind=tarfile.DIRTYPE, mode=0o755)


def symlink(name: str, target: str) -> Entry:
    return Entry(name, kind=tarfile.SYMTYPE, link=target)


def hardlink(name: str, target: str) -> Entry:
    return Entry(name, kind=tarfile.LNKTYPE, link=target)


def tar(*entries: Entry, gzipped: bool = False, form: int = tarfile.PAX_FORMAT) -> bytes:
    """The bytes of an archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for entry in entries:
            header = tarfile.TarInfo(entry.name)
            header.type, header.linkname, header.mode = entry.kind, entry.link, entry.mode
            header.size = len(entry.content) if entry.size is None else entry.size
            archive.addfile(header, io.BytesIO(entry.content))
    return gzip.compress(out.getvalue()) if gzipped else out.getvalue()
