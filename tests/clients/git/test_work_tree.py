"""Work trees are found by any path in them; whatever else is there is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, plain_git
from tranship.clients.git.work_tree import shown
from tranship.errors import GitError
from tranship.execution import BACKGROUND


def test_a_work_tree_is_found_by_its_root_and_by_folders_in_it(scene: Scene) -> None:
    scene.commit("main", {"env/prod/a": "1\n"})
    tree = scene.tree()
    assert scene.find("src") == tree
    below = scene.find("src/env/prod")
    assert (below.top, below.folder, below.git_dir) == (tree.top, tree.top / "env/prod", tree.git_dir)


def test_a_work_tree_within_another_is_its_own(scene: Scene) -> None:
    clone = scene.clone()
    scene.tree("src", clone=clone, branch="main")
    inner = scene.tree("src/inner", clone=clone, commit="main~0")
    assert scene.find("src/inner").git_dir == inner.git_dir


def test_what_the_clone_was_told_is_remembered(scene: Scene) -> None:
    url = scene.url().replace("://", "://bot:s3cret@")
    tree = scene.tree(clone=scene.clone(url=url, skip_tls_verify=True), branch="main")
    clone = scene.find("src").clone
    assert clone == tree.clone
    assert (clone.url, clone.skip_tls_verify, clone.in_url.password) == (scene.url(), True, "s3cret")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("plain", '"plain" is in no work tree; name the path of a checkout of git-clone'),
        (".", r'"\." is in no work tree'),
        ("missing", '"missing" is no work tree: it is not there'),
        ("plain/file", '"plain/file" is no work tree: it is a file'),
        ("foreign", '"foreign" can\'t be used as a work tree: it belongs to a repository that git-clone did not make'),
    ],
)
def test_what_is_no_work_tree_is_told(scene: Scene, path: str, said: str) -> None:
    scene.write({"plain/file": "1"})
    (scene.work / "foreign").mkdir()
    plain_git(scene.work / "foreign", "init", "--quiet")
    with pytest.raises(GitError, match=said):
        scene.client.find(scene.work, (scene.work.resolve() / path).resolve(), BACKGROUND)


def test_work_trees_of_other_work_directories_are_none(scene: Scene, tmp_path: Path) -> None:
    tree = scene.tree()
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(GitError, match="is in no work tree"):
        scene.client.find(other, tree.top, BACKGROUND)


def test_what_an_attempt_left_locked_is_unlocked(scene: Scene) -> None:
    tree = scene.tree()
    for name in ("index.lock", "HEAD.lock"):
        (tree.git_dir / name).touch()
    scene.write({"src/new": "1\n"})
    scene.client.commit(scene.find("src"), "change", BACKGROUND, owner="commit")


def test_paths_are_shown_as_users_know_them(tmp_path: Path) -> None:
    assert shown(tmp_path, tmp_path / "a" / "b") == "a/b"
    assert shown(tmp_path, Path("/elsewhere/b")) == "b"
