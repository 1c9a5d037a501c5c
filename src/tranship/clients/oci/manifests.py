"""Manifests: what registries keep about artifacts, read with care, for they come from outside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tranship.errors import HTTPError
from tranship.gotypes.json_text import decode

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"

IMAGES = frozenset({OCI_MANIFEST, DOCKER_MANIFEST})
INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
ACCEPTED = ", ".join((OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST, "*/*;q=0.1"))

_SAYS_NOTHING = frozenset({"", "application/json", "application/octet-stream", "text/plain"})
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_ELSEWHERE = re.compile(r"\.(foreign|nondistributable)\b")


def digest_of(data: bytes) -> str:
    """The digest that names these bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True)
class Descriptor:
    """What a manifest says about one of its parts. ``platform`` is None where it says nothing."""

    media_type: str
    size: int
    digest: str
    platform: Mapping[str, Any] | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is a layer that registries are not meant to keep."""
        return bool(_ELSEWHERE.search(self.media_type))

    def runs_on(self, os: str, architecture: str) -> bool:
        """Whether it is for this platform; one that names none is for linux/amd64."""
        platform = self.platform or {"os": "linux", "architecture": "amd64"}
        return (platform.get("os"), platform.get("architecture")) == (os, architecture)


@dataclass(frozen=True)
class Manifest:
    """A manifest: its bytes as they are, which its digest is of, and what is in them."""

    media_type: str
    data: bytes = field(repr=False)
    content: Mapping[str, Any] = field(repr=False)

    @property
    def digest(self) -> str:
        """The digest of its bytes."""
        return digest_of(self.data)

    @property
    def is_image(self) -> bool:
        """Whether it has a configuration and layers."""
        return self.media_type in IMAGES

    @property
    def is_index(self) -> bool:
        """Whether it lists other manifests."""
        return self.media_type in INDEXES

    @property
    def config(self) -> Descriptor | None:
        """The configuration; None without one.

        :raises HTTPError: what is there is no descriptor.
        """
        return _descriptor(self.content["config"]) if self.content.get("config") is not None else None

    @property
    def layers(self) -> Sequence[Descriptor]:
        """The layers, in order.

        :raises HTTPError: something among them is no descriptor.
        """
        return [_descriptor(one) for one in _list(self.content, "layers")]

    @property
    def children(self) -> Sequence[Descriptor]:
        """The manifests that an index lists.

        :raises HTTPError: something among them is no descriptor.
        """
        return [_descriptor(one) for one in _list(self.content, "manifests")]

    @property
    def subject(self) -> Descriptor | None:
        """What it refers to, as a signature does; None if it stands for itself.

        :raises HTTPError: what is there is no descriptor.
        """
        return _descriptor(self.content["subject"]) if self.content.get("subject") is not None else None

    @property
    def size(self) -> int:
        """Bytes of configuration and layers, as the manifest says."""
        parts = [*([self.config] if self.config else []), *self.layers]
        return sum(part.size for part in parts)


def read_manifest(data: bytes, media_type: str) -> Manifest:
    """A manifest out of what a registry has sent.

    :param media_type: what the registry says that it is; registries that don't know better say nothing of use.
    :raises HTTPError: it is no JSON object.
    """
    try:
        content = decode(data.decode("utf-8"), floats=False)
    except ValueError:
        raise HTTPError("the registry sent a manifest that is no JSON") from None
    if not isinstance(content, dict):
        raise HTTPError("the registry sent a manifest that is no JSON object")
    said = media_type.partition(";")[0].strip().lower()
    if said in _SAYS_NOTHING and content.get("mediaType") in IMAGES | INDEXES:
        said = str(content["mediaType"])
    return Manifest(said, data, content)


def is_digest(text: str) -> bool:
    """Whether a text is a digest: ``sha256:`` and 64 hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def _descriptor(value: Any) -> Descriptor:
    if not isinstance(value, dict):
        raise HTTPError("the registry sent a manifest with a part that is no descriptor")
    media_type, size, digest = value.get("mediaType", ""), value.get("size"), value.get("digest")
    platform = value.get("platform")
    if (
        not isinstance(media_type, str)
        or not isinstance(size, int)
        or isinstance(size, bool)
        or size < 0
        or not isinstance(digest, str)
        or not is_digest(digest)
        or not isinstance(platform, dict | None)
    ):
        raise HTTPError("the registry sent a manifest with a part whose size or digest is none")
    return Descriptor(media_type, size, digest, platform)


def _list(content: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = content.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise HTTPError("the registry sent a manifest with a list that is none")
    return value
