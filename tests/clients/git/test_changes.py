"""Clearing, committing and tagging: what repeated attempts find, and what users read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, plain_git
from tranship.clients.git import GitAuthor
from tranship.clients.git.intent import intend
from tranship.errors import GitError
from tranship.execution import BACKGROUND


def commit(scene: Scene, path: str = "src", message: str = "change", owner: str = "commit") -> tuple[str, bool]:
    done = scene.client.commit(scene.find(path), message, BACKGROUND, owner=owner)
    return done.commit, done.made


def count(tree: Path) -> int:
    return int(plain_git(tree, "rev-list", "--count", "HEAD"))


def test_a_repeated_commit_is_found(scene: Scene) -> None:
    tree = scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    first = commit(scene)
    assert first[1]
    assert commit(scene) == first
    assert count(tree.top) == 2


def test_a_repeated_commit_of_a_folder_is_found_though_there_are_changes_elsewhere(scene: Scene) -> None:
    scene.tree()
    scene.write({"src/env/a": "1\n", "src/app.yaml": "tag: v2\n"})
    first = commit(scene, "src/env")
    assert commit(scene, "src/env") == first


def test_an_attempt_that_was_cut_off_before_it_committed_commits(scene: Scene) -> None:
    tree = scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    intend(tree.clone, "commit", {"parent": scene.head()})
    (tree.git_dir / "index.lock").touch()
    (tree.git_dir / "HEAD.lock").touch()
    assert commit(scene)[1]
    assert count(tree.top) == 2


def test_another_step_s_commit_is_not_taken_for_ours(scene: Scene) -> None:
    scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    commit(scene, owner="one")
    head, made = commit(scene, owner="two")
    assert not made
    scene.write({"src/app.yaml": "tag: v3\n"})
    assert commit(scene, owner="two")[0] != head


def test_changes_elsewhere_only_are_told(scene: Scene) -> None:
    scene.tree()
    scene.write({"src/env/a": "1\n"})
    commit(scene)
    scene.write({"src/app.yaml": "tag: v2\n"})
    with pytest.raises(GitError, match="nothing to commit in this folder, but there are changes elsewhere"):
        commit(scene, "src/env", owner="other")


@pytest.mark.parametrize(
    ("message", "author", "said"),
    [
        (" \n\t", None, "the message holds nothing but white space"),
        ("x", GitAuthor(" ", "a@example.com"), "the author's name holds nothing that Git takes for a name"),
        ("x", GitAuthor("A", "a@example.com", "no key"), "the signing key can't be imported"),
    ],
)
def test_commits_that_cant_be_made_are_told(scene: Scene, message: str, author: GitAuthor | None, said: str) -> None:
    tree = scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    with pytest.raises(GitError, match=said):
        scene.client.commit(tree, message, BACKGROUND, owner="commit", author=author)
    assert count(tree.top) == 1


def test_a_message_is_kept_but_for_white_space(scene: Scene) -> None:
    tree = scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    commit(scene, message="\n\n# subject  \r\n\n\n\n--body\n#end\n\n")
    assert plain_git(tree.top, "log", "-1", "--format=%B") == "# subject\n\n--body\n#end"


def test_a_repeated_tag_is_found(scene: Scene) -> None:
    tree = scene.tree()
    for _ in range(2):
        assert scene.client.tag(tree, "v1", "one", BACKGROUND, owner="tag") == scene.head()
    with pytest.raises(GitError, match='there is a tag "v1" already, here or on the server'):
        scene.client.tag(tree, "v1", "one", BACKGROUND, owner="other")


def test_a_tag_that_is_moved_by_force_is_moved_once(scene: Scene) -> None:
    plain_git(scene.bare(), "tag", "-a", "-m", "old", "v1", "main")
    tree = scene.tree()
    scene.client.tag(tree, "v1", "new", BACKGROUND, owner="tag", force=True)
    tag = plain_git(tree.top, "rev-parse", "v1")
    scene.client.tag(tree, "v1", "new", BACKGROUND, owner="tag", force=True)
    assert plain_git(tree.top, "rev-parse", "v1") == tag
    assert plain_git(tree.top, "for-each-ref", "--format=%(contents)", "refs/tags/v1").strip() == "new"


@pytest.mark.parametrize("name", ["bad name", "-l", "a..b", "v1/rc", "HEAD^{}"])
def test_names_that_no_tag_can_have_are_told(scene: Scene, name: str) -> None:
    plain_git(scene.bare(), "tag", "v1", "main")
    tree = scene.tree()
    with pytest.raises(GitError, match=r'the tag ".*" can\'t be made'):
        scene.client.tag(tree, name, "x", BACKGROUND, owner="tag")
    assert plain_git(tree.top, "tag") == "v1"


def test_a_cleared_work_tree_is_empty_but_for_what_is_ignored(scene: Scene) -> None:
    scene.commit("main", {".gitignore": "*.log\n", "deep/er/x": "1\n"})
    tree = scene.tree()
    scene.write({"src/new": "1\n", "src/a.log": "1\n", "src/deep/b.log": "1\n"})
    scene.client.clear(tree, BACKGROUND)
    assert {path.name for path in tree.top.rglob("*")} == {".git", "a.log", "deep", "b.log"}
    assert plain_git(tree.top, "ls-files") == ""


def test_what_is_cleared_can_be_cleared_again(scene: Scene) -> None:
    tree = scene.tree()
    for _ in range(2):
        scene.client.clear(tree, BACKGROUND)
        assert [path.name for path in tree.top.iterdir()] == [".git"]


def test_a_cleared_folder_leaves_the_rest(scene: Scene) -> None:
    scene.commit("main", {"env/a": "1\n"})
    tree = scene.tree()
    scene.client.clear(scene.find("src/env"), BACKGROUND)
    assert sorted(path.name for path in tree.top.iterdir()) == [".git", "app.yaml", "env", "other.yaml"]


def test_a_folder_that_is_ignored_is_not_cleared(scene: Scene) -> None:
    scene.commit("main", {".gitignore": "build/\n"})
    tree = scene.tree()
    scene.write({"src/build/out": "1\n"})
    with pytest.raises(GitError, match=r"can't be cleared: The following paths are ignored"):
        scene.client.clear(scene.find("src/build"), BACKGROUND)
    assert (tree.top / "build" / "out").exists()


def inner_repository(scene: Scene, **configuration: str) -> Path:
    """A repository in the work tree that is a part of it, and has been changed."""
    inner = scene.work / "src" / "inner"
    inner.mkdir()
    plain_git(inner, "init", "--quiet")
    (inner / "x").write_text("1")
    plain_git(inner, "add", "x")
    plain_git(inner, "commit", "--quiet", "-m", "x")
    commit(scene, owner="first")
    for key, value in configuration.items():
        plain_git(inner, "config", key.replace("_", "."), value)
    scene.write({"src/inner/x": "2", "src/inner/.gitattributes": "* filter=x\n", "src/app.yaml": "tag: v2\n"})
    return inner


def test_a_repository_within_is_a_part_of_the_commit(scene: Scene) -> None:
    tree = scene.tree()
    inner_repository(scene, user_name="Somebody", remote_origin_url="https://example.com/x")
    assert commit(scene)[1]
    assert plain_git(tree.top, "ls-tree", "HEAD", "inner").startswith("160000 commit")


@pytest.mark.parametrize("key", ["filter.x.clean", "core.fsmonitor", "core.hooksPath", "include.path", "alias.status"])
def test_what_a_repository_within_wants_to_be_run_is_not(scene: Scene, tmp_path: Path, key: str) -> None:
    scene.tree()
    evil = tmp_path / "evil"
    inner = inner_repository(scene, **{key.replace(".", "_", 1): f"touch {evil}"})
    with pytest.raises(
        GitError, match=rf'"inner" is a repository of its own .* could run programs \("{key.lower()}"\)'
    ):
        commit(scene)
    assert not evil.exists()
    scene.client.clear(scene.find("src"), BACKGROUND)
    assert not inner.exists()
    assert not evil.exists()


def test_committing_is_local(scene: Scene) -> None:
    scene.tree()
    before = scene.server.requests
    scene.write({"src/app.yaml": "tag: v2\n"})
    commit(scene)
    assert scene.server.requests == before
