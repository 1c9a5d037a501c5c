"""Attacks by registries that lie, and by references that lead elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.authoring import StepContext, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import OCIClient
from tranship.clients.oci.manifests import OCI_MANIFEST, digest_of
from tranship.credentials.database import Credentials, CredentialType
from tranship.errors import AddressError, HTTPError, TranshipError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.oci_download import registration

LAYER = b"layer"


class Everywhere:
    """The same password for every repository."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        return Credentials("bot", "hunter2")


def download(reference: str, root: Path, path: str = "out") -> None:
    policy = AddressPolicy(allow_loopback=True, environment={})
    toolbox = Toolbox(oci=OCIClient(HTTPClient(policy)))
    context = StepContext(str(root), "get", project="demo", config=Config({"imageRef": reference, "outPath": path}))
    capabilities = StepRunnerCapabilities(creds_db=Everywhere(), toolbox=toolbox)
    registration.factory(capabilities).run(context, BACKGROUND)


@contextmanager
def registry(layer: Answer, manifest: Any = None, *more: Route) -> Iterator[RouteServer]:
    """A registry with one artifact, which wants a password."""
    digest = digest_of(LAYER)
    content = manifest or {"layers": [{"mediaType": "a/b", "size": len(LAYER), "digest": digest}]}
    wants = Answer(401, {"WWW-Authenticate": 'Basic realm="r"'})
    shows = Answer(200, {"Content-Type": OCI_MANIFEST}, json.dumps(content).encode())
    routes = [
        Route("/v2/", (wants,)),
        Route("/v2/a/b/manifests/1", (shows,)),
        Route(f"/v2/a/b/blobs/{digest}", (layer,)),
    ]
    with RouteServer([*routes, *more]) as server:
        yield server


def test_a_layer_may_be_elsewhere_but_the_password_does_not_go_there(tmp_path: Path) -> None:
    with RouteServer([Route("/blob", (Answer(200, {}, LAYER),))]) as storage:
        with registry(Answer(307, {"Location": f"{storage.url}/blob"})) as server:
            download(f"{server.host}/a/b:1", tmp_path)
            assert any(name == "Authorization" for name, _ in server.asked[-1].headers)
        assert not any(name == "Authorization" for name, _ in storage.asked[0].headers)
    assert (tmp_path / "out").read_bytes() == LAYER


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "http://metadata.google.internal/", "file:///etc/passwd"]
)
def test_a_layer_is_not_at_a_metadata_service(url: str, tmp_path: Path) -> None:
    with registry(Answer(307, {"Location": url})) as server, pytest.raises((AddressError, HTTPError)):
        download(f"{server.host}/a/b:1", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", [b"other", b"layer and more", b"lay", b""])
def test_other_bytes_than_promised_are_not_kept(body: bytes, tmp_path: Path) -> None:
    with registry(Answer(200, {}, body)) as server, pytest.raises(HTTPError):
        download(f"{server.host}/a/b:1", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "digest",
    ["sha256:../../../etc/passwd", "../../../etc/passwd", "sha256:" + "0" * 63 + "/", "sha256:" + "0" * 64 + "?x"],
)
def test_a_digest_is_a_digest(digest: str, tmp_path: Path) -> None:
    manifest = {"layers": [{"mediaType": "a/b", "size": 5, "digest": digest}]}
    with registry(Answer(), manifest) as server:
        with pytest.raises(HTTPError, match="whose size or digest is none"):
            download(f"{server.host}/a/b:1", tmp_path)
        assert len(server.asked) == 2


@pytest.mark.parametrize("reference", ["127.0.0.1:1/../admin:1", "127.0.0.1:1/a/../../admin:1", "127.0.0.1:1/a/./b:1"])
def test_a_repository_stays_below_the_api(reference: str, tmp_path: Path) -> None:
    with pytest.raises(TranshipError, match=r'is "\." or "\.\."'):
        download(reference, tmp_path)


@pytest.mark.parametrize("path", ["../out", "/out", "link/out"])
def test_a_layer_stays_in_the_work_directory(path: str, tmp_path: Path) -> None:
    root = tmp_path / "work"
    root.mkdir()
    (root / "link").symlink_to("..")
    with registry(Answer(200, {}, LAYER)) as server:
        download(f"{server.host}/a/b:1", root, path)
    assert [file.is_relative_to(root) for file in tmp_path.rglob("out")] == [True]


def test_a_password_is_not_told_to_another_server_for_tokens_without_tls(tmp_path: Path) -> None:
    with RouteServer() as thief, RouteServer([Route("/v2/", (Answer(401),))], tls=True) as server:
        wants = Answer(401, {"WWW-Authenticate": f'Bearer realm="{thief.url}/token"'})
        server.serve([Route("/v2/", (wants,)), Route("/v2/a/b/manifests/1", (wants,))])
        policy = AddressPolicy(allow_loopback=True, environment={})
        context = StepContext(
            str(tmp_path),
            "get",
            config=Config({"imageRef": f"{server.host}/a/b:1", "outPath": "out", "insecureSkipTLSVerify": True}),
        )
        capabilities = StepRunnerCapabilities(creds_db=Everywhere(), toolbox=Toolbox(oci=OCIClient(HTTPClient(policy))))
        with pytest.raises(HTTPError, match="passwords do not go there"):
            registration.factory(capabilities).run(context, BACKGROUND)
        assert thief.asked == ()
