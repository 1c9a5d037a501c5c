"""git-merge-pr merges once, waits if it may, and tells refusals from what may pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authoring.pull_requests import CAPABILITIES, Runs
from tests.clients.forges.scene import DOUBLES, scene_of
from tranship.authoring import ChangeKind, StepContext, StepFailed
from tranship.clients.forges import ForgeKind
from tranship.errors import ClientError, HTTPError, StepError
from tranship.execution import BACKGROUND, Execution
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.promotion import Config, is_terminal
from tranship.steps.git_merge_pr import registration
from tranship.testing.forges import Failure, Readiness, State

NO_ANSWER = "http://127.0.0.1:9/acme/gitops.git"


@pytest.fixture(params=list(DOUBLES), ids=str)
def any_forge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runs]:
    kind: ForgeKind = request.param
    with scene_of(kind, tmp_path) as scene:
        scene.create()
        yield Runs(registration, scene, tmp_path)


@pytest.fixture
def step(tmp_path: Path) -> Iterator[Runs]:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        scene.create()
        yield Runs(registration, scene, tmp_path)


def test_it_merges_and_can_be_run_again(any_forge: Runs) -> None:
    first = any_forge.run(prNumber=1)
    commit = any_forge.scene.git.head("main")
    assert (first.status, first.output) == ("Succeeded", {"commit": commit})
    any_forge.scene.move_target()
    assert any_forge.run(prNumber=1).output == {"commit": commit}


def test_what_is_not_ready_fails_or_waits(any_forge: Runs) -> None:
    double, name = any_forge.scene.double, any_forge.scene.name
    double.change(name, 1, readiness=Readiness.CHECKING)
    with pytest.raises(StepFailed, match=r"with wait: true the step would wait$") as caught:
        any_forge.run(prNumber=1)
    assert not caught.value.retry
    said: list[str] = []
    waiting = any_forge.run(Execution(progress=said.append), prNumber=1, wait=True)
    assert (waiting.status, waiting.retry_after, waiting.output) == ("Running", Duration.parse("10s"), None)
    assert said == [waiting.message]
    double.change(name, 1, readiness=Readiness.READY)
    assert any_forge.run(prNumber=1, wait=True).output == {"commit": any_forge.scene.git.head("main")}


def test_what_is_closed_fails_even_if_it_may_wait(any_forge: Runs) -> None:
    any_forge.scene.double.change(any_forge.scene.name, 1, state=State.CLOSED)
    with pytest.raises(StepFailed, match=r"the pull request 1 can't be merged: the .* without being merged"):
        any_forge.run(prNumber=1, wait=True)


def test_a_race_is_tried_again_where_it_may_wait(step: Runs) -> None:
    step.scene.double.fail(Failure(405, "Base branch was modified. Review and try the merge again.", method="PUT"))
    waiting = step.run(prNumber=1, wait=True, pollInterval="2s")
    assert (waiting.status, waiting.retry_after) == ("Running", Duration.parse("2s"))
    assert "Base branch was modified" in waiting.message
    assert step.run(prNumber=1, wait=True).status == "Succeeded"


def test_a_refusal_fails_in_the_forge_s_words(step: Runs) -> None:
    step.scene.double.fail(Failure(403, "Resource not accessible by integration", method="PUT"))
    with pytest.raises(StepFailed, match=r"can't be merged: .*Resource not accessible by integration") as caught:
        step.run(prNumber=1, wait=True)
    assert not caught.value.retry


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_an_error_that_can_be_tried_again(step: Runs, status: int) -> None:
    step.scene.double.fail(Failure(status, headers={"Retry-After": "7"}))
    with pytest.raises(HTTPError, match=str(status)) as caught:
        step.run(prNumber=1, wait=True)
    assert not is_terminal(caught.value)
    assert step.run(prNumber=1, wait=True).status == "Succeeded"


def test_a_forge_that_is_away_is_an_error_that_can_be_tried_again(step: Runs) -> None:
    with pytest.raises(HTTPError) as caught:
        step.run(repoURL=NO_ANSWER, prNumber=1)
    assert not is_terminal(caught.value)


def test_a_forge_that_is_not_known_is_an_error(step: Runs) -> None:
    context = StepContext("/w", "step", config=Config({"repoURL": step.scene.url, "prNumber": 1}))
    with pytest.raises(ClientError, match=r"it is not known which kind of forge 127\.0\.0\.1 is; say it by provider"):
        registration.factory(CAPABILITIES).run(context, BACKGROUND)


def test_an_interval_that_is_none_counts_only_where_it_waits(step: Runs) -> None:
    with pytest.raises(StepError, match="pollInterval is no time span"):
        step.run(prNumber=1, wait=True, pollInterval="every 5m")
    assert step.run(prNumber=1, pollInterval="every 5m").status == "Succeeded"


def test_a_plan_shows_the_merge_and_does_nothing(step: Runs) -> None:
    shown = step.preview(prNumber=1, mergeMethod="squash")
    (change,) = shown.changes
    assert (change.kind, change.summary) == (ChangeKind.MERGE, "merge the pull request 1 by squash")
    assert shown.notes == ("assumes that the pull request can be merged",)
    assert shown.output is not None
    assert isinstance(shown.output["commit"], Unknown)
    assert step.scene.double.pull_requests(step.scene.name)[0].is_open
