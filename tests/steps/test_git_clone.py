"""git-clone: its configuration, its author, its credentials, what it would do, and what it does again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.scene import Scene, open_scene, plain_git
from tests.servers.git_http import GitHTTPServer
from tests.steps.git_steps import OnePassword, Steps, scratch_client
from tranship.authoring import LOCAL, READ, WRITE, Change, ChangeKind, StepFailed
from tranship.credentials.database import Credentials
from tranship.errors import FieldsError, GitError
from tranship.models.base import read_model
from tranship.steps.git_clone import registration

MAIN = {"branch": "main", "path": "./src"}


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with open_scene(tmp_path) as scene:
        yield Steps(scene)


def commits(output: Any) -> dict[str, str]:
    found: dict[str, str] = output["commits"]
    return found


def test_each_checkout_gives_its_commit_under_its_name(steps: Steps) -> None:
    head = steps.scene.head()
    result = steps.clone(
        MAIN, {"commit": head, "path": "./../b/", "as": "base"}, {"commit": "main~0", "path": "c/../d"}
    )
    assert commits(result.output) == {"./src": head, "base": head, "c/../d": head}
    assert sorted(path.name for path in steps.scene.work.iterdir() if not path.name.startswith("repo-")) == [
        "b",
        "d",
        "src",
    ]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "repoURL"),
        ({"repoURL": "", "checkout": [MAIN]}, "repoURL"),
        ({"repoURL": "x", "checkout": []}, "checkout"),
        ({"repoURL": "x", "checkout": [{"branch": "main"}]}, r"checkout\[0\].path"),
        ({"repoURL": "x", "checkout": [{**MAIN, "tag": "v1"}]}, "branch, commit and tag exclude each other"),
        ({"repoURL": "x", "checkout": [{**MAIN, "depth": 1}]}, "depth"),
        ({"repoURL": "x", "checkout": [{**MAIN, "sparse": []}]}, "sparse"),
        ({"repoURL": "x", "checkout": [{**MAIN, "sparse": [""]}]}, "sparse"),
        ({"repoURL": "x", "checkout": [{**MAIN, "sparse": None}]}, "sparse"),
        ({"repoURL": "x", "checkout": [{**MAIN, "create": "yes"}]}, "create"),
        ({"repoURL": "x", "checkout": [{**MAIN, "as": "a"}, {"path": "b", "as": "a"}]}, 'two checkouts are called "a"'),
        ({"repoURL": "x", "checkout": [MAIN], "author": None}, "author: must not be null"),
        ({"repoURL": "x", "checkout": [MAIN], "author": {"name": "A"}}, r"author\.email"),
        ({"repoURL": "x", "checkout": [MAIN], "author": {"name": "", "email": "a@b"}}, r"author\.name"),
        ({"repoURL": "x", "checkout": [MAIN], "author": {"name": "A", "email": "a"}}, "must be an e-mail address"),
        ({"repoURL": "x", "checkout": [MAIN], "depth": 1}, "depth"),
    ],
)
def test_its_configuration_is_checked_before_anything_is_cloned(
    steps: Steps, config: dict[str, Any], field: str
) -> None:
    with pytest.raises(StepFailed, match=field):
        steps.run(registration, **config)
    assert list(steps.scene.work.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("a@b", True),
        ("a.b+c@example.com", True),
        ("jürgen@exämple.de", True),
        ('"a b"@example.com', True),
        ("a@[127.0.0.1]", True),
        ("Ops <ops@example.com>", True),
        ('"Ops, all" <ops@example.com>', True),
        ("<ops@example.com>", True),
        ("", False),
        ("a", False),
        ("@b", False),
        ("a@", False),
        ("a b@c", False),
        ("a@b c", False),
        (".a@b", False),
        ("a..b@c", False),
        ("a@b.", False),
        ("a@b@c", False),
        ("Ops ops@example.com", False),
        ("Ops <ops@example.com", False),
        ("a@b, c@d", False),
        ("a\n@b", False),
    ],
)
def test_addresses_are_those_of_mail(address: str, good: bool) -> None:
    config = {"repoURL": "x", "checkout": [MAIN], "author": {"name": "A", "email": address}}
    if good:
        read_model(registration.config, config)
        return
    with pytest.raises(FieldsError, match="must be an e-mail address"):
        read_model(registration.config, config)


@pytest.mark.parametrize(
    ("author", "who"),
    [
        ({}, "System <system@example.com>"),
        ({"author": {"name": "Step", "email": "step@example.com"}}, "Step <step@example.com>"),
    ],
)
def test_the_step_s_author_goes_before_the_system_s(steps: Steps, author: dict[str, Any], who: str) -> None:
    steps.clone({"branch": "new", "path": "src", "create": True}, **author)
    assert plain_git(steps.scene.bare(), "log", "-1", "--format=%an <%ae>", "new") == who


def test_credentials_are_those_of_the_project(tmp_path: Path) -> None:
    with GitHTTPServer(tmp_path / "served", username="bot", password="s3cret") as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"x": "1\n"})
        database = OnePassword(Credentials("bot", "s3cret", source="Secret demo/gitops"))
        steps = Steps(scene, database)
        steps.clone({"branch": "new", "path": "src", "create": True})
        assert database.asked == [("demo", "git", scene.url())]
        steps.database.credentials = Credentials("bot", "wrong", source="Secret demo/gitops")
        with pytest.raises(GitError, match=r"refused the password .*; it came from Secret demo/gitops"):
            steps.clone(MAIN)


def test_a_second_attempt_begins_anew(steps: Steps) -> None:
    for _ in range(2):
        with pytest.raises(GitError, match='has no branch "nope"'):
            steps.clone(MAIN, {"branch": "nope", "path": "b"})
    steps.clone(MAIN)
    with pytest.raises(GitError, match='"src" can\'t become a work tree: there is something already'):
        steps.run(registration, alias="other", repoURL=steps.scene.url(), checkout=[MAIN])


def test_effects_tell_whether_it_may_push() -> None:
    def effects(**checkout: Any) -> Any:
        return registration.effects_of(
            read_model(registration.config, {"repoURL": "x", "checkout": [{"path": "a", **checkout}]})
        )

    assert effects(branch="main") == LOCAL | READ
    assert effects(create=True) == LOCAL | READ
    assert effects(branch="main", create=True) == LOCAL | READ | WRITE


@pytest.mark.parametrize("planned", [True, False], ids=["in a plan", "on its own"])
def test_a_preview_makes_branches_for_itself(steps: Steps, tmp_path: Path, planned: bool) -> None:
    if planned:
        steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    new = {"branch": "stage/test", "path": "./out", "create": True}
    preview = steps.preview(registration, repoURL=steps.scene.url(), checkout=[MAIN, new])
    place = f"{steps.scene.server.host}/gitops"
    assert preview.changes == (
        Change(ChangeKind.PUSH, f"{place} stage/test", "a new branch with 1 commit: Initial commit"),
    )
    assert list(commits(preview.output)) == ["./src", "./out"]
    assert steps.scene.head("stage/test") == ""
    assert (steps.scene.work / "out" / ".git").is_file()


def test_steps_without_a_name_are_told_apart_by_what_was_put_out(steps: Steps) -> None:
    for path in ("a", "b", "c"):
        checkout = [{"branch": "main", "path": path}]
        result = steps.run(registration, alias="", repoURL=steps.scene.url(), checkout=checkout)
        steps.state[""] = result.output
    assert all((steps.scene.work / path / "app.yaml").exists() for path in ("a", "b", "c"))
