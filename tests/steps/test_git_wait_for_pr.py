"""git-wait-for-pr looks at a pull request, once an attempt; the driver looks again and soon sees the merge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.pull_requests import TOOLBOX, OneToken, Runs
from tests.clients.forges.scene import DOUBLES, scene_of
from tests.lifecycle.things import NOW, freight, promotion, stage
from tranship.authoring import StepFailed
from tranship.clients.forges import ForgeKind, RefusedError
from tranship.errors import HTTPError, StepError
from tranship.execution import Cancellation, Execution
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.lifecycle.drive import Driver
from tranship.lifecycle.work_dir import WorkDirs
from tranship.models.promotion import Promotion
from tranship.promotion import SimpleEngine, StepRunnerRegistry, is_terminal
from tranship.steps.git_wait_for_pr import registration
from tranship.store.memory import MemoryStore
from tranship.testing.forges import Failure, State


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


def test_it_waits_until_somebody_merges(any_forge: Runs) -> None:
    said: list[str] = []
    waiting = any_forge.run(Execution(progress=said.append), prNumber=1)
    assert (waiting.status, waiting.retry_after) == ("Running", Duration.parse("30s"))
    assert waiting.output is not None
    url = waiting.output["pr"]["url"]
    assert waiting.output == {"pr": {"id": 1, "url": url, "open": True, "merged": False}}
    assert said == [waiting.message] == [f"waiting for the pull request 1 to be merged: {url}"]
    any_forge.scene.double.merge(any_forge.scene.name, 1)
    merged = any_forge.run(prNumber=1)
    assert (merged.status, merged.retry_after) == ("Succeeded", None)
    assert merged.output == {
        "pr": {"id": 1, "url": url, "open": False, "merged": True},
        "commit": any_forge.scene.git.head("main"),
    }


def test_one_that_is_closed_fails_and_says_so(any_forge: Runs) -> None:
    any_forge.scene.double.change(any_forge.scene.name, 1, state=State.CLOSED)
    with pytest.raises(StepFailed, match="the pull request 1 was closed without being merged: http") as caught:
        any_forge.run(prNumber=1)
    assert not caught.value.retry
    assert caught.value.output is not None
    assert caught.value.output["pr"]["merged"] is False


def test_errors_of_the_forge_can_be_tried_again(step: Runs) -> None:
    step.scene.double.fail(Failure(502))
    step.scene.double.fail(Failure(401, "Bad credentials", call=2))
    with pytest.raises(HTTPError, match="502"):
        step.run(prNumber=1)
    with pytest.raises(RefusedError, match="Bad credentials") as caught:
        step.run(prNumber=1)
    assert not is_terminal(caught.value)
    assert step.run(prNumber=1).status == "Running"


@pytest.mark.parametrize(("given", "kept"), [("5s", "5s"), ("1m30s", "90s"), ("1.5h", "90m")])
def test_the_longest_time_between_looks_is_configured(step: Runs, given: str, kept: str) -> None:
    assert step.run(prNumber=1, pollInterval=given).retry_after == Duration.parse(kept)


def test_an_interval_that_is_none_is_an_error(step: Runs) -> None:
    with pytest.raises(StepError, match="pollInterval is no time span; write it as 30s or 5m"):
        step.run(prNumber=1, pollInterval="every 5m")
    with pytest.raises(StepFailed, match="pollInterval: must be a time span such as 30s or 5m"):
        step.run(prNumber=1, pollInterval="often")


@pytest.mark.parametrize("number", [0, -1, "7", 1.5, None])
def test_a_number_that_is_none_fails(step: Runs, number: Any) -> None:
    with pytest.raises(StepFailed, match="prNumber: "):
        step.run(prNumber=number)


def test_a_plan_goes_on_as_if_it_were_merged_and_says_so(step: Runs) -> None:
    shown = step.preview(prNumber=1)
    assert shown.notes == ("assumes that the pull request 1 is merged",)
    assert shown.output is not None
    assert (shown.output["pr"]["id"], shown.output["pr"]["merged"]) == (1, True)
    assert isinstance(shown.output["commit"], Unknown)
    step.scene.double.merge(step.scene.name, 1)
    merged = step.preview(prNumber=1)
    assert merged.notes == ("the pull request 1 is merged already",)
    assert merged.output == step.run(prNumber=1).output


class Hurried(Cancellation):
    """Waits by the clock of a story: what happens meanwhile is told, and nobody has to wait for it."""

    def __init__(self, step: Runs, merged_after: float) -> None:
        super().__init__()
        self._step = step
        self._merged_after = merged_after
        self.waits: list[float] = []

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return sum(self.waits)

    def now(self) -> datetime:
        """The time in the story."""
        return NOW + timedelta(seconds=self.passed)

    def wait(self, seconds: float) -> bool:
        before = self.passed
        self.waits.append(seconds)
        if before < self._merged_after <= self.passed:
            self._step.scene.double.merge(self._step.scene.name, 1)
        return super().wait(0)


@pytest.mark.parametrize("merged_after", [0.5, 7.0, 40.0])
def test_the_driver_notices_a_merge_within_five_seconds(step: Runs, merged_after: float) -> None:
    store = MemoryStore()
    store.create(stage({"uses": "git-wait-for-pr"}))
    store.create(freight())
    config = {"repoURL": step.scene.url, "provider": "github", "prNumber": 1}
    made: Promotion = store.create(promotion({"uses": "git-wait-for-pr", "as": "wait", "config": config}))
    registry = StepRunnerRegistry([("git-wait-for-pr", registration)])
    story = Hurried(step, merged_after)
    engine = SimpleEngine(store, None, OneToken(), toolbox=TOOLBOX, registry=registry, clock=story.now)
    work_dirs = WorkDirs(step.work / "work")
    driver = Driver(store, engine, work_dirs, lambda _source: None, registry, clock=story.now)
    ended = driver.drive("demo", made.metadata.name, cancel=story)
    assert ended.status.phase == "Succeeded"
    assert ended.status.state is not None
    assert ended.status.state["wait"]["commit"] == step.scene.git.head("main")
    assert story.passed - merged_after < 5
