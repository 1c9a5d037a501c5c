"""What the double answers, to the letter of Argo CD's API: an answer of grpc-gateway has error, code and message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.argocd.connecting import REPO, manifest
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import Headers, HTTPClient, Request, parse_url
from tranship.execution import BACKGROUND
from tranship.testing.argocd import ArgoCDDouble, Script, Token

APPS = "/api/v1/applications"
HTTP = HTTPClient(AddressPolicy(allow_loopback=True, environment={}))


def ask(
    double: ArgoCDDouble, method: str, path: str, body: Any = None, token: str = "t", kind: str = "application/json"
) -> tuple[int, Any]:
    headers = [("Content-Type", kind)] if body is not None else []
    if token:
        headers.append(("Authorization", f"Bearer {token}"))
    data = b"" if body is None else json.dumps(body).encode()
    reply = HTTP.send(
        Request(method, parse_url(f"http://{double.host}{path}"), Headers(tuple(headers)), data), BACKGROUND
    )
    try:
        return reply.status, json.loads(reply.body)
    except ValueError:
        return reply.status, reply.body.decode()


def merge(patch: Any, **more: str) -> dict[str, str]:
    return {"name": "web", "patch": json.dumps(patch), "patchType": "merge", **more}


@pytest.fixture
def double() -> Iterator[ArgoCDDouble]:
    tokens = {"t": Token(), "reader": Token(actions={"get"}), "acme": Token(projects={"acme"})}
    with ArgoCDDouble(tokens=tokens, repositories={REPO: {"main": "a" * 40, "v1": "b" * 40}}) as made:
        made.apply(manifest())
        yield made


def test_without_a_token(double: ArgoCDDouble) -> None:
    words = "no session information"
    assert ask(double, "GET", APPS, token="") == (401, {"error": words, "code": 16, "message": words})
    assert ask(double, "GET", APPS, token="x")[1]["message"].startswith("invalid session: ")


def test_what_is_missing_is_told_only_to_those_who_name_the_project(double: ArgoCDDouble) -> None:
    denied = (403, {"error": "permission denied", "code": 7, "message": "permission denied"})
    assert ask(double, "GET", f"{APPS}/gone") == denied
    assert ask(double, "GET", f"{APPS}/web?appNamespace=other") == denied
    assert ask(double, "GET", f"{APPS}/web?project=other", token="acme") == denied
    missing = 'applications.argoproj.io "gone" not found'
    assert ask(double, "GET", f"{APPS}/gone?project=acme") == (
        404,
        {"error": missing, "code": 5, "message": missing},
    )
    assert ask(double, "GET", f"{APPS}/web?project=other")[0] == 404


@pytest.mark.parametrize(
    ("body", "status", "code", "message"),
    [
        ({"name": "web", "patch": "{}", "patchType": "strategic"}, 400, 3, "Patch type 'strategic' is not supported"),
        (
            {"name": "web", "patch": "{", "patchType": "merge"},
            500,
            2,
            "error calculating merge patch: Invalid JSON Doc",
        ),
        (
            merge({"spec": {"source": {"repoURL": "x"}}}),
            400,
            3,
            "application spec for web is invalid: InvalidSpecError",
        ),
    ],
)
def test_patches_that_are_refused(double: ArgoCDDouble, body: Any, status: int, code: int, message: str) -> None:
    answered, data = ask(double, "PATCH", f"{APPS}/web", body)
    assert (answered, data["code"]) == (status, code)
    assert data["message"].startswith(message)


def test_what_is_no_json_is_refused_before_anything_else(double: ArgoCDDouble) -> None:
    assert ask(double, "PATCH", f"{APPS}/web", {}, kind="text/plain", token="") == (415, "Invalid content type\n")


def test_a_patch_changes_metadata_and_spec_only(double: ArgoCDDouble) -> None:
    patch = {
        "metadata": {"labels": {"team": "b", "app": None}},
        "spec": {"source": {"targetRevision": "v1"}},
        "operation": {"sync": {}},
        "status": {"health": {"status": "Missing"}},
    }
    status, changed = ask(double, "PATCH", f"{APPS}/web", merge(patch))
    assert status == 200
    assert changed["metadata"]["labels"] == {"team": "b"}
    assert changed["spec"]["source"]["targetRevision"] == "v1"
    assert "operation" not in changed
    assert changed["status"]["health"] == {"status": "Healthy"}
    assert (changed["status"]["sync"]["status"], changed["status"]["sync"]["revision"]) == ("OutOfSync", "b" * 40)


def test_actions_need_permissions(double: ArgoCDDouble) -> None:
    words = "permission denied: applications, {}, acme/web, sub: promoter"
    assert ask(double, "PATCH", f"{APPS}/web", merge({}), token="reader")[1]["message"] == words.format("update")
    assert ask(double, "POST", f"{APPS}/web/sync", {}, token="reader")[1]["message"] == words.format("sync")
    assert ask(double, "GET", f"{APPS}/web?refresh=hard", token="reader")[0] == 200


def test_a_sync_from_its_beginning_to_its_end(double: ArgoCDDouble) -> None:
    double.script("web", looks=2, health=("Progressing", "Healthy"))
    double.push(REPO, "main", "c" * 40)
    asked = {"infos": [{"name": "n", "value": "v"}], "syncOptions": {"items": ["Prune=false"]}}
    status, begun = ask(double, "POST", f"{APPS}/web/sync", asked)
    assert status == 200
    assert begun["operation"]["sync"] == {
        "source": {"repoURL": REPO, "targetRevision": "main"},
        "revision": "c" * 40,
        "syncOptions": ["Prune=false"],
    }
    assert "operationState" not in begun["status"]
    again = ask(double, "POST", f"{APPS}/web/sync", {})
    words = "another operation is already in progress"
    assert again == (400, {"error": words, "code": 9, "message": words})

    seen = [ask(double, "GET", f"{APPS}/web")[1] for _ in range(5)]
    assert [one["status"]["operationState"]["phase"] for one in seen] == ["Running"] * 2 + ["Succeeded"] * 3
    assert ["operation" in one for one in seen] == [True, True, False, False, False]
    assert [one["status"]["health"]["status"] for one in seen[2:]] == ["Healthy", "Progressing", "Healthy"]
    ended = seen[2]["status"]
    assert ended["operationState"]["operation"]["info"] == [{"name": "n", "value": "v"}]
    assert ended["operationState"]["syncResult"]["revision"] == "c" * 40
    # What is said of the health is from before, until the controller has looked again.
    assert ended["reconciledAt"] < ended["operationState"]["finishedAt"] < seen[3]["status"]["reconciledAt"]
    versions = [int(one["metadata"]["resourceVersion"]) for one in (begun, *seen)]
    assert versions == sorted(versions)


def test_a_sync_that_fails(double: ArgoCDDouble) -> None:
    double.apply(
        manifest(), Script(looks=0, phase="Failed", message="one or more objects failed to apply"), synced=False
    )
    ask(double, "POST", f"{APPS}/web/sync", {})
    state = ask(double, "GET", f"{APPS}/web")[1]["status"]
    assert (state["operationState"]["phase"], state["operationState"]["message"]) == (
        "Failed",
        "one or more objects failed to apply",
    )
    assert state["sync"]["status"] == "OutOfSync"


def test_a_refresh_brings_what_nobody_has_looked_at(double: ArgoCDDouble) -> None:
    double.script("web", looks=0, reconciles=False)
    ask(double, "POST", f"{APPS}/web/sync", {})
    stale = [ask(double, "GET", f"{APPS}/web")[1]["status"] for _ in range(3)][-1]
    assert stale["reconciledAt"] < stale["operationState"]["finishedAt"]
    fresh = ask(double, "GET", f"{APPS}/web?refresh=hard")[1]
    assert fresh["status"]["reconciledAt"] > stale["operationState"]["finishedAt"]
    double.script("web", conditions={"ComparisonError": "no manifests"})
    patch = {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}}}
    annotated = ask(double, "PATCH", f"{APPS}/web", merge(patch))
    assert annotated[1]["metadata"]["annotations"]["argocd.argoproj.io/refresh"] == "hard"
    looked = ask(double, "GET", f"{APPS}/web")[1]
    assert "argocd.argoproj.io/refresh" not in looked["metadata"]["annotations"]
    assert looked["status"]["conditions"] == [{"type": "ComparisonError", "message": "no manifests"}]


def test_an_application_may_sync_by_itself(double: ArgoCDDouble) -> None:
    double.apply({**manifest(), "spec": {**manifest()["spec"], "syncPolicy": {"automated": {}}}})
    changed = ask(double, "PATCH", f"{APPS}/web", merge({"spec": {"source": {"targetRevision": "v1"}}}))[1]
    assert changed["operation"]["initiatedBy"] == {"automated": True}
    assert ask(double, "POST", f"{APPS}/web/sync", {})[1]["code"] == 9


def test_several_sources(double: ArgoCDDouble) -> None:
    sources = [{"repoURL": REPO, "targetRevision": "v1"}, {"repoURL": REPO, "targetRevision": "d" * 40}]
    double.apply({**manifest(), "spec": {"sources": sources}}, Script(looks=0))
    ask(double, "POST", f"{APPS}/web/sync", {})
    seen = ask(double, "GET", f"{APPS}/web")[1]["status"]
    assert seen["operationState"]["syncResult"] == {"sources": sources, "revisions": ["b" * 40, "d" * 40]}
    assert seen["sync"]["revisions"] == ["b" * 40, "d" * 40]


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("", ["api", "web"]),
        ("team=a", ["api", "web"]),
        ("app==web,team=a", ["web"]),
        ("app!=web", ["api"]),
        ("app in (web, api),team", ["api", "web"]),
        ("app notin (web)", ["api"]),
        ("!team", None),
    ],
)
def test_lists(double: ArgoCDDouble, selector: str, names: list[str] | None) -> None:
    double.apply(manifest("api"))
    query = selector.replace(" ", "%20")
    status, found = ask(double, "GET", f"{APPS}?selector={query}&appNamespace=argocd")
    assert status == 200
    assert (found["items"] and [one["metadata"]["name"] for one in found["items"]]) == names


def test_a_selector_that_is_none(double: ArgoCDDouble) -> None:
    status, data = ask(double, "GET", f"{APPS}?selector=a%20b")
    assert (status, data["code"], data["message"][:28]) == (500, 2, "error parsing the selector: ")


def test_it_knows_no_more(double: ArgoCDDouble) -> None:
    assert ask(double, "DELETE", f"{APPS}/web", {})[1]["code"] == 12
    assert ask(double, "GET", "/applications/web")[1].startswith("<!doctype html>")
    with pytest.raises(ValueError, match="made without repositories"):
        ArgoCDDouble().push(REPO, "main", "x")
