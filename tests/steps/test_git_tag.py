"""git-tag: makes annotated tags of what is checked out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.scene import open_scene, plain_git
from tests.steps.git_steps import Steps
from tranship.authoring import LOCAL, StepFailed
from tranship.errors import GitError
from tranship.steps.git_tag import registration


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with open_scene(tmp_path) as scene:
        steps = Steps(scene)
        steps.clone()
        yield steps


def tags(steps: Steps) -> str:
    return plain_git(
        steps.scene.work / "src", "for-each-ref", "--format=%(refname:short) %(contents:subject)", "refs/tags"
    )


def test_a_tag_names_the_commit_and_stays_at_home(steps: Steps) -> None:
    for _ in range(2):
        result = steps.run(
            registration, path="src", tag="env/v1", message="release", note="unknown keys are let through"
        )
        assert result.output == {"commit": steps.scene.head()}
    assert tags(steps) == "env/v1 release"
    assert plain_git(steps.scene.bare(), "tag") == ""


def test_a_tag_that_is_there_is_moved_by_force_only(steps: Steps) -> None:
    steps.run(registration, alias="one", path="src", tag="v1", message="old")
    with pytest.raises(GitError, match=r'there is a tag "v1" already, .* or set force: true to move it'):
        steps.run(registration, alias="two", path="src", tag="v1", message="new")
    steps.run(registration, alias="three", path="src", tag="v1", message="new", force=True)
    assert tags(steps) == "v1 new"


def test_lines_of_a_message_that_look_like_comments_stay(steps: Steps) -> None:
    steps.run(registration, path="src", tag="v1", message="# notes\n\n# more\n")
    assert plain_git(steps.scene.work / "src", "tag", "-l", "--format=%(contents)").strip() == "# notes\n\n# more"


@pytest.mark.parametrize(
    "config",
    [
        {"path": "src", "tag": "v1"},
        {"path": "src", "message": "x"},
        {"tag": "v1", "message": "x"},
        {"path": "src", "tag": "v1", "message": ""},
        {"path": "src", "tag": 1.4, "message": "x"},
        {"path": "src", "tag": "v1", "message": "x", "force": "true"},
    ],
)
def test_its_configuration_is_checked_first(steps: Steps, config: dict[str, Any]) -> None:
    with pytest.raises(StepFailed):
        steps.run(registration, **config)
    assert tags(steps) == ""


def test_it_is_local() -> None:
    assert registration.effects_of(None) == LOCAL
