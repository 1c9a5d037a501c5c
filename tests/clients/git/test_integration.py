"""The policies by which commits that came meanwhile are integrated."""

from __future__ import annotations

import pytest

from tests.clients.git.keys import make_signing_key, verify
from tests.clients.git.scene import AUTHOR, Scene, plain_git
from tranship.clients.git import ConflictsError, GitAuthor, PushRequest, RebaseUnsafeError
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return make_signing_key(), make_signing_key("Other <other@example.com>")


def ours_and_theirs(scene: Scene, *, clone_key: str = "", commit_key: str | None = None) -> str:
    """A work tree with a commit of ours, and one of theirs on the server; the commit of ours."""
    author = GitAuthor(AUTHOR.name, AUTHOR.email, clone_key)
    tree = scene.tree(clone=scene.clone(author=author), branch="main")
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    scene.write({"src/app.yaml": "tag: v2\n"})
    by = None if commit_key is None else GitAuthor(AUTHOR.name, AUTHOR.email, commit_key)
    return scene.client.commit(tree, "ours", BACKGROUND, owner="commit", author=by).commit


def push(scene: Scene, policy: str) -> str:
    client = scene.with_settings(push_integration_policy=policy)
    return client.push(scene.find("src"), PushRequest("push"), BACKGROUND).commit


def test_always_merge_leaves_commits_as_they_are(scene: Scene) -> None:
    ours = ours_and_theirs(scene)
    merge = push(scene, "AlwaysMerge")
    assert plain_git(scene.bare(), "rev-parse", f"{merge}^1") == ours
    address = scene.url().removesuffix(".git")
    assert scene.subjects()[0] == f"Merge branch 'main' of {address}"
    assert plain_git(scene.bare(), "log", "-1", "--format=%an %cn", merge) == "Promoter Promoter"


def test_always_merge_catches_up_without_a_merge(scene: Scene) -> None:
    scene.tree()
    theirs = scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    assert push(scene, "AlwaysMerge") == theirs
    assert scene.subjects() == ["theirs", "init"]


def test_a_conflict_of_a_merge_is_told_and_undone(scene: Scene) -> None:
    tree = scene.tree()
    scene.commit("main", {"app.yaml": "tag: v3\n"})
    scene.write({"src/app.yaml": "tag: v2\n"})
    ours = scene.client.commit(tree, "ours", BACKGROUND, owner="commit").commit
    with pytest.raises(ConflictsError, match=r'in "app\.yaml"'):
        push(scene, "AlwaysMerge")
    assert plain_git(tree.top, "rev-parse", "HEAD") == ours
    assert not (tree.git_dir / "MERGE_HEAD").exists()


def test_a_merge_that_was_cut_off_is_undone(scene: Scene) -> None:
    tree = scene.tree()
    scene.commit("main", {"app.yaml": "tag: v3\n"})
    scene.write({"src/app.yaml": "tag: v2\n"})
    scene.client.commit(tree, "ours", BACKGROUND, owner="commit")
    plain_git(tree.top, "fetch", "--quiet", "origin", "main")
    with pytest.raises(AssertionError):
        plain_git(tree.top, "merge", "FETCH_HEAD")
    assert (tree.git_dir / "MERGE_HEAD").exists()
    scene.commit("main", {"app.yaml": "tag: v1\n"}, "back again")
    push(scene, "AlwaysMerge")
    assert scene.subjects()[0].startswith("Merge branch 'main'")


def test_none_integrates_nothing(scene: Scene) -> None:
    ours_and_theirs(scene)
    client = scene.with_settings(push_integration_policy="None")
    with pytest.raises(GitError, match=r'"main" has commits on the server that .* by the policy None they are not'):
        client.push(scene.find("src"), PushRequest("push", attempts=2), BACKGROUND)


def test_an_unknown_policy_fails_only_where_something_is_integrated(scene: Scene) -> None:
    ours_and_theirs(scene)
    client = scene.with_settings(push_integration_policy="Always")
    client.push(scene.find("src"), PushRequest("new", branch="new"), BACKGROUND)
    with pytest.raises(GitError, match='there is no push integration policy "Always"; there are None, AlwaysRebase'):
        client.push(scene.find("src"), PushRequest("push"), BACKGROUND)


@pytest.mark.parametrize("policy", ["RebaseOrMerge", "RebaseOrFail"])
def test_unsigned_commits_are_rebased_where_nothing_is_signed(scene: Scene, policy: str) -> None:
    ours_and_theirs(scene)
    push(scene, policy)
    assert scene.subjects() == ["ours", "theirs", "init"]


@pytest.mark.parametrize("policy", ["RebaseOrMerge", "RebaseOrFail"])
def test_commits_of_the_clone_s_key_are_rebased_and_signed_anew(
    scene: Scene, policy: str, keys: tuple[str, str]
) -> None:
    ours_and_theirs(scene, clone_key=keys[0])
    commit = push(scene, policy)
    assert scene.subjects() == ["ours", "theirs", "init"]
    assert "Good signature" in verify(scene.bare(), keys[0], commit)


UNSAFE = [
    ("unsigned", 0, "", r"is not signed, and would be afterwards"),
    ("another key", 0, 1, r"is signed with a key that is not the clone's"),
    ("signed where nothing is", "", 0, r"is signed, and would not be afterwards"),
]


@pytest.mark.parametrize(("what", "clone_key", "commit_key", "why"), UNSAFE)
def test_where_trust_would_be_lost_or_invented_it_is_merged_or_fails(
    scene: Scene, keys: tuple[str, str], what: str, clone_key: object, commit_key: object, why: str
) -> None:
    def pick(which: object) -> str:
        return keys[which] if isinstance(which, int) else ""

    ours = ours_and_theirs(scene, clone_key=pick(clone_key), commit_key=pick(commit_key))
    with pytest.raises(
        RebaseUnsafeError, match=f'can\'t be rebased onto "main": {ours[:7]} {why}; the policy RebaseOrFail'
    ):
        push(scene, "RebaseOrFail")
    merge = push(scene, "RebaseOrMerge")
    assert plain_git(scene.bare(), "rev-parse", f"{merge}^1") == ours
