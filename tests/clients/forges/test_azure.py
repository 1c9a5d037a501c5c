"""Azure DevOps: merges that come later, policies, pages to sign in, and addresses."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.clients.forges.scene import CLIENT, TOKEN, Scene, scene_of
from tranship.clients.forges import ForgeKind, NotReadyError, RefusedError
from tranship.errors import CancelledError, ClientError
from tranship.execution import BACKGROUND, Cancellation, Execution
from tranship.testing.forges import Failure, Readiness

KIND = ForgeKind.AZURE


def test_a_merge_that_comes_later_is_waited_for(tmp_path: Path) -> None:
    with scene_of(KIND, tmp_path, looks=2) as scene:
        scene.create()
        merged = scene.open().merge(1, "")
        assert (merged.merged, merged.commit) == (True, scene.git.head("main"))


class Impatient(Execution):
    """Is asked to stop as soon as it waits."""

    def wait(self, seconds: float) -> None:
        self.cancel.cancel("enough")
        super().wait(seconds)


def test_waiting_for_a_merge_can_be_stopped_and_gone_on_with(tmp_path: Path) -> None:
    with scene_of(KIND, tmp_path, looks=1) as scene:
        scene.create()
        with pytest.raises(CancelledError, match="enough"):
            scene.open(execution=Impatient(Cancellation())).merge(1, "")
        assert scene.open().merge(1, "").commit == scene.git.head("main")


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        ("rejectedByPolicy", NotReadyError, "a policy of the target branch forbids the merge as yet: 2 reviewers"),
        ("conflicts", RefusedError, "the pull request has conflicts with its target branch"),
        ("failure", RefusedError, "Azure DevOps could not merge the pull request: 2 reviewers"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_why_a_merge_did_not_come(scene: Scene, status: str, error: type[Exception], message: str, later: bool) -> None:
    scene.create()
    data = {"pullRequestId": 1, "status": "active", "mergeStatus": status, "mergeFailureMessage": "2 reviewers"}
    body = json.dumps(data).encode()
    if later:
        scene.double.fail(Failure(200, body=b'{"status": "active", "mergeStatus": "queued"}', method="PATCH"))
        scene.double.fail(Failure(200, body=body, method="GET", call=2, times=9))
    else:
        scene.double.fail(Failure(200, body=body, method="PATCH"))
    with pytest.raises(error, match=message):
        scene.open().merge(1, "")


def test_a_policy_that_is_not_met_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    scene.double.change(scene.name, 1, readiness=Readiness.BLOCKED)
    with pytest.raises(NotReadyError, match="a policy of the target branch forbids the merge as yet"):
        scene.open().merge(1, "")


def test_a_head_that_moved_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    stale = {"typeKey": "GitPullRequestStaleException", "message": "TF401192: modified"}
    scene.double.fail(Failure(409, body=json.dumps(stale).encode(), method="PATCH"))
    with pytest.raises(NotReadyError, match="the head of the pull request has moved: TF401192: modified"):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


def test_a_second_one_of_the_same_branches_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    with pytest.raises(RefusedError, match="TF401179: An active pull request for the source and target branch"):
        scene.create()


def test_labels_are_sent(scene: Scene) -> None:
    scene.create(labels=("prod", "web"))
    assert scene.double.pull_requests(scene.name)[0].labels == ("prod", "web")


def test_a_page_to_sign_in_is_no_success(scene: Scene) -> None:
    scene.double.fail(Failure(203, body=b"<html>Sign In</html>"))
    with pytest.raises(RefusedError, match="Azure DevOps does not accept the token") as caught:
        scene.open().get(1)
    assert caught.value.status == 401


def test_the_token_is_sent_as_a_password_without_a_name(scene: Scene) -> None:
    scene.create()
    sent = scene.double.requests[0].headers["authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == f":{TOKEN}"


def test_it_needs_a_token(scene: Scene) -> None:
    with pytest.raises(ClientError, match="Azure DevOps needs a token"):
        scene.open("")
    assert scene.double.requests == ()


def test_an_address_of_another_form_is_none(scene: Scene) -> None:
    with pytest.raises(ClientError, match='"acme/gitops" is no repository of the form organisation/project/_git/name'):
        CLIENT.open(f"{scene.double.url}/acme/gitops", KIND, TOKEN, BACKGROUND)
