"""Signatures: of commits, of tags, anew after a rebase; and keys that are none."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.clients.git.keys import make_signing_key, verify
from tests.clients.git.scene import AUTHOR, Scene, plain_git
from tranship.clients.git import GitAuthor, PushRequest
from tranship.clients.git.signing import check_key, signing
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.fixture(scope="module")
def key() -> str:
    return make_signing_key()


def signer(key: str) -> GitAuthor:
    return GitAuthor(AUTHOR.name, AUTHOR.email, key)


def test_a_clone_with_a_key_signs_its_commits_and_tags(scene: Scene, key: str) -> None:
    tree = scene.tree(clone=scene.clone(author=signer(key)), branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    committed = scene.client.commit(tree, "signed", BACKGROUND, owner="commit")
    scene.client.tag(tree, "v2", "release", BACKGROUND, owner="tag")
    said = verify(tree.clone.repository, key, committed.commit)
    assert "Good signature from" in said
    assert "BEGIN PGP SIGNATURE" in plain_git(tree.top, "cat-file", "tag", "v2")


def test_a_rebase_signs_anew(scene: Scene, key: str) -> None:
    tree = scene.tree(clone=scene.clone(author=signer(key)), branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    scene.client.commit(tree, "signed", BACKGROUND, owner="commit")
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    pushed = scene.client.push(tree, PushRequest("push"), BACKGROUND)
    assert "Good signature from" in verify(scene.bare(), key, pushed.commit)
    assert scene.subjects() == ["signed", "theirs", "init"]


def test_a_created_branch_begins_with_a_signed_commit(scene: Scene, key: str) -> None:
    scene.tree(clone=scene.clone(author=signer(key)), branch="stage/new", create=True)
    assert "Good signature from" in verify(scene.bare(), key, scene.head("stage/new"))


def test_the_key_of_one_commit_is_not_the_clone_s(scene: Scene, key: str) -> None:
    tree = scene.tree(clone=scene.clone(author=signer(key)), branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    other = GitAuthor("Other", "other@example.com")
    committed = scene.client.commit(tree, "unsigned", BACKGROUND, owner="commit", author=other)
    assert plain_git(tree.top, "log", "-1", "--format=%an %cn %G?", committed.commit) == "Other Other N"


def test_nothing_of_a_key_is_left_but_where_the_clone_keeps_it(scene: Scene, key: str) -> None:
    tree = scene.tree(clone=scene.clone(author=signer(key)), branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    scene.client.commit(tree, "signed", BACKGROUND, owner="commit")
    holding = [file for file in scene.work.rglob("*") if file.is_file() and b"PGP PRIVATE" in file.read_bytes()]
    assert [file.name for file in holding] == ["clone.json"]
    assert holding[0].stat().st_mode & 0o077 == 0
    assert list(Path(tempfile.gettempdir()).glob("tranship-gpg-*")) == []


def test_no_agent_stays_behind(key: str) -> None:
    with signing(BACKGROUND, key) as configuration:
        home = configuration.variables["GNUPGHOME"]
        assert agents(home)
    assert not agents(home)


def agents(home: str) -> bool:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return any("gpg-agent" in line and home in line for line in listed.splitlines())


NO_KEY = r"the signing key can't be imported: it must be an armored private GPG key"


def test_a_key_for_one_commit_that_is_none_is_told(scene: Scene) -> None:
    tree = scene.tree(branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    with pytest.raises(GitError, match=NO_KEY):
        scene.client.commit(tree, "unsigned", BACKGROUND, owner="commit", author=signer("no key"))


def test_a_clone_s_key_that_is_none_is_told_before_anything_is_fetched(scene: Scene) -> None:
    with pytest.raises(GitError, match=NO_KEY):
        scene.clone(author=signer("no key"))
    with pytest.raises(GitError, match="the signing key can't be used: it holds no private key"):
        scene.clone(author=signer(make_signing_key(public=True)))
    assert list(scene.work.iterdir()) == []


@pytest.mark.parametrize(("passphrase", "usage"), [("secret", "sign"), ("", "auth")])
def test_a_key_that_cant_sign_is_told(passphrase: str, usage: str) -> None:
    with pytest.raises(GitError, match="can't sign: it must be made for that, and have no passphrase"):
        check_key(BACKGROUND, make_signing_key(passphrase=passphrase, usage=usage))
