"""Gitea and Forgejo: versions, labels by their numbers, and refusals."""

from __future__ import annotations

import pytest

from tests.clients.forges.scene import Scene
from tranship.clients.forges import ForgeKind, NotReadyError, RefusedError
from tranship.errors import HTTPError
from tranship.testing.forges import Failure, GiteaDouble

KIND = ForgeKind.GITEA


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.10.6", r"Gitea 1\.10\.6 is too old; 1\.11\.0 is needed"),
        ("", "does not say which version of Gitea it is; is it one?"),
        ("forgejo", "does not say which version of Gitea it is; is it one?"),
    ],
)
def test_servers_that_are_too_old_or_something_else(scene: Scene, version: str, message: str) -> None:
    assert isinstance(scene.double, GiteaDouble)
    scene.double.version = version
    with pytest.raises(HTTPError, match=message):
        scene.open()


@pytest.mark.parametrize("version", ["1.11", "v1.24.2", "9.0.3+gitea-1.22.0"])
def test_versions_are_read_as_forgejo_writes_them(scene: Scene, version: str) -> None:
    assert isinstance(scene.double, GiteaDouble)
    scene.double.version = version
    assert scene.open().open_pull_requests("work", "main") == []


def test_labels_are_found_on_all_pages(scene: Scene) -> None:
    assert isinstance(scene.double, GiteaDouble)
    scene.double.labels = {f"label-{number}": number for number in range(1, 6)}
    scene.double.page_size = 2
    scene.create(labels=("label-5", "label-1", "label-5"))
    assert scene.double.pull_requests(scene.name)[0].labels == ("label-5", "label-1")


def test_a_label_that_is_not_there_is_refused_before_anything_is_made(scene: Scene) -> None:
    with pytest.raises(RefusedError, match='the repository has no label "nope"; make it first'):
        scene.create(labels=("prod", "nope"))
    assert scene.double.pull_requests(scene.name) == ()


def test_a_second_one_of_the_same_branches_is_refused_in_its_words(scene: Scene) -> None:
    scene.create()
    with pytest.raises(RefusedError, match=r"pull request already exists for these targets \[id: 1\]"):
        scene.create()


def test_a_head_that_moved_is_not_ready_yet(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(409, "head out of date", method="POST", path="/merge$"))
    with pytest.raises(NotReadyError, match="the head of the pull request has moved: head out of date"):
        scene.open().merge(1, "")
    assert scene.open().merge(1, "").merged


def test_a_refused_merge_has_its_words(scene: Scene) -> None:
    scene.create()
    scene.double.fail(Failure(405, "User not allowed to merge PR", method="POST", path="/merge$"))
    with pytest.raises(RefusedError, match="User not allowed to merge PR"):
        scene.open().merge(1, "")


def test_a_next_page_on_another_server_is_not_asked(scene: Scene) -> None:
    link = '<https://evil.example/next>; rel="next"'
    scene.double.fail(Failure(200, body=b"[]", path="/pulls$", headers={"Link": link}))
    with pytest.raises(HTTPError, match="names a next page on another server; it is not asked"):
        scene.open().open_pull_requests("work", "main")
