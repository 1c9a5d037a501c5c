"""Pushes: integration, races, policies, repeated attempts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, plain_git
from tranship.clients.git import ConflictsError, PushRequest
from tranship.errors import GitError
from tranship.execution import BACKGROUND


def committed(scene: Scene, path: str, files: dict[str, str], message: str = "change") -> str:
    """Commit files in a work tree."""
    scene.write({f"{path}/{name}": content for name, content in files.items()})
    return scene.client.commit(scene.find(path), message, BACKGROUND, owner=f"commit {message}").commit


def test_commits_go_to_the_branch_that_is_checked_out(scene: Scene) -> None:
    before = scene.head()
    tree = scene.tree()
    commit = committed(scene, "src", {"new.txt": "new\n"})

    pushed = scene.client.push(tree, PushRequest("push"), BACKGROUND)

    assert (pushed.branch, pushed.commit, pushed.before, pushed.attempts) == ("main", commit, before, 1)
    assert [info.subject for info in pushed.commits] == ["change"]
    assert scene.head() == commit


def test_what_came_meanwhile_is_kept(scene: Scene) -> None:
    tree = scene.tree()
    theirs = scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    commit = committed(scene, "src", {"app.yaml": "tag: v2\n"}, "ours")

    pushed = scene.client.push(tree, PushRequest("push"), BACKGROUND)

    assert pushed.commit != commit
    assert scene.subjects() == ["ours", "theirs", "init"]
    assert pushed.before == theirs
    assert (tree.top / "other.yaml").read_text() == "x: 2\n"


def test_a_conflict_is_told_and_the_work_tree_is_as_before(scene: Scene) -> None:
    tree = scene.tree()
    scene.commit("main", {"app.yaml": "tag: v3\n"})
    commit = committed(scene, "src", {"app.yaml": "tag: v2\n"})

    with pytest.raises(ConflictsError, match=r'"main" has got changes meanwhile .* in "app\.yaml"'):
        scene.client.push(tree, PushRequest("push"), BACKGROUND)

    assert plain_git(tree.top, "rev-parse", "HEAD") == commit
    assert plain_git(tree.top, "status", "--porcelain") == ""
    assert plain_git(tree.top, "branch", "--show-current") == "main"


def test_changes_that_are_not_committed_are_told(scene: Scene) -> None:
    tree = scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})

    with pytest.raises(GitError, match=r'changes that are not committed \("app\.yaml"\); commit them'):
        scene.client.push(tree, PushRequest("push"), BACKGROUND)


def test_a_repeated_push_finds_its_commit_though_others_came_after(scene: Scene) -> None:
    tree = scene.tree()
    commit = committed(scene, "src", {"app.yaml": "tag: v2\n"})
    scene.client.push(tree, PushRequest("push"), BACKGROUND)
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")

    pushed = scene.client.push(scene.find("src"), PushRequest("push"), BACKGROUND)

    assert pushed.commit == commit
    assert scene.subjects() == ["theirs", "change", "init"]


def test_a_repeated_push_by_force_leaves_what_came_after(scene: Scene) -> None:
    tree = scene.tree()
    scene.commit("main", {"other.yaml": "x: 2\n"}, "overwritten")
    committed(scene, "src", {"app.yaml": "tag: v2\n"})
    request = PushRequest("push", force=True)
    scene.client.push(tree, request, BACKGROUND)
    scene.commit("main", {"other.yaml": "x: 3\n"}, "theirs")

    scene.client.push(scene.find("src"), request, BACKGROUND)

    assert scene.subjects() == ["theirs", "change", "init"]


def test_a_rebase_that_was_cut_off_is_undone(scene: Scene, tmp_path: Path) -> None:
    tree = scene.tree()
    scene.commit("main", {"app.yaml": "tag: v3\n"})
    committed(scene, "src", {"app.yaml": "tag: v2\n"})
    plain_git(tree.top, "fetch", "--quiet", "origin", "main")
    with pytest.raises(AssertionError, match="could not apply"):
        plain_git(tree.top, "rebase", "FETCH_HEAD")
    assert (tree.git_dir / "rebase-merge").is_dir()
    scene.commit("main", {"app.yaml": "tag: v1\n", "other.yaml": "x: 5\n"}, "back again")

    scene.client.push(scene.find("src"), PushRequest("push"), BACKGROUND)

    assert scene.subjects()[:2] == ["change", "back again"]
