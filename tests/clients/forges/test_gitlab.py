"""GitLab: merge requests, projects that fast-forward, and races."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.forges.scene import Scene, scene_of
from tranship.clients.forges import ForgeKind, NotReadyError, RefusedError
from tranship.errors import HTTPError
from tranship.testing.forges import Failure

KIND = ForgeKind.GITLAB


def test_a_project_is_found_by_its_whole_path(scene: Scene) -> None:
    scene.create(labels=("prod", "web"))
    assert scene.double.requests[0].path == "/api/v4/projects/acme%2Fdeploy%2Fgitops/merge_requests"
    assert scene.double.pull_requests(scene.name)[0].labels == ("prod", "web")


def test_no_token_is_sent_where_there_is_none(scene: Scene) -> None:
    with pytest.raises(RefusedError, match="404"):
        scene.open("").get(1)
    assert "private-token" not in scene.double.requests[0].headers


def test_a_passing_error_is_asked_again_within_the_call(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(502, method="GET"))
    assert scene.open().get(1).open


def test_who_is_to_come_back_much_later_is_not_kept_waiting(scene: Scene) -> None:
    scene.double.fail(Failure(429, method="GET", headers={"Retry-After": "3600"}, times=9))
    with pytest.raises(HTTPError, match="429") as caught:
        scene.open().get(1)
    assert (caught.value.retry_after, len(scene.double.requests)) == (3600.0, 1)


def test_a_second_one_of_the_same_branches_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    with pytest.raises(RefusedError, match="Another open merge request already exists for this source branch: !1"):
        scene.create()


@pytest.mark.parametrize("words", ["SHA does not match HEAD of source branch", "Branch cannot be merged"])
@pytest.mark.parametrize("status", [406, 409, 422])
def test_a_race_is_not_ready_yet(scene: Scene, status: int, words: str) -> None:
    scene.create()
    scene.double.fail(Failure(status, words, method="PUT"))
    with pytest.raises(NotReadyError, match=f"GitLab does not merge yet: {words}"):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


@pytest.mark.parametrize(("status", "words"), [(405, "405 Method Not Allowed"), (422, "Squashing is not allowed")])
def test_a_refused_merge_has_its_words(scene: Scene, status: int, words: str) -> None:
    scene.create()
    scene.double.fail(Failure(status, words, method="PUT"))
    with pytest.raises(RefusedError, match=words):
        scene.open().merge(1, "")


@pytest.mark.parametrize("method", ["", "squash"])
def test_after_a_fast_forward_the_commit_is_where_the_target_stands(tmp_path: Path, method: str) -> None:
    with scene_of(KIND, tmp_path, fast_forward=True) as scene:
        scene.create()
        assert scene.open().merge(1, method).commit == scene.git.head("main")
        assert scene.open().get(1).commit == scene.git.head("main")


def test_a_merge_that_is_still_to_come_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    body = b'{"iid": 1, "state": "opened"}'
    scene.double.fail(Failure(200, body=body, method="PUT"))
    with pytest.raises(NotReadyError, match="GitLab has accepted the merge and not made it yet"):
        scene.open().merge(1, "")
