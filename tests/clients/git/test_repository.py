"""What a clone remembers of itself."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, plain_git
from tranship.clients.git import repository
from tranship.clients.git.intent import intend, intended
from tranship.clients.git.packed_refs import Ref, list_refs, write_packed_refs
from tranship.clients.git.session import Session
from tranship.clients.git.turns import Turns
from tranship.clients.git.values import Clone, GitAuthor, GitCredentials
from tranship.execution import BACKGROUND

AUTHOR = GitAuthor('A "quoted" \\ name\nof two lines', "a@example.com", "key")
URL = 'https://git.acme.dev/a"b\\c#d;e'


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    home = repository.make_home(tmp_path)
    clone = Clone(tmp_path, home, home / "repo", URL, AUTHOR, in_url=GitCredentials("u", "p"))
    repository.announce(clone, "clone")
    plain_git(home, "init", "--quiet", "--bare", str(clone.repository))
    return clone


def session() -> Session:
    return Session(SETTINGS, BACKGROUND, Turns(None))


@pytest.mark.parametrize("promised", [True, False])
def test_everything_is_recalled(clone: Clone, promised: bool) -> None:
    repository.configure(clone, promised=promised)
    repository.settle(clone)
    git = session().git(clone.home, clone.home)
    assert repository.recall(git, clone.work_dir, clone.repository) == clone
    assert plain_git(clone.repository, "config", "remote.origin.url") == URL
    assert plain_git(clone.repository, "config", "--default", "", "remote.origin.promisor") == (
        "true" if promised else ""
    )


def test_memories_are_for_one_user(clone: Clone) -> None:
    repository.settle(clone)
    intend(clone, "push", {"commit": "1"})
    files = list((clone.repository / "tranship").iterdir())
    assert len(files) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_intents_belong_to_their_owner(clone: Clone) -> None:
    repository.settle(clone)
    assert intended(clone, "push") == {}
    intend(clone, "push", {"commit": "1"})
    intend(clone, "push", {"commit": "2"})
    intend(clone, "other/../x", {"commit": "3"})
    assert intended(clone, "push") == {"commit": "2"}
    assert intended(clone, "other/../x") == {"commit": "3"}


def test_what_can_not_be_read_was_never_intended(clone: Clone) -> None:
    repository.settle(clone)
    intend(clone, "push", {"commit": "1"})
    (file,) = (clone.repository / "tranship").glob("intent-*")
    file.write_text("{half")
    assert intended(clone, "push") == {}


def test_refs_are_written_as_git_reads_them(clone: Clone) -> None:
    place = clone.repository
    tree = plain_git(place, "mktree", stdin="")
    commit = plain_git(place, "commit-tree", tree, "-m", "x")
    plain_git(place, "update-ref", "refs/heads/größe/ä", commit)
    plain_git(place, "tag", "-a", "-m", "x", "v1", commit)
    git = session().in_clone(clone)
    refs = list_refs(git, "refs/heads/", "refs/tags/")
    tag = plain_git(place, "rev-parse", "refs/tags/v1")
    assert refs == (Ref("refs/heads/größe/ä", commit), Ref("refs/tags/v1", tag, commit))
    for name in ("refs/heads/größe/ä", "refs/tags/v1"):
        (place / name).unlink()
    write_packed_refs(place, reversed([*refs, Ref("refs/heads/a", commit), Ref("refs/heads/a-b", commit)]))
    listed = plain_git(place, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)").splitlines()
    assert [line.rstrip() for line in listed] == [
        f"refs/heads/a {commit}",
        f"refs/heads/a-b {commit}",
        f"refs/heads/größe/ä {commit}",
        f"refs/tags/v1 {tag} {commit}",
    ]
    assert plain_git(place, "show-ref", "-d").count("\n") == 4
    assert plain_git(place, "fsck", "--strict") == ""
