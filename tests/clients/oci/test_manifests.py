"""Manifests come from outside: what is in them is believed only as far as it makes sense."""

import json
from typing import Any

import pytest

from tests.clients.oci.artifacts import CONFIG, image, index
from tranship.clients.oci.manifests import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Descriptor,
    Manifest,
    digest_of,
    is_digest,
    read_manifest,
)
from tranship.errors import HTTPError

DIGEST = digest_of(b"x")


def test_an_image() -> None:
    manifest = image(b"one", b"second")
    assert (manifest.is_image, manifest.is_index) == (True, False)
    assert manifest.config is not None
    assert manifest.config.digest == digest_of(CONFIG)
    assert [layer.size for layer in manifest.layers] == [3, 6]
    assert manifest.size == len(CONFIG) + 9
    assert manifest.digest == digest_of(manifest.data)


def test_an_index() -> None:
    manifest = index(image(b"a"), image(b"b"))
    assert (manifest.is_image, manifest.is_index, manifest.config) == (False, True, None)
    assert [child.platform for child in manifest.children] == [
        {"architecture": "arch0", "os": "linux"},
        {"architecture": "arch1", "os": "linux"},
    ]


@pytest.mark.parametrize(
    ("said", "written", "media_type"),
    [
        (OCI_INDEX, "", OCI_INDEX),
        (f"{DOCKER_MANIFEST}; charset=utf-8", "", DOCKER_MANIFEST),
        ("application/json", OCI_MANIFEST, OCI_MANIFEST),
        ("", DOCKER_LIST, DOCKER_LIST),
        ("application/vnd.example+json", "", "application/vnd.example+json"),
        (OCI_MANIFEST, OCI_INDEX, OCI_MANIFEST),
    ],
)
def test_the_type_of_a_manifest(said: str, written: str, media_type: str) -> None:
    assert read_manifest(json.dumps({"mediaType": written}).encode(), said).media_type == media_type


@pytest.mark.parametrize("data", [b"", b"[]", b"<html>", b'{"a":', b"\xff", b"[" * 100_000])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises(HTTPError, match="the registry sent a manifest that is no JSON"):
        read_manifest(data, OCI_MANIFEST)


@pytest.mark.parametrize(
    "part",
    [
        None,
        "text",
        {},
        {"size": 1},
        {"size": "1", "digest": DIGEST},
        {"size": -1, "digest": DIGEST},
        {"size": True, "digest": DIGEST},
        {"size": 1, "digest": "sha256:../../etc/passwd"},
        {"size": 1, "digest": "md5:0"},
        {"size": 1, "digest": DIGEST, "mediaType": 1},
        {"size": 1, "digest": DIGEST, "platform": "linux"},
    ],
)
def test_parts_that_make_no_sense(part: Any) -> None:
    with pytest.raises(HTTPError, match="the registry sent a manifest with"):
        _ = Manifest(OCI_MANIFEST, b"", {"layers": [part]}).layers


def test_lists_that_are_none() -> None:
    assert Manifest(OCI_MANIFEST, b"", {}).layers == []
    with pytest.raises(HTTPError, match="a list that is none"):
        _ = Manifest(OCI_INDEX, b"", {"manifests": {}}).children


@pytest.mark.parametrize(
    ("platform", "runs"),
    [
        ({"os": "linux", "architecture": "amd64"}, True),
        ({"os": "linux", "architecture": "amd64", "variant": "v2"}, True),
        ({"os": "linux", "architecture": "arm64"}, False),
        ({"os": "unknown", "architecture": "unknown"}, False),
        (None, True),
        ({}, True),
    ],
)
def test_what_runs_where(platform: dict[str, str] | None, runs: bool) -> None:
    assert Descriptor("", 0, DIGEST, platform).runs_on("linux", "amd64") is runs


def test_layers_that_registries_do_not_keep() -> None:
    assert Descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", 0, DIGEST).is_elsewhere
    assert Descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar", 0, DIGEST).is_elsewhere
    assert not Descriptor("application/vnd.oci.image.layer.v1.tar", 0, DIGEST).is_elsewhere


def test_digests() -> None:
    assert is_digest(DIGEST)
    assert not any(map(is_digest, ("", "sha256:abc", DIGEST.upper(), f"{DIGEST}\n", f" {DIGEST}", "1.4.2")))
