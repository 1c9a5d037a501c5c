"""Plans: what is pushed lands in a scratch repository, is seen by later steps of the plan, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene, plain_git
from tranship.clients.git import CheckoutRequest, ConflictsError, GitClient, PushRequest
from tranship.clients.git.exchange import short_name, tracking
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.fixture
def plan(scene: Scene, tmp_path: Path) -> GitClient:
    return GitClient(SETTINGS, tmp_path / "scratch")


def change(scene: Scene, plan: GitClient, path: str, files: dict[str, str], message: str = "ours") -> str:
    scene.write({f"{path}/{name}": content for name, content in files.items()})
    tree = scene.find(path, plan)
    return plan.commit(tree, message, BACKGROUND, owner=f"commit {message}").commit


def pushes(scene: Scene) -> int:
    return sum(request.is_push for request in scene.server.requests)


def test_a_push_of_a_plan_does_not_reach_the_server(scene: Scene, plan: GitClient) -> None:
    tree = scene.tree(client=plan)
    commit = change(scene, plan, "src", {"app.yaml": "tag: v2\n"})
    pushed = plan.push(tree, PushRequest("push"), BACKGROUND)
    assert (pushed.commit, pushed.before) == (commit, scene.head())
    assert [info.subject for info in pushed.commits] == ["ours"]
    assert pushes(scene) == 0
    diff = plan.difference(tree, pushed, BACKGROUND)
    assert diff.splitlines()[-3:] == ["@@ -1 +1 @@", "-tag: v1", "+tag: v2"]


def test_later_steps_of_a_plan_see_what_was_pushed(scene: Scene, plan: GitClient) -> None:
    scene.tree("a", client=plan)
    scene.tree("b", client=plan)
    change(scene, plan, "a", {"app.yaml": "tag: v2\n"}, "first")
    change(scene, plan, "b", {"other.yaml": "x: 2\n"}, "second")
    for path in ("a", "b"):
        plan.push(scene.find(path, plan), PushRequest(f"push {path}"), BACKGROUND)
    tree = scene.tree("c", client=plan)
    assert plain_git(tree.top, "log", "--format=%s").splitlines() == ["second", "first", "init"]
    change(scene, plan, "c", {"app.yaml": "tag: v3\n"}, "third")
    third = plan.push(tree, PushRequest("push c"), BACKGROUND)
    assert [info.subject for info in third.commits] == ["third"]
    assert scene.subjects() == ["init"]


def test_a_conflict_within_a_plan_is_found(scene: Scene, plan: GitClient) -> None:
    scene.tree("a", client=plan)
    scene.tree("b", client=plan)
    change(scene, plan, "a", {"app.yaml": "tag: v2\n"}, "first")
    change(scene, plan, "b", {"app.yaml": "tag: v3\n"}, "second")
    plan.push(scene.find("a", plan), PushRequest("a"), BACKGROUND)
    with pytest.raises(ConflictsError):
        plan.push(scene.find("b", plan), PushRequest("b"), BACKGROUND)


def test_what_came_to_the_server_meanwhile_is_in_the_plan(scene: Scene, plan: GitClient) -> None:
    tree = scene.tree(client=plan)
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    change(scene, plan, "src", {"app.yaml": "tag: v2\n"})
    pushed = plan.push(tree, PushRequest("push"), BACKGROUND)
    assert pushed.before == scene.head()
    assert [info.subject for info in pushed.commits] == ["ours"]


def test_a_branch_that_is_made_in_a_plan_is_there_for_the_plan(scene: Scene, plan: GitClient) -> None:
    request = CheckoutRequest(scene.work.resolve() / "a", "stage/new", create=True)
    made = plan.check_out(scene.clone(client=plan), request, BACKGROUND)
    assert made.created
    assert scene.head("stage/new") == ""
    tree = scene.tree("b", client=plan, branch="stage/new")
    assert plain_git(tree.top, "rev-parse", "HEAD") == made.commit


def test_a_new_branch_differs_by_what_is_new_in_it(scene: Scene, plan: GitClient) -> None:
    tree = scene.tree(client=plan)
    change(scene, plan, "src", {"app.yaml": "tag: v2\n"}, "one")
    change(scene, plan, "src", {"app.yaml": "tag: v3\n"}, "two")
    pushed = plan.push(tree, PushRequest("push", branch="kargo/promotion/p", force=True), BACKGROUND)
    assert [info.subject for info in pushed.commits] == ["one", "two"]
    assert plan.difference(tree, pushed, BACKGROUND).splitlines()[-2:] == ["-tag: v1", "+tag: v3"]


def test_a_tag_on_the_server_is_in_the_way_of_a_plan_too(scene: Scene, plan: GitClient) -> None:
    plain_git(scene.bare(), "tag", "-a", "-m", "old", "v1", "main")
    tree = scene.tree(client=plan)
    change(scene, plan, "src", {"app.yaml": "tag: v2\n"})
    for name in ("v1", "v2"):
        plan.tag(tree, name, "new", BACKGROUND, owner=f"tag {name}", force=True)
    plan.push(tree, PushRequest("two", tag="v2"), BACKGROUND)
    with pytest.raises(GitError, match='refused the push to "v1": already exists'):
        plan.push(tree, PushRequest("one", tag="v1"), BACKGROUND)
    assert plain_git(scene.bare(), "tag") == "v1"


def test_rehearsals_are_pushes_of_a_plan(scene: Scene, plan: GitClient, tmp_path: Path) -> None:
    assert plan.rehearsing(tmp_path / "other") is plan
    tree = scene.tree()
    change(scene, scene.client, "src", {"app.yaml": "tag: v2\n"})
    scene.client.rehearsing(tmp_path / "rehearsal").push(tree, PushRequest("push"), BACKGROUND)
    assert scene.subjects() == ["init"]
    assert pushes(scene) == 0


def test_names_of_refs() -> None:
    assert tracking("refs/heads/a/b") == "refs/tranship/server/a/b"
    assert tracking("refs/tags/v1") == "refs/tranship/server/refs/tags/v1"
    assert [short_name(ref) for ref in ("refs/heads/a", "refs/tags/b", "refs/for/c")] == ["a", "b", "refs/for/c"]


def test_other_refs_than_branches_can_be_pushed_to(scene: Scene) -> None:
    tree = scene.tree()
    change(scene, scene.client, "src", {"app.yaml": "tag: v2\n"})
    pushed = scene.client.push(tree, PushRequest("push", branch="refs/for/main"), BACKGROUND)
    assert pushed.branch == "refs/for/main"
    assert plain_git(scene.bare(), "rev-parse", "refs/for/main") == pushed.commit


def test_a_branch_by_its_full_name_is_integrated_as_well(scene: Scene) -> None:
    tree = scene.tree()
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    change(scene, scene.client, "src", {"app.yaml": "tag: v2\n"})
    pushed = scene.client.push(tree, PushRequest("push", branch="refs/heads/main"), BACKGROUND)
    assert pushed.branch == "refs/heads/main"
    assert scene.subjects() == ["ours", "theirs", "init"]
