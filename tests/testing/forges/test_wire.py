"""What the doubles say, field by field: as the forges' own references show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.forges.scene import DOUBLES, scene_of
from tests.testing.forges.asking import say
from tranship.clients.forges import ForgeKind
from tranship.testing.forges import Readiness, State

ONE = {
    ForgeKind.GITHUB: "/api/v3/repos/acme/gitops/pulls/1",
    ForgeKind.GITLAB: "/api/v4/projects/acme%2Fdeploy%2Fgitops/merge_requests/1",
    ForgeKind.GITEA: "/api/v1/repos/acme/gitops/pulls/1",
    ForgeKind.BITBUCKET: "/2.0/repositories/acme/gitops/pullrequests/1",
    ForgeKind.BITBUCKET_SERVER: "/rest/api/1.0/projects/ACME/repos/gitops/pull-requests/1",
    ForgeKind.AZURE: "/acme/shop/_apis/git/repositories/gitops/pullrequests/1?api-version=7.1",
}
PAGES = {
    ForgeKind.GITHUB: "/acme/gitops/pull/1",
    ForgeKind.GITLAB: "/acme/deploy/gitops/-/merge_requests/1",
    ForgeKind.GITEA: "/acme/gitops/pulls/1",
    ForgeKind.BITBUCKET: "/acme/gitops/pull-requests/1",
    ForgeKind.BITBUCKET_SERVER: "/projects/ACME/repos/gitops/pull-requests/1",
    ForgeKind.AZURE: "/acme/shop/_git/gitops/pullrequest/1",
}
STATES = {
    ForgeKind.GITHUB: ("state", "open", "closed", "closed"),
    ForgeKind.GITLAB: ("state", "opened", "merged", "closed"),
    ForgeKind.GITEA: ("state", "open", "closed", "closed"),
    ForgeKind.BITBUCKET: ("state", "OPEN", "MERGED", "DECLINED"),
    ForgeKind.BITBUCKET_SERVER: ("state", "OPEN", "MERGED", "DECLINED"),
    ForgeKind.AZURE: ("status", "active", "completed", "abandoned"),
}
READY = {
    ForgeKind.GITHUB: ("mergeable_state", "clean", "draft", "unknown", "dirty"),
    ForgeKind.GITLAB: ("detailed_merge_status", "mergeable", "draft_status", "checking", "conflict"),
    ForgeKind.GITEA: ("mergeable", True, True, False, False),
    ForgeKind.AZURE: ("mergeStatus", "succeeded", "succeeded", "queued", "conflicts"),
}
ERRORS = {
    ForgeKind.GITHUB: ("message",),
    ForgeKind.GITLAB: ("message",),
    ForgeKind.GITEA: ("message",),
    ForgeKind.BITBUCKET: ("error", "message"),
    ForgeKind.BITBUCKET_SERVER: ("errors", 0, "message"),
    ForgeKind.AZURE: ("message",),
}


@pytest.mark.parametrize("kind", list(DOUBLES), ids=str)
def test_the_page_and_the_state(kind: ForgeKind, tmp_path: Path) -> None:
    field, is_open, merged, closed = STATES[kind]
    with scene_of(kind, tmp_path) as scene:
        assert scene.create().url == scene.double.url + PAGES[kind]
        assert say(scene.double, "GET", ONE[kind]).data[field] == is_open
        scene.double.change(scene.name, 1, state=State.CLOSED)
        assert say(scene.double, "GET", ONE[kind]).data[field] == closed
        scene.double.change(scene.name, 1, state=State.OPEN)
        scene.double.merge(scene.name, 1)
        assert say(scene.double, "GET", ONE[kind]).data[field] == merged


@pytest.mark.parametrize("kind", list(READY), ids=str)
def test_whether_it_can_be_merged(kind: ForgeKind, tmp_path: Path) -> None:
    field, *expected = READY[kind]
    with scene_of(kind, tmp_path) as scene:
        scene.create()

        def seen(**change: object) -> object:
            scene.double.change(scene.name, 1, **change)
            return say(scene.double, "GET", ONE[kind]).data[str(field)]

        found = [seen(), seen(draft=True), seen(draft=False, readiness=Readiness.CHECKING)]
        scene.conflict()
        assert [*found, seen(readiness=Readiness.READY)] == expected


@pytest.mark.parametrize("kind", list(DOUBLES), ids=str)
def test_errors_have_the_forge_s_form(kind: ForgeKind, tmp_path: Path) -> None:
    with scene_of(kind, tmp_path) as scene:
        reply = say(scene.double, "GET", ONE[kind])
        found = reply.data
        for key in ERRORS[kind]:
            found = found[key]
        assert reply.status == 404
        assert isinstance(found, str)


@pytest.mark.parametrize(
    ("kind", "without", "wrong"),
    [
        (ForgeKind.GITHUB, 404, 401),
        (ForgeKind.GITLAB, 404, 401),
        (ForgeKind.GITEA, 404, 401),
        (ForgeKind.BITBUCKET, 401, 401),
        (ForgeKind.BITBUCKET_SERVER, 401, 401),
    ],
)
def test_who_has_not_the_token_does_not_get_in(kind: ForgeKind, without: int, wrong: int, tmp_path: Path) -> None:
    with scene_of(kind, tmp_path) as scene:
        scene.create()
        assert say(scene.double, "GET", ONE[kind], token="").status == without
        assert say(scene.double, "GET", ONE[kind], token="other").status == wrong


def test_azure_shows_browsers_where_to_sign_in(tmp_path: Path) -> None:
    with scene_of(ForgeKind.AZURE, tmp_path) as scene:
        scene.create()
        assert (
            say(scene.double, "GET", ONE[ForgeKind.AZURE], token="", **{"X-TFS-FedAuthRedirect": "Suppress"}).status
            == 401
        )
        bare = ONE[ForgeKind.AZURE].partition("?")[0]
        assert say(scene.double, "GET", bare).data["message"] == "No api-version was supplied for the request."
