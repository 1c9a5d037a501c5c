"""Bitbucket Cloud: short ids, merges that take long, and reasons that come afterwards."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.clients.forges.scene import CLIENT, Scene, scene_of
from tranship.clients.forges import ForgeKind, NewPullRequest, NotReadyError, RefusedError
from tranship.errors import ClientError, HTTPError
from tranship.execution import BACKGROUND, Execution
from tranship.testing.forges import Failure

KIND = ForgeKind.BITBUCKET


def test_ids_of_commits_are_whole(scene: Scene) -> None:
    scene.create()
    (found,) = scene.open().open_pull_requests("work", "main")
    assert found.head == scene.git.head("work")
    assert scene.open().merge(1, "").commit == scene.git.head("main")


def test_a_commit_that_another_answer_is_about_is_an_error(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(200, body=json.dumps({"hash": "f" * 40}).encode(), path="/commit/"))
    with pytest.raises(HTTPError, match="Bitbucket's answer holds no commit"):
        scene.open().open_pull_requests("work", "main")


@pytest.mark.parametrize("branch", ['we"ird', "ümläut", "it's"])
def test_names_of_branches_are_quoted(scene: Scene, branch: str) -> None:
    scene.git.branch(branch, "work")
    scene.create(source=branch)
    assert [one.source for one in scene.open().open_pull_requests(branch, "main")] == [branch]


@pytest.mark.parametrize(
    ("username", "sent"),
    [
        ("", "Bearer t0ken"),
        ("x-token-auth", "Bearer t0ken"),
        ("bot@acme.dev", "Basic " + base64.b64encode(b"bot@acme.dev:t0ken").decode()),
    ],
)
def test_access_tokens_and_those_of_users(scene: Scene, username: str, sent: str) -> None:
    assert scene.open(username=username).open_pull_requests("work", "main") == []
    assert scene.double.requests[0].headers["authorization"] == sent


def test_labels_are_left_out_and_the_log_says_so(scene: Scene) -> None:
    lines: list[str] = []
    forge = scene.open(execution=Execution(log=lines.append))
    forge.create(NewPullRequest("t", "", "work", "main", ("prod",)))
    assert lines == ["Bitbucket's pull requests have no labels; they are left out"]


def test_a_second_one_of_the_same_branches_is_the_first(scene: Scene) -> None:
    assert (scene.create().number, scene.create(title="again").number) == (1, 1)


def test_what_is_wrong_with_a_field_is_said(scene: Scene) -> None:
    with pytest.raises(RefusedError, match=r"400 to POST .*: Bad request; source: branch not found: gone"):
        scene.create(source="gone")


def test_a_merge_that_takes_long_is_waited_for(tmp_path: Path) -> None:
    with scene_of(KIND, tmp_path, slow=True) as scene:
        scene.create()
        merged = scene.open().merge(1, "squash")
        assert (merged.merged, merged.commit) == (True, scene.git.head("main"))


def test_a_branch_that_moved_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(409, "one of the refs changed", method="POST"))
    with pytest.raises(NotReadyError, match="a branch of the pull request has moved: one of the refs changed"):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


def test_a_merge_that_timed_out_may_pass(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(555, "took too long", method="POST"))
    with pytest.raises(HTTPError, match="555") as caught:
        scene.open().merge(1, "")
    assert not isinstance(caught.value, RefusedError | NotReadyError)


def test_an_answer_that_says_it_is_still_open_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(200, body=b'{"id": 1, "state": "OPEN"}', method="POST"))
    with pytest.raises(NotReadyError, match="Bitbucket has accepted the merge and not made it yet"):
        scene.open().merge(1, "")


def test_a_next_page_on_another_server_is_not_asked(scene: Scene) -> None:
    body = json.dumps({"values": [], "next": "https://evil.example/2.0/next"}).encode()
    scene.double.fail(Failure(200, body=body))
    with pytest.raises(HTTPError, match="names a next page on another server; it is not asked"):
        scene.open().open_pull_requests("work", "main")


def test_a_repository_without_a_workspace_is_none(scene: Scene) -> None:
    with pytest.raises(ClientError, match='"acme" is no repository of the form owner/name'):
        CLIENT.open(f"{scene.double.url}/acme", KIND, "", BACKGROUND)
