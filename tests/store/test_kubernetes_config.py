from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tranship.errors import InputError
from tranship.store.kubernetes_config import cluster_config


def kubeconfig(path: Path, *, user: dict[str, Any] | None = None, server: str = "https://one") -> str:
    contexts = [{"name": "one", "context": {"cluster": "one", **({"user": "me"} if user is not None else {})}}]
    contexts.append({"name": "two", "context": {"cluster": "two"}})
    clusters = [{"name": "one", "cluster": {"server": server}}, {"name": "two", "cluster": {"server": "https://two"}}]
    data = {"current-context": "one", "contexts": contexts, "clusters": clusters}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data | ({"users": [{"name": "me", "user": user}]} if user is not None else {})))
    return str(path)


def test_the_user_s_own_configuration(tmp_path: Path) -> None:
    kubeconfig(tmp_path / ".kube" / "config", user={"token": "t"})
    found = cluster_config({"HOME": str(tmp_path)})
    assert found.user is not None
    assert (found.cluster.server, found.user.token) == ("https://one", "t")
    assert cluster_config({"HOME": str(tmp_path)}, "two").cluster.server == "https://two"


def test_a_configuration_that_is_named(tmp_path: Path) -> None:
    other = kubeconfig(tmp_path / "other", server="https://other")
    assert cluster_config({"KUBECONFIG": other}).cluster.server == "https://other"
    several = os.pathsep.join([str(tmp_path / "gone"), other])
    assert cluster_config({"KUBECONFIG": several}).cluster.server == "https://other"


def test_nobody_need_log_in(tmp_path: Path) -> None:
    found = cluster_config({"KUBECONFIG": kubeconfig(tmp_path / "c")})
    assert found.user is not None
    assert found.user.token is None


def test_programs_that_log_in_may_speak_the_newer_version(tmp_path: Path) -> None:
    login = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "aws", "args": ["eks", "get-token"]}}
    user = cluster_config({"KUBECONFIG": kubeconfig(tmp_path / "c", user=login)}).user
    assert user is not None
    assert user.exec is not None
    assert (user.exec.apiVersion, user.exec.command) == ("client.authentication.k8s.io/v1beta1", "aws")


def test_within_a_cluster_its_own_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = tmp_path / "serviceaccount"
    account.mkdir()
    for name, text in {"token": "t", "namespace": "kargo", "ca.crt": "-"}.items():
        (account / name).write_text(text)
    inside = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    for name, value in inside.items():
        monkeypatch.setenv(name, value)
    found = cluster_config({**inside, "KUBECONFIG": kubeconfig(tmp_path / "c")}, service_account=account)
    assert (found.cluster.server, found.namespace) == ("https://10.0.0.1:443", "kargo")
    outside = cluster_config({"KUBECONFIG": str(tmp_path / "c")}, service_account=account)
    assert outside.cluster.server == "https://one"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("password: s3cret", "it is no kubeconfig, or names what it does not hold"),
        ("[s3cret", "it is no kubeconfig, or names what it does not hold"),
        ("s3cret", "it is no kubeconfig, or names what it does not hold"),
        ("{contexts: [], clusters: [], users: []}", "No current context set and no default provided"),
        ("{contexts: [{name: a, context: {cluster: s3cret}}], clusters: [], current-context: a}", "it is no kubecon"),
    ],
)
def test_files_that_are_no_configuration(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        cluster_config({"KUBECONFIG": str(path)})
    assert str(raised.value).startswith(f"the kubeconfig {path} can't be used: {why}")
    assert "s3cret" not in str(raised.value)


def test_without_any(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        cluster_config({"HOME": str(tmp_path)})
    assert str(raised.value) == (
        f"there is no cluster to connect to: not within one, and there is no file {tmp_path}/.kube/config; name your "
        "kubeconfig in KUBECONFIG"
    )
