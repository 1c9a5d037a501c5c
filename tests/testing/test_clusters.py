from __future__ import annotations

from pathlib import Path

import pytest

from tranship.errors import InputError
from tranship.models.base import read_model
from tranship.testing.clusters import follow, make_argocd, place_of
from tranship.testing.given import Application, Repository
from tranship.testing.hosting import Hosting

URL = "https://git.acme.dev/x.git"


def test_applications_know_the_branches_of_the_repositories(tmp_path: Path) -> None:
    hosting = Hosting(tmp_path / "git", {URL: read_model(Repository, {"files": {"a": "b"}})}, tmp_path)
    (hosted,) = hosting
    given = {
        "web": read_model(Application, {"source": {"repoURL": URL, "targetRevision": "main"}, "labels": {"a": "b"}})
    }
    double = make_argocd(given, (), hosting, "demo:test")
    assert double is not None
    web = double.application("web")
    assert web["metadata"]["annotations"] == {"kargo.akuity.io/authorized-stage": "demo:test"}
    assert web["metadata"]["labels"] == {"a": "b"}
    assert web["status"]["sync"]["revision"] == hosted.git.head("main")
    hosted.git.commit("main", {"a": "c"})
    follow(double, hosting)
    assert double._resolved({"repoURL": URL, "targetRevision": "main"}) == hosted.git.head("main")


def test_what_a_test_says_of_an_application_of_the_manifests_is_how_it_behaves(tmp_path: Path) -> None:
    manifest = {"metadata": {"name": "web", "namespace": "apps"}, "spec": {"source": {"repoURL": "https://a.b/c"}}}
    given = {"apps/web": read_model(Application, {"health": ["Degraded"]})}
    double = make_argocd(given, [manifest], Hosting(tmp_path / "git", {}, tmp_path))
    assert double is not None
    web = double.application("web", "apps")
    assert (web["spec"], web["status"]["health"]) == (manifest["spec"], {"status": "Degraded"})


def test_no_applications_no_argocd(tmp_path: Path) -> None:
    hosting = Hosting(tmp_path / "git", {}, tmp_path)
    assert make_argocd({}, (), hosting) is None
    with pytest.raises(InputError, match='applications: "web" has no source'):
        make_argocd({"web": read_model(Application, {})}, (), hosting)
    assert (place_of("web"), place_of("apps/web")) == (("argocd", "web"), ("apps", "web"))
