"""Semantic versions as Go's semver library takes them: a leading ``v`` and missing parts are forgiven."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self

_PARTS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(
    rf"v?(?P<major>[0-9]+)(?:\.(?P<minor>[0-9]+))?(?:\.(?P<patch>[0-9]+))?"
    rf"(?:-(?P<prerelease>{_PARTS}))?(?:\+(?P<metadata>{_PARTS}))?"
)
_PRERELEASE = re.compile(rf"(?!(?:.*\.)?0[0-9]+(?:\.|\Z)){_PARTS}")
_METADATA = re.compile(_PARTS)
_MODULUS = 2**64
_LARGEST = _MODULUS - 1
_DIGITS = len(str(_LARGEST))


@dataclass(frozen=True)
class Version:
    """A version. ``str()`` of it is its full form; ``original`` is how it was written.

    Equality is of all fields, the original included; :meth:`compare` is the order of versions.
    """

    major: int
    minor: int = 0
    patch: int = 0
    prerelease: str = ""
    metadata: str = ""
    original: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """A version out of its text, such as ``1.2.3-rc.1+build.5``, ``v1.2`` or ``1``.

        :raises ValueError: it is no version, or a number in it has more than 64 bits.
        """
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError("it is no semantic version such as 1.2.3")
        texts = [(match[name] or "0").lstrip("0") or "0" for name in ("major", "minor", "patch")]
        # Python reads no number of thousands of digits, and its error would say so.
        major, minor, patch = (int(text) if len(text) <= _DIGITS else _MODULUS for text in texts)
        if max(major, minor, patch) > _LARGEST:
            raise ValueError("a number in it is too large for a semantic version")
        prerelease = match["prerelease"] or ""
        _check_prerelease(prerelease)
        return cls(major, minor, patch, prerelease, match["metadata"] or "", text)

    def next_major(self) -> Self:
        """The next major version, without prerelease and metadata."""
        return self._changed(major=(self.major + 1) % _MODULUS, minor=0, patch=0, prerelease="", metadata="")

    def next_minor(self) -> Self:
        """The next minor version, without prerelease and metadata."""
        return self._changed(minor=(self.minor + 1) % _MODULUS, patch=0, prerelease="", metadata="")

    def next_patch(self) -> Self:
        """The next patch version, without prerelease and metadata: for a prerelease, the version that it precedes."""
        return self._changed(patch=(self.patch + (not self.prerelease)) % _MODULUS, prerelease="", metadata="")

    def with_prerelease(self, prerelease: str) -> Self:
        """This version with another prerelease, or none.

        :raises ValueError: it can't be one.
        """
        _check_prerelease(prerelease)
        return self._changed(prerelease=prerelease)

    def with_metadata(self, metadata: str) -> Self:
        """This version with other metadata, or none.

        :raises ValueError: it can't be metadata.
        """
        if metadata and not _METADATA.fullmatch(metadata):
            raise ValueError("a version's metadata is made of letters, digits, hyphens and dots between them")
        return self._changed(metadata=metadata)

    def compare(self, other: Version) -> int:
        """-1, 0 or 1: whether this version comes before ``other``, is equal or comes after. Metadata does not count."""
        mine, others = self._order, other._order
        return (mine > others) - (mine < others)

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return (
            text + (f"-{self.prerelease}" if self.prerelease else "") + (f"+{self.metadata}" if self.metadata else "")
        )

    @property
    def _order(self) -> tuple[int, int, int, bool, list[tuple[bool, int, str]]]:
        """What versions are sorted by; within a prerelease numbers come before words."""
        parts = self.prerelease.split(".") if self.prerelease else []
        numbered = [part.isdigit() and len(part) <= _DIGITS and int(part) <= _LARGEST for part in parts]
        order = [
            (False, int(part), "") if number else (True, 0, part) for part, number in zip(parts, numbered, strict=True)
        ]
        return self.major, self.minor, self.patch, not parts, order

    def _changed(self, **changes: int | str) -> Self:
        changed = replace(self, **changes)  # type: ignore[arg-type]
        return replace(changed, original=("v" if self.original.startswith("v") else "") + str(changed))


def _check_prerelease(prerelease: str) -> None:
    if prerelease and not _PRERELEASE.fullmatch(prerelease):
        raise ValueError("a prerelease is made of letters, digits, hyphens and dots; its numbers have no leading zero")
