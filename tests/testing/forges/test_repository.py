"""Repositories of the doubles: merges are Git's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tranship.testing.forges.repository import ConflictError, How, Repository

LINES = "1\n2\n3\n4\n5\n6\n7\n"


@pytest.fixture
def git(tmp_path: Path) -> Repository:
    """``main`` and ``work`` have parted: each has commits of its own, without a conflict."""
    made = Repository.create(tmp_path / "a.git", "main")
    made.commit("main", {"a": LINES}, "init")
    made.branch("work", "main")
    made.commit("work", {"a": LINES.replace("7", "seven")}, "one")
    made.commit("work", {"a": LINES.replace("7", "seven"), "b": "new\n"}, "two")
    made.commit("main", {"a": LINES.replace("1", "one")}, "other")
    return made


@pytest.mark.parametrize(
    ("how", "subjects", "parents"),
    [
        (How.MERGE, ["m", "two", "one", "other", "init"], 2),
        (How.SQUASH, ["m", "other", "init"], 1),
        (How.REBASE, ["two", "one", "other", "init"], 1),
        (How.REBASE_MERGE, ["m", "two", "one", "other", "init"], 2),
    ],
)
def test_ways_to_merge(git: Repository, how: How, subjects: list[str], parents: int) -> None:
    commit = git.merge("main", git.head("work"), how, "m")
    assert commit == git.head("main")
    assert (sorted(git.subjects("main")), git.subjects("main")[0]) == (sorted(subjects), subjects[0])
    assert len(git.git("log", "-1", "--format=%P", commit).split()) == parents
    assert git.read("main", "a") == LINES.replace("7", "seven").replace("1", "one").rstrip()
    assert git.read("main", "b") == "new"


def test_a_fast_forward_only_where_nothing_was_added(git: Repository) -> None:
    with pytest.raises(ConflictError, match="main can't be fast-forwarded"):
        git.merge("main", git.head("work"), How.FAST_FORWARD, "m")
    git.set("refs/heads/main", git.resolve("main~1"))
    assert git.merge("main", git.head("work"), How.FAST_FORWARD, "m") == git.head("work")


@pytest.mark.parametrize("how", [How.MERGE, How.SQUASH, How.REBASE, How.REBASE_MERGE])
def test_conflicts_leave_the_branch_as_it_was(git: Repository, how: How) -> None:
    git.commit("main", {"a": LINES.replace("7", "VII")}, "conflict")
    before = git.head("main")
    assert not git.can_merge("main", git.head("work"))
    with pytest.raises(ConflictError):
        git.merge("main", git.head("work"), how, "m")
    assert git.head("main") == before


def test_files_are_removed_and_what_is_missing_is_empty(git: Repository) -> None:
    git.commit("work", {"b": None}, "less")
    assert git.git("ls-tree", "--name-only", "work") == "a"
    assert (git.head("gone"), git.resolve("--all")) == ("", "")
    assert git.is_ancestor(git.resolve("main~1"), git.head("work"))
    assert not git.is_ancestor(git.head("main"), git.head("work"))
