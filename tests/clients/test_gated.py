"""Programs that fetch on their own are stopped where steps must not go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.helm.charts import CHART, write
from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.gated import way_out
from tranship.clients.helm import ChartFiles, HelmClient, HelmSettings, RepositoryAccess
from tranship.clients.kustomize import BuildRequest, KustomizeClient, KustomizeSettings
from tranship.errors import AddressError
from tranship.execution import BACKGROUND

POLICY = AddressPolicy(allow_loopback=True)
METADATA = "http://169.254.169.254/latest/meta-data/db-0.1.0.tgz"


def index(url: str) -> bytes:
    return (
        f"apiVersion: v1\nentries:\n  db:\n  - {{apiVersion: v2, name: db, version: 0.1.0, urls: ['{url}']}}\n".encode()
    )


@pytest.mark.parametrize("program", ["helm3", "helm4"])
def test_an_archive_elsewhere_is_checked(tmp_path: Path, program: str) -> None:
    with RouteServer([Route("/index.yaml", (Answer(body=index(METADATA)),))]) as server:
        dependency = f"dependencies:\n- name: db\n  version: 0.1.0\n  repository: {server.url}\n"
        chart = ChartFiles(tmp_path, write(tmp_path / "chart", {"Chart.yaml": CHART + dependency}))
        client = HelmClient(HelmSettings(program), POLICY)
        with pytest.raises(AddressError, match=r"169\.254\.169\.254"):
            client.update_dependencies(chart, [RepositoryAccess(server.url)], BACKGROUND, plain_http=False)


def test_a_redirect_of_a_remote_file_is_checked(tmp_path: Path) -> None:
    moved = Answer(302, {"Location": METADATA})
    with RouteServer([Route("/x.yaml", (moved,))]) as server:
        folder = write(tmp_path / "app", {"kustomization.yaml": f"resources: ['{server.url}/x.yaml']\n"})
        client = KustomizeClient(KustomizeSettings(allow_remote=True), POLICY)
        with pytest.raises(AddressError, match=r"169\.254\.169\.254"):
            client.build(BuildRequest(tmp_path, folder), BACKGROUND)


def test_with_a_proxy_of_the_environment_that_is_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    with way_out(POLICY, BACKGROUND) as way:
        assert (way.variables, way.gate) == ({}, None)


def test_without_one_it_is_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with way_out(POLICY, BACKGROUND) as way:
        assert way.gate is not None
        assert way.variables["HTTPS_PROXY"] == way.gate.url
        assert way.variables["NO_PROXY"] == ""
