"""Clones: what they hold, what is refused, and what an attempt that was cut off leaves to the next one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, plain_git
from tests.servers.git_http import GitHTTPServer
from tranship.clients.git import CloneRequest
from tranship.errors import AddressError, CancelledError, GitError
from tranship.execution import Cancellation, Execution


def test_a_clone_has_all_branches_and_tags(scene: Scene) -> None:
    scene.commit("env/prod", {"x": "1\n"})
    plain_git(scene.bare(), "tag", "light", "main")
    plain_git(scene.bare(), "tag", "-a", "-m", "m", "heavy", "env/prod")
    plain_git(scene.bare(), "update-ref", "refs/pull/1/head", "main")
    clone = scene.clone()
    assert plain_git(clone.repository, "for-each-ref", "--format=%(refname)").splitlines() == [
        "refs/heads/env/prod",
        "refs/heads/main",
        "refs/tags/heavy",
        "refs/tags/light",
        "refs/tranship/server/env/prod",
        "refs/tranship/server/main",
    ]
    assert plain_git(clone.repository, "fsck", "--strict") == ""


def test_an_empty_repository_can_be_cloned(scene: Scene) -> None:
    scene.bare("empty")
    clone = scene.clone(url=scene.url("empty"))
    with pytest.raises(GitError, match="has no default branch: it is empty, or its HEAD names none"):
        scene.tree(clone=clone, branch="")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("--upload-pack=touch evil", "is no URL of a repository: it starts with a dash, as options do"),
        ("-oProxyCommand=evil", "starts with a dash, as options do"),
        ("ext::sh -c touch% evil", "would have Git run a helper program; use an https or ssh URL"),
        ("fd::17", "would have Git run a helper program"),
        ("https://host/a\nb", "holds a line break or another unprintable character"),
        ("ssh://-oProxyCommand=evil/x", "can't be used|can't be read|strange|disagree|holds characters"),
        ("git://127.0.0.1/x", 'addresses of the kind "git" are not allowed here'),
        ("ftp://127.0.0.1/x", 'addresses of the kind "ftp" are not allowed here'),
        ("file:///etc", "is on this machine's disk, which is off; allow it with"),
        ("/etc", "is on this machine's disk, which is off; allow it with"),
        ("gitops", "is on this machine's disk, which is off; allow it with"),
    ],
)
def test_urls_that_are_none_are_told(scene: Scene, url: str, said: str) -> None:
    with pytest.raises((GitError, AddressError), match=said):
        scene.clone(url=url)
    assert list(scene.work.iterdir()) == []


def test_a_password_in_a_refused_url_is_not_repeated(scene: Scene) -> None:
    for url in ("-https://bot:hunter22@host/x", "ext::https://bot:hunter22@host", "foo://bot:hunter22@host/x"):
        with pytest.raises((GitError, AddressError)) as raised:
            scene.clone(url=url)
        assert "hunter22" not in str(raised.value)


def test_repositories_on_the_disk_are_used_where_they_may_be(scene: Scene) -> None:
    client = scene.with_settings(allow_file=True)
    for number, url in enumerate((scene.bare().as_uri(), str(scene.bare()))):
        clone = scene.clone(client=client, url=url, owner=f"clone-{number}")
        assert plain_git(clone.repository, "rev-parse", "main") == scene.head()


def test_a_missing_repository_is_told_and_leaves_nothing(scene: Scene) -> None:
    with pytest.raises(
        GitError, match=r"there is no repository at http://127\.0\.0\.1:\d+/nope\.git, or it is private"
    ):
        scene.clone(url=scene.url("nope"))
    assert list(scene.work.iterdir()) == []


def test_a_second_attempt_removes_what_the_first_one_left(scene: Scene) -> None:
    first = scene.clone()
    scene.tree("a", clone=first, branch="main")
    scene.tree("deep/b", clone=first, commit="main~0")
    scene.write({"c/mine": "1"})
    other = scene.tree("other")
    again = scene.clone()
    assert not first.home.exists()
    assert sorted(path.name for path in scene.work.iterdir()) == sorted(
        ["c", "deep", "other", again.home.name, other.clone.home.name]
    )
    scene.tree("a", clone=again, branch="main")


def test_a_clone_that_is_stopped_leaves_nothing_that_stops_the_next(tmp_path: Path) -> None:
    cancel, reached = Cancellation(), threading.Event()

    def stall(_path: str) -> None:
        reached.set()

    with GitHTTPServer(tmp_path / "served", before_push=stall) as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"x": "1\n"})
        cancel.cancel()
        with pytest.raises(CancelledError):
            scene.client.clone(CloneRequest(scene.work, scene.url(), "clone"), Execution(cancel))
        assert list(scene.work.iterdir()) == []
        scene.tree("src", clone=scene.clone(), branch="main")


def test_what_was_announced_and_never_finished_is_removed(scene: Scene) -> None:
    from tranship.clients.git import repository
    from tranship.clients.git.values import DEFAULT_AUTHOR, Clone

    home = repository.make_home(scene.work)
    repository.announce(Clone(scene.work, home, home / "repo", scene.url(), DEFAULT_AUTHOR), "clone")
    (home / "repo").mkdir()
    (home / "repo" / "half").touch()
    scene.clone()
    assert not home.exists()


def test_nothing_below_the_clone_is_somebody_else_s_to_see(scene: Scene) -> None:
    clone = scene.clone(url=scene.url().replace("://", "://u:p@"))
    assert clone.home.stat().st_mode & 0o077 == 0
    assert (clone.repository / "tranship").stat().st_mode & 0o077 == 0
    assert (clone.repository / "tranship" / "clone.json").stat().st_mode & 0o077 == 0


def test_a_log_tells_what_git_says_and_no_password(scene: Scene) -> None:
    lines: list[str] = []
    with pytest.raises(GitError):
        scene.client.clone(
            CloneRequest(scene.work, scene.url("nope").replace("://", "://u:hunter22@"), "clone"),
            Execution(log=lines.append),
        )
    assert any("not found" in line for line in lines)
    assert "hunter22" not in "".join(lines)


def test_two_clones_of_one_repository_are_two(scene: Scene) -> None:
    one, two = scene.tree("a"), scene.tree("b")
    assert one.clone.repository != two.clone.repository
