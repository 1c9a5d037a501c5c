from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.clients.argocd.connecting import REPO, TOKEN, client, manifest
from tranship.clients.argocd import ArgoCDClient
from tranship.errors import StoreError
from tranship.models.argocd import Application
from tranship.store.applications import Applications, Interruptible
from tranship.testing.argocd import ArgoCDDouble, Token
from tranship.testing.forges import Failure

REFRESH = {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}}}
INFO = [{"name": "kargo.akuity.io/promotion", "value": "p"}]


@pytest.fixture
def double() -> Iterator[ArgoCDDouble]:
    tokens = {TOKEN: Token(), "reader": Token(actions={"get"})}
    with ArgoCDDouble(tokens=tokens, namespaces={"team a"}, root_path="/argo") as made:
        made.apply(manifest())
        yield made


@pytest.fixture
def argocd(double: ArgoCDDouble) -> ArgoCDClient:
    return client(double, options="--grpc-web-root-path=argo")


def test_it_is_what_steps_work_with(argocd: ArgoCDClient) -> None:
    applications: Applications = argocd
    assert isinstance(applications, Interruptible)


def test_an_application_with_all_that_it_holds(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    found = argocd.get(Application, "argocd", "web")
    assert found is not None
    assert (found.name, found.namespace, found.spec["project"]) == ("web", "argocd", "acme")
    assert found.status == double.application("web")["status"]


def test_names_are_only_names(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    double.apply({**manifest("a/b c"), "metadata": {"name": "a/b c", "namespace": "team a"}})
    found = argocd.get(Application, "team a", "a/b c")
    assert found is not None
    assert found.name == "a/b c"


def test_lists_by_namespace_and_labels(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    double.apply(manifest("api"))
    double.apply({**manifest("web"), "metadata": {"name": "web", "namespace": "team a"}})
    double.apply({**manifest("web"), "metadata": {"name": "web", "namespace": "elsewhere"}})
    every = argocd.list(Application)
    assert [(one.namespace, one.name) for one in every] == [("argocd", "api"), ("argocd", "web"), ("team a", "web")]
    assert [one.name for one in argocd.list(Application, "argocd")] == ["api", "web"]
    assert [one.name for one in argocd.list(Application, labels={"team": "a", "app": "api"})] == ["api"]
    assert argocd.list(Application, "elsewhere") == []


def test_a_refresh_needs_no_more_than_reading(double: ArgoCDDouble) -> None:
    reader = client(double, "reader", "--grpc-web-root-path=argo")
    before = double.application("web")["status"]["reconciledAt"]
    after = reader.patch(Application, "argocd", "web", REFRESH)
    assert after.status["reconciledAt"] > before
    assert "argocd.argoproj.io/refresh" not in after.metadata.annotations
    assert after.metadata.annotations["kargo.akuity.io/authorized-stage"] == "demo:test"


def test_the_end_of_a_refresh_need_not_come_in_time(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    double.fail(Failure(504, "application refresh deadline exceeded", done=True))
    assert argocd.patch(Application, "argocd", "web", REFRESH).name == "web"
    assert [one.query_text for one in double.requests] == [
        "appNamespace=argocd&refresh=hard",
        "appNamespace=argocd",
    ]


def test_metadata_and_spec_go_into_one_patch(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    patch = {**REFRESH, "spec": {"source": {"targetRevision": "v2", "path": None}}}
    changed = argocd.patch(Application, "argocd", "web", patch)
    assert changed.spec["source"] == {"repoURL": REPO, "targetRevision": "v2"}
    (request,) = double.requests
    assert (request.method, request.path) == ("PATCH", "/argo/api/v1/applications/web")
    assert request.headers["content-type"] == "application/json"
    assert request.fields["patchType"] == "merge"
    assert json.loads(request.fields["patch"]) == patch


def test_an_operation_begins_by_a_request_of_its_own(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    operation = {
        "info": INFO,
        "initiatedBy": {"username": "kargo-controller", "automated": True},
        "retry": {"limit": 2},
        "sync": {"syncOptions": ["Prune=false"], "revision": None},
        "obsolete": None,
    }
    patch = {**REFRESH, "operation": operation, "status": {"operationState": None}}
    changed = argocd.patch(Application, "argocd", "web", patch)
    assert changed.operation is not None
    assert changed.operation["info"] == INFO
    assert changed.operation["retry"] == {"limit": 2}
    assert changed.operation["sync"]["syncOptions"] == ["Prune=false"]
    # Who has the token is who has asked for it.
    assert changed.operation["initiatedBy"] == {"username": "promoter"}
    assert [(one.method, one.path.rpartition("/")[2]) for one in double.requests] == [("GET", "web"), ("POST", "sync")]


def test_what_the_application_says_of_its_syncs_holds_where_the_operation_says_nothing(
    double: ArgoCDDouble, argocd: ArgoCDClient
) -> None:
    policy = {"syncOptions": ["CreateNamespace=true"], "retry": {"limit": 7}}
    double.apply({**manifest(), "spec": {**manifest()["spec"], "syncPolicy": policy}})
    changed = argocd.patch(Application, "argocd", "web", {"operation": {"sync": {}}})
    assert changed.operation is not None
    assert changed.operation["retry"] == {"limit": 7}
    assert changed.operation["sync"]["syncOptions"] == ["CreateNamespace=true"]


def test_an_empty_patch_reads(double: ArgoCDDouble, argocd: ArgoCDClient) -> None:
    assert argocd.patch(Application, "argocd", "web", {"spec": {}}).name == "web"
    assert [one.method for one in double.requests] == ["GET"]


@pytest.mark.parametrize(
    "patch",
    [
        {"status": {"health": {"status": "Healthy"}}},
        {"kind": "Other"},
        {"operation": None},
        {"operation": {"sync": {"revision": "abc"}}},
        {"operation": {"sync": {}, "terminate": True}},
        {"operation": {"info": []}},
    ],
)
def test_nothing_of_a_patch_is_lost_silently(
    double: ArgoCDDouble, argocd: ArgoCDClient, patch: dict[str, object]
) -> None:
    with pytest.raises(StoreError, match=r"Argo CD's API (changes|can't begin)"):
        argocd.patch(Application, "argocd", "web", patch)
    assert double.requests == ()
