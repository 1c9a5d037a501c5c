"""GitHub: its limits, its races, and what it means by the state of a pull request."""

from __future__ import annotations

import json

import pytest

from tests.clients.forges.scene import Scene
from tranship.clients.forges import ForgeKind, NotReadyError, RefusedError
from tranship.errors import HTTPError
from tranship.testing.forges import Failure, GitHubDouble

KIND = ForgeKind.GITHUB


def test_labels_are_added_and_a_failure_leaves_the_pull_request(scene: Scene) -> None:
    scene.double.fail(Failure(422, "label names are too long", path="/labels$"))
    with pytest.raises(RefusedError, match="label names are too long"):
        scene.create(labels=("prod", "web"))
    (left,) = scene.double.pull_requests(scene.name)
    assert left.labels == ()
    scene.git.branch("other", "work")
    scene.create(labels=("prod", "web"), source="other")
    assert scene.double.pull_requests(scene.name)[1].labels == ("prod", "web")


def test_a_second_one_of_the_same_branches_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    with pytest.raises(RefusedError, match=r"422 to POST .*; A pull request already exists for acme:work\."):
        scene.create()


def test_a_token_that_is_not_given_finds_nothing(scene: Scene) -> None:
    with pytest.raises(RefusedError, match="404"):
        scene.open("").get(1)
    assert "authorization" not in scene.double.requests[0].headers


@pytest.mark.parametrize(
    "words", ["Base branch was modified. Review and try the merge again.", "Pull Request is not mergeable"]
)
def test_a_race_is_not_ready_yet(scene: Scene, words: str) -> None:
    scene.create()
    scene.double.fail(Failure(405, words, method="PUT"))
    with pytest.raises(NotReadyError, match=words):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


def test_a_head_that_moved_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(409, "Head branch was modified.", method="PUT"))
    with pytest.raises(NotReadyError, match=r"the head of the pull request has moved: Head branch was modified\."):
        scene.open().merge(1, "")


def test_a_way_to_merge_that_the_repository_forbids_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    assert isinstance(scene.double, GitHubDouble)
    scene.double.methods = frozenset({"merge"})
    with pytest.raises(RefusedError, match="Squash merges are not allowed on this repository"):
        scene.open().merge(1, "squash")


def test_a_conflict_can_never_be_merged(scene: Scene) -> None:
    scene.create()
    scene.conflict()
    with pytest.raises(RefusedError, match="the pull request has conflicts with its target branch"):
        scene.open().merge(1, "")


def test_the_commit_is_known_even_if_the_last_look_fails(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(502, method="GET", path="/pulls/1$", call=2))
    merged = scene.open().merge(1, "")
    assert (merged.merged, merged.commit) == (True, scene.git.head("main"))


@pytest.mark.parametrize(
    ("status", "headers", "words", "seconds"),
    [
        (403, {"X-RateLimit-Remaining": "0"}, "API rate limit exceeded", 60.0),
        (403, {"Retry-After": "30"}, "You have exceeded a secondary rate limit", 30.0),
        (403, {}, "You have exceeded a secondary rate limit", 60.0),
        (429, {}, "too many requests", None),
    ],
)
def test_its_limits_pass(scene: Scene, status: int, headers: dict[str, str], words: str, seconds: float | None) -> None:
    scene.double.fail(Failure(status, words, headers=headers))
    with pytest.raises(HTTPError, match=words) as caught:
        scene.open().get(1)
    assert not isinstance(caught.value, RefusedError)
    assert caught.value.retry_after == seconds


def test_a_next_page_on_another_server_is_not_asked(scene: Scene) -> None:
    link = '<http://127.0.0.2:9/api/v3/next>; rel="next"'
    scene.double.fail(Failure(200, body=b"[]", headers={"Link": link}))
    with pytest.raises(HTTPError, match="names a next page on another server; it is not asked"):
        scene.open().open_pull_requests("work", "main")


def test_a_list_without_an_end_ends(scene: Scene) -> None:
    link = f'<{scene.double.url}/api/v3/repos/acme/gitops/pulls>; rel="next"'
    scene.double.fail(Failure(200, body=b"[]", headers={"Link": link}, times=10**6))
    assert scene.open().open_pull_requests("work", "main") == []
    assert len(scene.double.requests) == 101


def test_a_merge_that_it_denies_afterwards_is_refused(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(200, body=json.dumps({"merged": False, "message": "no"}).encode(), method="PUT"))
    with pytest.raises(RefusedError, match="GitHub did not merge the pull request: no"):
        scene.open().merge(1, "")
