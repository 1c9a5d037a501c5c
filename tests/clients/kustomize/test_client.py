"""Builds by the real program."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tranship.clients.kustomize import BuildRequest, KustomizeClient, KustomizeSettings
from tranship.errors import AddressError, CancelledError, ClientError
from tranship.execution import BACKGROUND, Cancellation, Execution

CHART = {
    "charts/demo/Chart.yaml": "apiVersion: v2\nname: demo\nversion: 0.1.0\n",
    "charts/demo/values.yaml": "",
    "charts/demo/templates/t.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
    "  kube: {{ .Capabilities.KubeVersion.Version }}\n  api: '{{ .Capabilities.APIVersions.Has \"acme/v1\" }}'\n",
}


def app(root: Path, kustomization: str, **files: str) -> BuildRequest:
    for name, text in {"kustomization.yaml": kustomization, **files}.items():
        path = root / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return BuildRequest(root, root / "app")


def test_a_build(tmp_path: Path) -> None:
    request = app(
        tmp_path, "configMapGenerator: [{name: x, literals: [a=b]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n"
    )
    text = KustomizeClient().build(request, BACKGROUND)
    assert text == "apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: x\n"


def test_an_error_has_kustomizes_words_and_no_path_of_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match=r"^kustomize: accumulating resources: .*missing\.yaml") as caught:
        KustomizeClient().build(app(tmp_path, "resources: [missing.yaml]\n"), BACKGROUND)
    assert str(tmp_path) + "/" not in str(caught.value)


@pytest.mark.parametrize("entry", ["", "  kubeVersion: 1.28.0\n"])
def test_charts_are_told_versions_unless_the_entry_says_its_own(tmp_path: Path, entry: str) -> None:
    request = app(tmp_path, f"helmCharts:\n- name: demo\n  releaseName: r\n{entry}", **CHART)
    told = BuildRequest(request.work_dir, request.folder, "1.31.0", ("acme/v1",))
    text = KustomizeClient().build(told, BACKGROUND)
    assert f"kube: v{'1.28.0' if entry else '1.31.0'}" in text
    assert 'api: "true"' in text


def test_what_is_elsewhere_is_off_by_default(tmp_path: Path) -> None:
    request = app(tmp_path, "resources: ['https://user:hunter2@h.example/r.git?ref=v1']\n")
    with pytest.raises(
        AddressError, match=r'fetches "https://h\.example/r\.git" from elsewhere, which is off'
    ) as caught:
        KustomizeClient().build(request, BACKGROUND)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/x.yaml", "git::http://169.254.169.254/r", "git@169.254.169.254:r"]
)
def test_addresses_elsewhere_are_checked(tmp_path: Path, url: str) -> None:
    client = KustomizeClient(KustomizeSettings(allow_remote=True))
    with pytest.raises(AddressError, match=r"169\.254\.169\.254"):
        client.build(app(tmp_path, f"resources: ['{url}']\n"), BACKGROUND)


def test_nobody_waits_for_anybody(tmp_path: Path) -> None:
    requests = [
        app(tmp_path / str(number), f"configMapGenerator: [{{name: x{number}, literals: [a=b]}}]\n")
        for number in range(6)
    ]
    with ThreadPoolExecutor(3) as pool:
        texts = list(pool.map(lambda request: KustomizeClient().build(request, BACKGROUND), requests))
    assert [f"name: x{number}-" in text for number, text in enumerate(texts)] == [True] * 6


def test_a_build_can_be_stopped(tmp_path: Path) -> None:
    cancel = Cancellation()
    cancel.cancel("enough")
    with pytest.raises(CancelledError):
        KustomizeClient().build(app(tmp_path, "resources: []\n"), Execution(cancel))


def test_without_kustomize_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ClientError, match=r'pip install "tranship\[kustomize\]"'):
        KustomizeClient().build(app(tmp_path, "resources: []\n"), BACKGROUND)
