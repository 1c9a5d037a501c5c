"""git-push: its targets, what it puts out, how it fails, and what it would push."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.keys import make_signing_key
from tests.clients.git.scene import Scene, open_scene, plain_git
from tests.servers.git_http import GitHTTPServer
from tests.steps.git_steps import OnePassword, Steps, scratch_client
from tranship.authoring import WRITE, Change, ChangeKind, StepFailed, TerminalError
from tranship.clients.git import GitClient
from tranship.credentials.database import Credentials
from tranship.errors import GitError
from tranship.exprlang import Unknown
from tranship.promotion import is_terminal
from tranship.steps import git_commit, git_tag
from tranship.steps.git_push import registration


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with open_scene(tmp_path) as scene:
        steps = Steps(scene)
        steps.clone()
        yield steps


def test_branch_and_commit_are_put_out(steps: Steps) -> None:
    commit = steps.change({"app.yaml": "tag: v2\n"})
    assert steps.run(registration, path="./src").output == {"branch": "main", "commit": commit}
    assert steps.run(registration, alias="two", path="./src", targetBranch="new").output == {
        "branch": "new",
        "commit": commit,
    }
    generated = steps.run(registration, alias="three", path="./src", generateTargetBranch=True)
    assert generated.output == {"branch": "kargo/promotion/test.p", "commit": commit}


@pytest.mark.parametrize(
    ("provider", "page"),
    [
        ("github", "https://{host}/acme/gitops/commit/{commit}"),
        ("gitlab", "https://{host}/acme/gitops/-/commit/{commit}"),
        ("bitbucket", "https://{host}/acme/gitops/commits/{commit}"),
        ("azure", ""),
        ("gitea", ""),
    ],
)
def test_a_link_is_put_out_where_it_is_known(tmp_path: Path, provider: str, page: str) -> None:
    with GitHTTPServer(tmp_path / "served") as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n"}, name="acme/gitops")
        steps = Steps(scene)
        steps.clone(repoURL=scene.url("acme/gitops"))
        output = steps.run(registration, path="src", provider=provider).output or {}
        expected = page.format(host=server.host, commit=scene.head(name="acme/gitops"))
    assert output.get("commitURL", "") == expected


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "path"),
        ({"path": ""}, "path"),
        ({"path": "src", "targetBranch": "a", "tag": "b"}, "exclude each other"),
        ({"path": "src", "targetBranch": "a", "generateTargetBranch": True}, "exclude each other"),
        ({"path": "src", "tag": "a", "force": True}, "a tag can't be pushed with force"),
        ({"path": "src", "maxAttempts": 0}, "maxAttempts"),
        ({"path": "src", "maxAttempts": 2**31}, "maxAttempts"),
        ({"path": "src", "maxAttempts": "2"}, "maxAttempts"),
        ({"path": "src", "provider": "sourcehut"}, "provider"),
        ({"path": "src", "provider": None}, "provider: must not be null"),
        ({"path": "src", "branch": "x"}, "branch"),
    ],
)
def test_its_configuration_is_checked_first(steps: Steps, config: dict[str, Any], said: str) -> None:
    with pytest.raises(StepFailed, match=said):
        steps.run(registration, **config)


def test_a_number_of_attempts_may_be_written_as_a_float(steps: Steps) -> None:
    assert steps.run(
        registration, path="src", maxAttempts=2.0, targetBranch="", tag="", generateTargetBranch=False
    ).output


def test_a_conflict_is_a_business_no(steps: Steps) -> None:
    steps.scene.commit("main", {"app.yaml": "tag: v3\n"})
    steps.change({"app.yaml": "tag: v2\n"})
    with pytest.raises(StepFailed, match=r'"main" has got changes meanwhile that contradict') as raised:
        steps.run(registration, path="src")
    assert is_terminal(raised.value)
    assert not isinstance(raised.value, TerminalError)


def test_an_unsafe_rebase_is_a_business_no(steps: Steps) -> None:
    steps.git = GitClient(replace(steps.scene.client.settings, push_integration_policy="RebaseOrFail"))
    steps.scene.write({"src/app.yaml": "tag: v2\n"})
    author = {"name": "Signer", "email": "signer@example.com", "signingKey": make_signing_key()}
    steps.run(git_commit.registration, path="src", message="signed", author=author)
    steps.scene.commit("main", {"other.yaml": "x: 2\n"})
    with pytest.raises(StepFailed, match="is signed, and would not be afterwards; the policy RebaseOrFail"):
        steps.run(registration, path="src")


def test_a_detached_head_needs_a_target(steps: Steps) -> None:
    steps.clone({"commit": "main~0", "path": "d"})
    with pytest.raises(
        GitError, match="no branch is checked out here, so that there is none to push to; set targetBranch"
    ):
        steps.run(registration, path="d")
    assert steps.run(registration, path="d", targetBranch="new").output == {
        "branch": "new",
        "commit": steps.scene.head(),
    }


def test_a_tag_is_pushed_alone(steps: Steps) -> None:
    commit = steps.change({"app.yaml": "tag: v2\n"})
    steps.run(git_tag.registration, alias="tag", path="src", tag="v2", message="release")
    for _ in range(2):
        assert steps.run(registration, path="src", tag="v2").output == {"branch": "main", "commit": commit}
    assert steps.scene.subjects() == ["init"]
    assert plain_git(steps.scene.bare(), "rev-parse", "v2^{}") == commit
    with pytest.raises(GitError, match='there is no tag "v3" to push; make it with git-tag first'):
        steps.run(registration, path="src", tag="v3")


def test_credentials_are_asked_for_by_the_address_of_the_clone(tmp_path: Path) -> None:
    with GitHTTPServer(tmp_path / "served", username="bot", password="s3cret") as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n"})
        steps = Steps(scene, OnePassword(Credentials("bot", "s3cret")))
        steps.clone(repoURL=scene.url().replace("://", "://somebody@"))
        steps.change({"app.yaml": "tag: v2\n"})
        steps.run(registration, path="src")
        assert steps.database.asked[-1] == ("demo", "git", scene.url())


def test_it_writes() -> None:
    assert registration.effects_of(None) == WRITE


@pytest.mark.parametrize("planned", [True, False], ids=["in a plan", "on its own"])
def test_a_preview_shows_what_the_server_would_get(steps: Steps, tmp_path: Path, planned: bool) -> None:
    if planned:
        steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    commit = steps.change({"app.yaml": "tag: v2\n"}, "Update the tag")
    preview = steps.preview(registration, path="src")
    assert preview.output == {"branch": "main", "commit": commit}
    (change,) = preview.changes
    assert (change.kind, change.target, change.summary) == (
        ChangeKind.PUSH,
        f"{steps.scene.server.host}/gitops main",
        "1 commit: Update the tag",
    )
    assert change.diff.endswith("--- a/app.yaml\n+++ b/app.yaml\n@@ -1 +1 @@\n-tag: v1\n+tag: v2\n")
    assert change.details == {"commits": [{"id": commit, "subject": "Update the tag"}]}
    assert steps.scene.subjects() == ["init"]
    assert not any(request.is_push for request in steps.scene.server.requests)


def test_previews_of_several_commits_and_of_none(steps: Steps, tmp_path: Path) -> None:
    steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    assert steps.preview(registration, path="src").notes == ("there is nothing to push",)
    new = steps.preview(registration, path="src", generateTargetBranch=True)
    assert [change.summary for change in new.changes] == [f"a new branch at {steps.scene.head()[:7]}"]
    steps.change({"app.yaml": "tag: v2\n"}, "one")
    steps.change({"app.yaml": "tag: v3\n"}, "two")
    assert [change.summary for change in steps.preview(registration, path="src").changes] == [
        "2 commits, the last one: two"
    ]
    assert steps.preview(registration, path="src").changes == ()


def test_a_preview_of_a_tag(steps: Steps, tmp_path: Path) -> None:
    steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    commit = steps.change({"app.yaml": "tag: v2\n"})
    steps.run(git_tag.registration, alias="tag", path="src", tag="v2", message="release")
    target = f"{steps.scene.server.host}/gitops v2"
    assert steps.preview(registration, path="src", tag="v2").changes == (
        Change(ChangeKind.TAG, target, f"the tag of commit {commit[:7]}"),
    )
    assert plain_git(steps.scene.bare(), "tag") == ""


def test_a_preview_knows_no_link(steps: Steps, tmp_path: Path) -> None:
    steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    output = steps.preview(registration, alias="push", path="src", provider="gitlab").output or {}
    assert output["commitURL"] == Unknown("known after push")


def test_a_preview_finds_conflicts(steps: Steps, tmp_path: Path) -> None:
    steps.git = scratch_client(steps.scene, tmp_path / "scratch")
    steps.scene.commit("main", {"app.yaml": "tag: v3\n"})
    steps.change({"app.yaml": "tag: v2\n"})
    with pytest.raises(StepFailed, match="contradict"):
        steps.preview(registration, path="src")
