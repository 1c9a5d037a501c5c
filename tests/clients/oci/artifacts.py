"""Artifacts that tests push to registries and find there again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import NOBODY, OCIClient, RegistryAccess
from tranship.clients.oci.manifests import OCI_INDEX, OCI_MANIFEST, Descriptor, Manifest, digest_of, read_manifest
from tranship.clients.oci.repository import Repository
from tranship.execution import BACKGROUND, Execution
from tranship.refs.image_ref import parse_image_ref

CONFIG = b'{"architecture":"amd64","os":"linux"}'


def client() -> OCIClient:
    return OCIClient(HTTPClient(AddressPolicy(allow_loopback=True, environment={})))


@contextmanager
def repository(
    name: str, access: RegistryAccess = NOBODY, *, push: bool = True, execution: Execution = BACKGROUND
) -> Iterator[Repository]:
    """A repository, such as ``127.0.0.1:5000/team/app``."""
    with client().repository(parse_image_ref(name), access, execution, push=push) as opened:
        yield opened


def whole(data: bytes) -> Callable[[], Iterator[bytes]]:
    """The bytes as the client wants them to be given."""
    return lambda: iter([data])


def described(data: bytes, media_type: str) -> dict[str, Any]:
    """The entry for some bytes in a manifest."""
    return {"mediaType": media_type, "size": len(data), "digest": digest_of(data)}


def written(content: Mapping[str, Any]) -> Manifest:
    """A manifest with this content."""
    return read_manifest(json.dumps(content, separators=(",", ":")).encode(), str(content["mediaType"]))


def image(*layers: bytes, **more: Any) -> Manifest:
    """The manifest of an image with these layers."""
    return written(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": described(CONFIG, "application/vnd.oci.image.config.v1+json"),
            "layers": [described(layer, "application/vnd.oci.image.layer.v1.tar") for layer in layers],
            **more,
        }
    )


def index(*images: Manifest) -> Manifest:
    """The manifest of an index of these."""
    entries = [
        {**described(one.data, one.media_type), "platform": {"architecture": f"arch{number}", "os": "linux"}}
        for number, one in enumerate(images)
    ]
    return written({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries})


def store(target: Repository, tag: str, *layers: bytes, **more: Any) -> Manifest:
    """Push an image with these layers; returns its manifest."""
    for data in (CONFIG, *layers):
        target.push_blob(Descriptor("", len(data), digest_of(data)), whole(data))
    manifest = image(*layers, **more)
    target.put_manifest(manifest, tag)
    return manifest
