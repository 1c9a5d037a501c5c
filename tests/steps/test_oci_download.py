"""oci-download saves one layer as it is, after it turned out to be what its digest says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.oci.artifacts import index, repository, written
from tests.servers.oci_registry import MANIFEST_TYPE, Artifact, Blob, OCIRegistry
from tranship.authoring import StepContext, StepError, StepFailed, TerminalError, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import OCIClient
from tranship.clients.oci.manifests import read_manifest
from tranship.errors import HTTPError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps import oci_download
from tranship.steps.oci_download import registration

TOOLBOX = Toolbox(oci=OCIClient(HTTPClient(AddressPolicy(allow_loopback=True, environment={}))))
BUNDLE = Artifact((Blob(b"first", "text/plain"), Blob(b"\x1f\x8b\x00", "application/gzip"), Blob(b"", "text/plain")))


@pytest.fixture
def registry() -> Iterator[OCIRegistry]:
    with OCIRegistry() as running:
        running.add("app/web", "1", BUNDLE)
        running.add("app/web", "empty", Artifact())
        yield running


def download(root: Path, reference: str, **config: Any) -> bytes:
    given = Config({"imageRef": reference, "outPath": "out", **config})
    result = registration.factory(StepRunnerCapabilities(toolbox=TOOLBOX)).run(
        StepContext(str(root), "get", project="demo", config=given), BACKGROUND
    )
    assert result.output is None
    return (root / "out").read_bytes()


def test_the_first_layer_or_the_first_of_a_type(registry: OCIRegistry, tmp_path: Path) -> None:
    name = f"{registry.host}/app/web:1"
    assert download(tmp_path, name) == b"first"
    assert download(tmp_path, f"oci://{name}", mediaType="application/gzip", allowOverwrite=True) == b"\x1f\x8b\x00"


def test_what_is_not_there(registry: OCIRegistry, tmp_path: Path) -> None:
    name = f"{registry.host}/app/web"
    with pytest.raises(StepError, match='no layer has the media type "a/b"; there are: text/plain, application/gzip'):
        download(tmp_path, f"{name}:1", mediaType="a/b")
    with pytest.raises(StepError, match="the artifact has no layers"):
        download(tmp_path, f"{name}:empty")
    with pytest.raises(HTTPError, match=f"there is no {name}:2"):
        download(tmp_path, f"{name}:2")
    assert list(tmp_path.iterdir()) == []


def test_of_a_multi_platform_image_it_is_linux_amd64(registry: OCIRegistry, tmp_path: Path) -> None:
    name = f"{registry.host}/app/web"
    other = Artifact((Blob(b"other", "text/plain"),))
    children = [read_manifest(one.manifest(), MANIFEST_TYPE) for one in (other, BUNDLE)]
    registry.add("app/web", "other", other)
    listed = index(*children)
    platforms = [{"os": "linux", "architecture": "arm64"}, {"os": "linux", "architecture": "amd64"}]
    entries = [
        {**entry, "platform": platform} for entry, platform in zip(listed.content["manifests"], platforms, strict=True)
    ]
    with repository(name) as target:
        for tag, chosen in (("multi", entries), ("arm", entries[:1])):
            target.put_manifest(written({**listed.content, "manifests": chosen}), tag)
    assert download(tmp_path, f"{name}:multi") == b"first"
    with pytest.raises(StepError, match="has nothing for linux/amd64 there; name the digest of another platform"):
        download(tmp_path, f"{name}:arm", outPath="other")


def test_a_layer_that_is_too_large_is_refused_for_good(
    registry: OCIRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oci_download, "LARGEST_LAYER", 4)
    with pytest.raises(TerminalError, match="the layer is larger than 4 bytes, the most that is downloaded"):
        download(tmp_path, f"{registry.host}/app/web:1")


def test_what_is_there_is_looked_for_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    with pytest.raises(TerminalError, match="is there already"):
        download(tmp_path, "127.0.0.1:1/app/web:1")


@pytest.mark.parametrize("reference", ["127.0.0.1:1/App/Web:1", "127.0.0.1:1/app/web@sha256:abc"])
def test_references_that_no_registry_has_are_an_error_that_is_tried_again(tmp_path: Path, reference: str) -> None:
    with pytest.raises(StepError, match="imageRef: "):
        download(tmp_path, reference)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"imageRef": "r.dev/a/b"}, "imageRef: must be a repository with either a tag or a digest"),
        ({"outPath": ""}, "outPath: must not be empty"),
        ({"mediaType": ""}, "mediaType: must not be empty"),
    ],
)
def test_a_wrong_configuration_fails(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        download(tmp_path, **{"reference": "r.dev/a:1", **config})
