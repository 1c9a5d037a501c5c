"""Helm 4's blank lines: it writes one behind each template, which Helm 3 does not, and which is of no use in a diff."""

from __future__ import annotations

_SOURCE = b"# Source: "
_DEFINITIONS = b"/crds/"
"""Behind definitions of custom resources Helm 3 writes the blank line as well."""


def as_helm_3(stream: bytes) -> bytes:
    """The rendered manifests without the blank line that Helm 4 has written behind each template."""
    lines = stream.splitlines(keepends=True)
    kept: list[bytes] = []
    is_definition = False
    for index, line in enumerate(lines):
        if line.startswith(_SOURCE):
            is_definition = _DEFINITIONS in line
        ends = index + 1 == len(lines) or lines[index + 1] == b"---\n"
        if line == b"\n" and kept and ends and not is_definition:
            continue
        kept.append(line)
    return b"".join(kept)
