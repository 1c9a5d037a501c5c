"""Bitbucket Data Center: vetoes, versions of pull requests, and addresses below a path."""

from __future__ import annotations

import json

import pytest

from tests.clients.forges.scene import CLIENT, TOKEN, Scene
from tranship.clients.forges import ForgeKind, NewPullRequest, NotReadyError, RefusedError
from tranship.errors import ClientError
from tranship.execution import BACKGROUND, Execution
from tranship.testing.forges import Failure, Readiness

KIND = ForgeKind.BITBUCKET_SERVER


def test_what_stands_in_the_way_is_said(scene: Scene) -> None:
    scene.create()
    scene.double.change(scene.name, 1, readiness=Readiness.BLOCKED)
    with pytest.raises(NotReadyError, match="can't be merged yet: Not all required reviewers have approved yet"):
        scene.open().merge(1, "")
    scene.double.change(scene.name, 1, readiness=Readiness.CHECKING)
    with pytest.raises(NotReadyError, match="the outcome would be UNKNOWN"):
        scene.open().merge(1, "")
    scene.double.change(scene.name, 1, readiness=Readiness.READY)
    assert scene.open().merge(1, "").merged


def test_a_conflict_can_never_be_merged(scene: Scene) -> None:
    scene.create()
    scene.conflict()
    with pytest.raises(RefusedError, match="the pull request has conflicts with its target branch"):
        scene.open().merge(1, "")


@pytest.mark.parametrize("exception", ["PullRequestOutOfDateException", "PullRequestMergeVetoedException"])
def test_a_race_is_not_ready_yet(scene: Scene, exception: str) -> None:
    scene.create()
    error = {"message": "somebody was faster", "exceptionName": f"com.atlassian.bitbucket.pull.{exception}"}
    scene.double.fail(Failure(409, body=json.dumps({"errors": [error]}).encode(), method="POST"))
    with pytest.raises(NotReadyError, match="does not merge the pull request yet: somebody was faster"):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


def test_another_conflict_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(409, "already declined", method="POST"))
    with pytest.raises(RefusedError, match=r"409 to POST .*: already declined"):
        scene.open().merge(1, "")


def test_a_second_one_of_the_same_branches_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    with pytest.raises(RefusedError, match="Only one pull request may be open for a given source and target branch"):
        scene.create()


def test_pull_requests_into_another_repository_are_not_ours(scene: Scene) -> None:
    entry = {
        "id": 5,
        "state": "OPEN",
        "fromRef": {"id": "refs/heads/work"},
        "toRef": {"id": "refs/heads/main", "repository": {"slug": "gitops", "project": {"key": "UP"}}},
    }
    scene.double.fail(Failure(200, body=json.dumps({"values": [entry], "isLastPage": True}).encode()))
    assert scene.open().open_pull_requests("work", "main") == []


def test_it_is_told_that_no_browser_asks_and_the_token(scene: Scene) -> None:
    scene.create()
    scene.open().merge(1, "")
    headers = [one.headers for one in scene.double.requests if one.method == "POST"]
    assert {one["x-atlassian-token"] for one in headers} == {"no-check"}
    assert {one["authorization"] for one in headers} == {f"Bearer {TOKEN}"}


def test_labels_are_left_out_and_the_log_says_so(scene: Scene) -> None:
    lines: list[str] = []
    scene.open(execution=Execution(log=lines.append)).create(NewPullRequest("t", "", "work", "main", ("prod",)))
    assert lines == ["Bitbucket's pull requests have no labels; they are left out"]


def test_an_address_of_another_form_is_none(scene: Scene) -> None:
    with pytest.raises(ClientError, match='"a/b/c" is no repository of the form scm/PROJECT/name'):
        CLIENT.open(f"{scene.double.url}/a/b/c", KIND, "", BACKGROUND)
