"""Diffs for people: whole if they can be read, else which files there are."""

from __future__ import annotations

from pathlib import Path

from tests.clients.git.scene import Scene
from tranship.clients.git.history import EMPTY_TREE, base_of, difference, new_commits
from tranship.clients.git.session import Session
from tranship.clients.git.turns import Turns
from tranship.clients.git.values import CommitInfo
from tranship.execution import BACKGROUND


def test_a_diff_says_what_is_renamed_binary_and_changed(scene: Scene) -> None:
    before = scene.commit("main", {"a": "".join(f"{number}\n" for number in range(20)), "b": "1\n", "größe": "x\n"})
    after = scene.commit(
        "main", {"a": None, "moved": "".join(f"{n}\n" for n in range(20)), "b": "\0\0", "größe": "y\n"}
    )
    git = Session(scene.client.settings, BACKGROUND, Turns(None)).in_clone(scene.clone())
    text = difference(git, before, after)
    assert "rename from a\nrename to moved\n" in text
    assert "Binary files a/b and b/b differ\n" in text
    assert "--- a/größe\n+++ b/größe\n@@ -1 +1 @@\n-x\n+y\n" in text


def test_a_diff_that_nobody_can_read_is_a_summary(scene: Scene) -> None:
    before = scene.head()
    many_lines = scene.commit("main", {"large": "line\n" * 600_000})
    one_line = scene.commit("main", {"large": "x" * 1_200_000})
    git = Session(scene.client.settings, BACKGROUND, Turns(None)).in_clone(scene.clone())
    for commit in (many_lines, one_line):
        text = difference(git, before, commit)
        assert len(text) < 200
        assert " large | " in text
        assert " 1 file changed, " in text


def test_attributes_run_nothing(scene: Scene, tmp_path: Path) -> None:
    before = scene.head()
    after = scene.commit("main", {".gitattributes": "* diff=evil\n", "app.yaml": "tag: v2\n"})
    git = Session(scene.client.settings, BACKGROUND, Turns(None)).in_clone(scene.clone())
    assert "+tag: v2" in difference(git, before, after)


def test_commits_that_the_server_has_are_not_new(scene: Scene) -> None:
    first = scene.head()
    second = scene.commit("main", {"app.yaml": "tag: v2\n"}, "second: one more")
    git = Session(scene.client.settings, BACKGROUND, Turns(None)).in_clone(scene.clone())
    assert new_commits(git, "", second) == ()
    assert new_commits(git, first, second) == (CommitInfo(second, "second: one more"),)
    assert base_of(git, (CommitInfo(second, ""),)) == first
    assert base_of(git, (CommitInfo(first, ""),)) == EMPTY_TREE
