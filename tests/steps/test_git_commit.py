"""git-commit: done, skipped, and its configuration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.scene import open_scene, plain_git
from tests.steps.git_steps import Steps
from tranship.authoring import LOCAL, StepFailed
from tranship.models.promotion import PromotionStepStatus
from tranship.steps.git_commit import registration


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with open_scene(tmp_path) as scene:
        steps = Steps(scene)
        steps.clone()
        yield steps


def test_changes_are_committed_and_no_changes_are_skipped(steps: Steps) -> None:
    skipped = steps.run(registration, alias="none", path="./src", message="x")
    assert (skipped.status, skipped.output) == (PromotionStepStatus.SKIPPED, {"commit": steps.scene.head()})
    steps.scene.write({"src/app.yaml": "tag: v2\n"})
    for _ in range(2):
        done = steps.run(registration, alias="commit", path="./src", message="x")
        assert done.status == PromotionStepStatus.SUCCEEDED
        assert done.output == {"commit": plain_git(steps.scene.work / "src", "rev-parse", "HEAD")}
    assert plain_git(steps.scene.work / "src", "rev-list", "--count", "HEAD") == "2"


@pytest.mark.parametrize(
    ("author", "who"),
    [
        ({}, "System <system@example.com> System <system@example.com>"),
        (
            {"author": {"name": "Once", "email": "once@example.com"}},
            "Once <once@example.com> Once <once@example.com>",
        ),
    ],
)
def test_the_author_of_a_commit_is_its_committer(steps: Steps, author: dict[str, Any], who: str) -> None:
    steps.scene.write({"src/app.yaml": "tag: v2\n"})
    steps.run(registration, path="src", message="x", **author)
    assert plain_git(steps.scene.work / "src", "log", "-1", "--format=%an <%ae> %cn <%ce>") == who


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"message": "x"}, "path"),
        ({"path": "src"}, "message"),
        ({"path": "src", "message": ""}, "message"),
        ({"path": "src", "message": 1}, "message"),
        ({"path": "src", "message": "x", "allowEmpty": True}, "allowEmpty"),
        ({"path": "src", "message": "x", "author": None}, "author: must not be null"),
        ({"path": "src", "message": "x", "author": {"name": "A", "email": "a"}}, "must be an e-mail address"),
    ],
)
def test_its_configuration_is_checked_first(steps: Steps, config: dict[str, Any], said: str) -> None:
    with pytest.raises(StepFailed, match=said):
        steps.run(registration, **config)


def test_it_is_local() -> None:
    assert registration.effects_of(None) == LOCAL


def test_steps_without_a_name_are_told_apart_by_what_was_put_out(steps: Steps) -> None:
    statuses = []
    for content in ("1", "2", "2"):
        steps.scene.write({"src/app.yaml": content})
        result = steps.run(registration, alias="", path="src", message="x")
        steps.state[""] = result.output
        statuses.append(result.status)
    assert statuses == [PromotionStepStatus.SUCCEEDED, PromotionStepStatus.SUCCEEDED, PromotionStepStatus.SKIPPED]
    assert plain_git(steps.scene.work / "src", "rev-list", "--count", "HEAD") == "3"
