"""What the doubles of all forges can do: repositories, users, and failures by script."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.clients.forges.scene import DOUBLES, TOKEN, scene_of
from tests.servers.asking import ask
from tests.testing.forges.asking import say
from tranship.clients.forges import ForgeKind
from tranship.testing.forges import ConflictError, Failure, GitHubDouble, How, State
from tranship.testing.forges.double import page_of
from tranship.testing.forges.repository import git_environment
from tranship.testing.server import Request

PULL = "/api/v3/repos/acme/gitops/pulls/1"


def git(folder: Path, *arguments: str) -> int:
    """Run Git as a user; its exit status."""
    environment = {**git_environment(), "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    environment |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize("kind", list(DOUBLES), ids=str)
def test_git_clones_and_pushes_with_the_token_as_password(kind: ForgeKind, tmp_path: Path) -> None:
    with scene_of(kind, tmp_path) as scene:
        assert git(tmp_path, "clone", "--quiet", scene.url.replace("://", "://bot:wrong@"), "c") != 0
        assert git(tmp_path, "clone", "--quiet", scene.url.replace("://", f"://bot:{TOKEN}@"), "c") == 0
        folder = tmp_path / "c"
        Path(folder, "big").write_bytes(bytes(range(256)) * 8192)
        for command in (("checkout", "-q", "-b", "pushed"), ("add", "-A"), ("commit", "-q", "-m", "Pushed")):
            assert git(folder, *command) == 0
        assert git(folder, "push", "--quiet", "origin", "pushed") == 0
        assert scene.git.subjects("pushed")[0] == "Pushed"
        opened = scene.double.open_pull_request(scene.name, "pushed")
        assert opened.head == scene.git.head("pushed")
        assert scene.double.requests == ()


def test_without_a_token_it_is_open_to_all(tmp_path: Path) -> None:
    with GitHubDouble(tmp_path) as forge:
        url = forge.create_repository("acme/gitops", {"a": "1\n"})
        assert url == f"{forge.url}/acme/gitops.git"
        assert say(forge, "GET", "/api/v3/repos/acme/gitops/pulls", token="").data == []
        assert git(tmp_path, "clone", "--quiet", url, "c") == 0


def test_repositories_have_names_of_the_forge_s_form(tmp_path: Path) -> None:
    with GitHubDouble(tmp_path) as forge, pytest.raises(ValueError, match="gitops is not of the form owner/name"):
        forge.create_repository("gitops")


def test_what_is_pushed_to_the_source_belongs_to_an_open_pull_request(tmp_path: Path) -> None:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        scene.create()
        commit = scene.git.commit("work", {"more": "x"})
        assert scene.double.pull_requests(scene.name)[0].head == commit
        merged = scene.double.merge(scene.name, 1, How.SQUASH)
        scene.git.commit("work", {"more": "y"})
        assert scene.double.pull_requests(scene.name) == (merged,)
        assert (merged.state, merged.head, merged.commit) == (State.MERGED, commit, scene.git.head("main"))


def test_a_user_can_not_merge_conflicts_either(tmp_path: Path) -> None:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        scene.create()
        scene.conflict()
        with pytest.raises(ConflictError):
            scene.double.merge(scene.name, 1)
        assert scene.double.pull_requests(scene.name)[0].is_open


def test_the_nth_request_that_fits_fails_as_the_script_says(tmp_path: Path) -> None:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        scene.create()
        scene.double.fail(Failure(502, "boom", method="GET", path="pulls/1$", call=2, times=2))
        scene.double.fail(Failure(429, call=5, headers={"Retry-After": "7"}))
        replies = [say(scene.double, "GET", PULL) for _ in range(5)]
        assert [reply.status for reply in replies] == [200, 502, 502, 200, 429]
        assert replies[1].data["message"] == "boom"
        assert replies[4].headers["Retry-After"] == "7"
        assert len(scene.double.requests) == 6


def test_a_failure_may_come_after_the_deed_or_as_it_is_written(tmp_path: Path) -> None:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        scene.create()
        scene.double.fail(Failure(502, method="PUT", done=True))
        assert say(scene.double, "PUT", f"{PULL}/merge", {}).status == 502
        assert scene.double.pull_requests(scene.name)[0].state is State.MERGED
        scene.double.fail(Failure(200, body=b"<html>"))
        reply = ask(scene.double.url + PULL, headers={"Authorization": f"Bearer {TOKEN}"})
        assert (reply.status, reply.body) == (200, b"<html>")


@pytest.mark.parametrize(
    ("query", "page"),
    [("", (1, 30)), ("page=3&per_page=5", (3, 5)), ("per_page=0", (1, 30)), ("per_page=99&page=x", (1, 30))],
)
def test_pages(query: str, page: tuple[int, int]) -> None:
    assert page_of(Request("GET", "/", query), "per_page", 30) == page
