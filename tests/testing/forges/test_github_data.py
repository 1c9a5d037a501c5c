"""GitHub's Git database in its double: refs, commits and comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.forges.scene import Scene, scene_of
from tests.testing.forges.asking import Reply, say
from tranship.clients.forges import ForgeKind

PLACE = "/api/v3/repos/acme/gitops"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with scene_of(ForgeKind.GITHUB, tmp_path) as made:
        yield made


def data(scene: Scene, method: str, path: str, body: Any = None) -> Reply:
    return say(scene.double, method, PLACE + path, body)


def test_a_comparison_tells_how_commits_relate(scene: Scene) -> None:
    work, base = scene.git.head("work"), scene.git.head("main")
    ahead = data(scene, "GET", "/compare/main...work").data
    assert (ahead["status"], ahead["ahead_by"], ahead["total_commits"]) == ("ahead", 1, 1)
    assert ahead["merge_base_commit"]["sha"] == base
    (commit,) = ahead["commits"]
    assert (commit["sha"], commit["parents"]) == (work, [{"sha": base}])
    shown = commit["commit"]
    assert (shown["message"], shown["tree"]["sha"]) == ("Update web", scene.git.git("rev-parse", "work^{tree}"))
    assert shown["author"] == {"name": "Forge", "email": "forge@example.com", "date": "2026-01-01T00:00:00Z"}
    assert shown["verification"] == {"verified": False, "reason": "unsigned"}
    assert data(scene, "GET", "/compare/work...main").data["status"] == "behind"
    assert data(scene, "GET", f"/compare/{work}...work").data["status"] == "identical"
    scene.move_target()
    assert data(scene, "GET", "/compare/main...work").data["status"] == "diverged"
    assert data(scene, "GET", "/compare/main...gone").status == 404


def test_a_commit_is_made_of_a_tree_and_a_branch_moved_to_it(scene: Scene) -> None:
    base, tree = scene.git.head("main"), scene.git.git("rev-parse", "work^{tree}")
    body = {"message": "By API\n", "tree": tree, "parents": [base]}
    made = data(scene, "POST", "/git/commits", body)
    assert (made.status, made.data["verification"]["verified"]) == (201, True)
    moved = data(scene, "PATCH", "/git/refs/heads/main", {"sha": made.data["sha"], "force": False})
    assert (moved.status, moved.data["object"]["sha"]) == (200, scene.git.head("main"))
    assert scene.git.subjects("main") == ["By API", "init"]
    person = {"name": "Ann", "email": "ann@acme.dev", "date": "2026-02-03T04:05:06Z"}
    signed = data(scene, "POST", "/git/commits", {**body, "author": person})
    assert (signed.data["author"], signed.data["verification"]["verified"]) == (person, False)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"message": "m", "tree": "f" * 40, "parents": []}, "Tree SHA does not exist"),
        ({"message": "", "tree": "main^{tree}"}, "wasn't supplied"),
        ({"message": "m", "tree": "TREE", "parents": ["f" * 40]}, "Parent SHA does not exist"),
    ],
)
def test_a_commit_that_can_not_be(scene: Scene, body: dict[str, Any], message: str) -> None:
    tree = scene.git.git("rev-parse", "main^{tree}")
    refused = data(scene, "POST", "/git/commits", body | {"tree": body["tree"].replace("TREE", tree)})
    assert refused.status == 422
    assert message in refused.data["message"]


def test_refs_are_made_read_moved_and_removed(scene: Scene) -> None:
    work, base = scene.git.head("work"), scene.git.head("main")
    ref = "refs/kargo/staging/p"
    assert data(scene, "POST", "/git/refs", {"ref": ref, "sha": work}).status == 201
    assert data(scene, "GET", "/git/ref/kargo/staging/p").data["object"]["sha"] == work
    assert data(scene, "POST", "/git/refs", {"ref": ref, "sha": work}).data["message"] == "Reference already exists"
    refused = data(scene, "PATCH", "/git/refs/kargo/staging/p", {"sha": base})
    assert (refused.status, refused.data["message"]) == (422, "Update is not a fast forward")
    assert data(scene, "PATCH", "/git/refs/kargo/staging/p", {"sha": base, "force": True}).status == 200
    assert data(scene, "DELETE", "/git/refs/kargo/staging/p").status == 204
    assert data(scene, "DELETE", "/git/refs/kargo/staging/p").status == 422
    assert data(scene, "GET", "/git/ref/kargo/staging/p").status == 404
    assert data(scene, "PATCH", "/git/refs/heads/gone", {"sha": base}).data["message"] == "Reference does not exist"


@pytest.mark.parametrize(
    ("ref", "commit", "message"),
    [
        ("main", "", "Reference name must start with 'refs/' and contain at least two slashes."),
        ("refs/heads/x", "f" * 40, "Object does not exist"),
    ],
)
def test_a_ref_that_can_not_be(scene: Scene, ref: str, commit: str, message: str) -> None:
    refused = data(scene, "POST", "/git/refs", {"ref": ref, "sha": commit or scene.git.head("main")})
    assert (refused.status, refused.data["message"]) == (422, message)
