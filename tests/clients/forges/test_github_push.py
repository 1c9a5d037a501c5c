"""A push by GitHub's API: tried again in a race, and nothing stays behind."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tranship.clients.forges.github_commits import BranchMovedError, Comparison
from tranship.clients.forges.github_push import GitHubPush
from tranship.errors import StepError
from tranship.execution import Execution


class Waiting(Execution):
    """An execution whose time passes at once."""

    def wait(self, seconds: float) -> None:
        assert seconds >= 1


class GitHub:
    """A GitHub on which others are faster a few times."""

    def __init__(self, races: int) -> None:
        self.races = races
        self.dropped: list[str] = []
        self.moved: list[tuple[str, str, bool]] = []

    def head_of(self, branch: str) -> str:
        return f"head of {branch}"

    def compare(self, base: str, head: str) -> Comparison:
        return Comparison("ahead", base, 0, ())

    def move(self, branch: str, commit: str, *, force: bool) -> None:
        if self.races:
            self.races -= 1
            raise BranchMovedError("others were faster")
        self.moved.append((branch, commit, force))

    def drop(self, ref: str) -> None:
        self.dropped.append(ref)


def pushed(github: Any, tries: int) -> None:
    staged = SimpleNamespace(exists=True, branch="main", head="h")
    staging: Any = SimpleNamespace(put_up=lambda *_a, **_o: staged, signers=lambda _commits: {})
    GitHubPush(lambda: github, staging, 10).push("main", "refs/staging", Waiting(), force=False, tries=tries)


def test_it_is_tried_again_if_others_were_faster() -> None:
    github = GitHub(races=2)
    pushed(github, 3)
    assert (github.moved, github.dropped) == ([("main", "head of main", False)], ["refs/staging"])


def test_it_is_given_up_after_the_last_try() -> None:
    github = GitHub(races=2)
    with pytest.raises(StepError, match="others were faster; it was tried 2 times"):
        pushed(github, 2)
    assert (github.moved, github.dropped) == ([], ["refs/staging"])
