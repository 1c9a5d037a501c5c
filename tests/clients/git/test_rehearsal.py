"""What two plans have pushed is compared place by place; what only one has pushed, or merged, is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene
from tests.clients.git.test_expected_merge import push_change
from tranship.clients.git import BranchesRequest, GitClient
from tranship.execution import BACKGROUND


def test_places_that_both_have_pushed_to_are_compared(scene: Scene, tmp_path: Path) -> None:
    earlier, later = (GitClient(SETTINGS, tmp_path / name) for name in ("earlier", "later"))
    for client, tag, alone in ((earlier, "v2", "old"), (later, "v3", "new")):
        scene.work = tmp_path / f"work-{alone}"
        scene.work.mkdir()
        push_change(scene, client, "topic", {"app.yaml": f"tag: {tag}\n"})
        push_change(scene, client, "equal", {"app.yaml": "tag: v9\n"})
        push_change(scene, client, alone, {"app.yaml": "tag: v9\n"})
        client.merge_proposed(scene.url(), "1", BACKGROUND, BranchesRequest(scene.url(), "topic", "main"))
    found = {one.ref: (one.url, one.diff) for one in later.compare(earlier, BACKGROUND)}
    assert list(found) == ["refs/heads/equal", "refs/heads/topic"]
    assert found["refs/heads/equal"] == (scene.url(), "")
    assert "-tag: v2\n+tag: v3\n" in found["refs/heads/topic"][1]


def test_only_plans_can_be_compared(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="scratch folders"):
        GitClient(SETTINGS, tmp_path).compare(GitClient(SETTINGS), BACKGROUND)
