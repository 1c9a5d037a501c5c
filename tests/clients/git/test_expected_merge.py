"""The merge that a plan expects is made in its scratch folder: later fetches see it, and the server does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene
from tranship.clients.git import BranchesRequest, CheckoutRequest, GitClient, PushRequest
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.fixture
def client(tmp_path: Path) -> GitClient:
    return GitClient(SETTINGS, tmp_path / "pushed")


def push_change(scene: Scene, client: GitClient, branch: str, files: dict[str, str]) -> None:
    tree = scene.tree(branch, client=client)
    scene.write({f"{branch}/{name}": text for name, text in files.items()})
    client.commit(tree, f"change {branch}", BACKGROUND, owner=branch)
    client.push(tree, PushRequest(branch, branch), BACKGROUND)


def test_what_a_plan_has_pushed_is_merged_for_later_clones(scene: Scene, client: GitClient) -> None:
    before = scene.head()
    push_change(scene, client, "topic", {"app.yaml": "tag: v2\n"})
    client.propose("known after open-pr", BranchesRequest(scene.url(), "topic", "main"))
    commit = client.merge_proposed(scene.url(), "known after open-pr", BACKGROUND)
    assert commit in client.made
    again = client.merge_proposed(scene.url(), "known after open-pr", BACKGROUND)
    assert again == commit
    clone = scene.clone(client=client, owner="later")
    done = client.check_out(clone, CheckoutRequest(scene.work.resolve() / "later", branch="main"), BACKGROUND)
    assert done.commit == commit
    assert (scene.work / "later" / "app.yaml").read_text() == "tag: v2\n"
    assert (scene.work / "later" / "other.yaml").read_text() == "x: 1\n"
    assert (scene.head(), scene.head("topic")) == (before, "")
    assert not any(request.is_push for request in scene.server.requests)


def test_histories_that_have_nothing_in_common_are_told(scene: Scene, client: GitClient) -> None:
    scene.commit("topic", {"app.yaml": "tag: v1\n", "other.yaml": "x: 1\n", "new.yaml": "n: 1\n"})
    with pytest.raises(GitError, match='"topic" can\'t be merged into "main": '):
        client.merge_proposed(scene.url(), "7", BACKGROUND, BranchesRequest(scene.url(), "topic", "main"))


def test_contradictions_and_missing_branches_are_told(scene: Scene, client: GitClient) -> None:
    push_change(scene, client, "topic", {"app.yaml": "tag: v2\n"})
    scene.commit("main", {"app.yaml": "tag: v3\n"})
    with pytest.raises(GitError, match=r'"topic" and "main" contradict each other, in "app\.yaml"'):
        client.merge_proposed(scene.url(), "7", BACKGROUND, BranchesRequest(scene.url(), "topic", "main"))
    with pytest.raises(GitError, match='has no branch "gone"'):
        client.merge_proposed(scene.url(), "7", BACKGROUND, BranchesRequest(scene.url(), "gone", "main"))


def test_nothing_is_merged_of_which_nobody_knows_the_branches(scene: Scene, client: GitClient) -> None:
    assert client.merge_proposed(scene.url(), "7", BACKGROUND) is None
    scene.client.propose("7", BranchesRequest(scene.url(), "topic", "main"))
    assert scene.client.merge_proposed(scene.url(), "7", BACKGROUND) is None
