from __future__ import annotations

from pathlib import Path

from tranship.models.base import read_model
from tranship.testing import outcome
from tranship.testing.given import Repository
from tranship.testing.hosting import Hosted, Hosting

URL = "https://github.com/acme/x.git"


def hosted(folder: Path) -> Hosted:
    given = {"files": {"a": "one\n", "b": "b\n"}, "branches": {"env": {"from": "main", "files": {"c": "c\n"}}}}
    (found,) = Hosting(folder / "git", {URL: read_model(Repository, given)}, folder)
    return found


def test_only_what_is_new_counts(tmp_path: Path) -> None:
    one = hosted(tmp_path)
    assert (outcome.commits_of(one, "main"), outcome.changed_branches(one), outcome.new_tags(one)) == ([], [], [])
    one.git.commit("main", {"a": "two\n", "b": None}, "first\n\nbody\n")
    one.git.commit("main", {"d/e": "e"}, "second")
    commits = outcome.commits_of(one, "main")
    assert [(commit["message"], commit["files"]) for commit in commits] == [
        ("first\n\nbody", ["a", "b"]),
        ("second", ["d/e"]),
    ]
    assert commits[0]["author"] == "Forge <forge@example.com>"
    assert "-one\n+two\n" in outcome.diff_of(one, "main")
    assert (outcome.file_at(one, "main", "a"), outcome.file_at(one, "main", "b")) == ("two\n", None)
    assert outcome.file_at(one, "gone", "a") is None
    assert outcome.changed_branches(one) == ["main"]


def test_a_branch_that_is_moved_to_old_commits_or_is_gone_has_nothing_new(tmp_path: Path) -> None:
    one = hosted(tmp_path)
    one.git.set("refs/heads/main", one.git.head("env"))
    one.git.git("update-ref", "-d", "refs/heads/env")
    one.git.set("refs/tags/v1", one.git.head("main"))
    assert (outcome.commits_of(one, "main"), outcome.commits_of(one, "env")) == ([], [])
    assert outcome.changed_branches(one) == ["env", "main"]
    assert outcome.new_tags(one) == ["v1"]
    assert outcome.diff_of(one, "env") == ""


def test_a_new_branch_is_compared_with_the_default_branch(tmp_path: Path) -> None:
    one = hosted(tmp_path)
    one.git.branch("topic", "main")
    one.git.commit("topic", {"a": "two\n"})
    assert "-one\n+two\n" in outcome.diff_of(one, "topic")
    assert one.forge is not None
    one.forge.open_pull_request(one.name, "topic", title="new")
    assert [(found["title"], found["state"]) for found in outcome.pull_requests_of(one)] == [("new", "open")]
