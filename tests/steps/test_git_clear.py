"""git-clear: empties work trees, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.scene import open_scene
from tests.steps.git_steps import Steps
from tranship.authoring import LOCAL, StepFailed
from tranship.errors import GitError
from tranship.steps.git_clear import registration


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with open_scene(tmp_path) as scene:
        steps = Steps(scene)
        steps.clone()
        yield steps


def test_a_work_tree_is_emptied(steps: Steps) -> None:
    steps.scene.write({"src/new/file": "1", "beside": "2"})
    result = steps.run(registration, path="/src")
    assert result.output is None
    assert [path.name for path in (steps.scene.work / "src").iterdir()] == [".git"]
    assert (steps.scene.work / "beside").exists()


@pytest.mark.parametrize("path", [".", "plain", "missing", "plain/file"])
def test_what_is_no_work_tree_is_left_alone(steps: Steps, path: str) -> None:
    steps.scene.write({"plain/file": "mine"})
    with pytest.raises(GitError):
        steps.run(registration, path=path)
    assert (steps.scene.work / "plain" / "file").read_text() == "mine"


@pytest.mark.parametrize("config", [{}, {"path": ""}, {"path": 1}, {"path": "src", "force": True}])
def test_its_configuration_is_checked_first(steps: Steps, config: dict[str, Any]) -> None:
    with pytest.raises(StepFailed):
        steps.run(registration, **config)


def test_it_is_local() -> None:
    assert registration.effects_of(None) == LOCAL
