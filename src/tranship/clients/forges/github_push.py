"""A push by GitHub's API: commits are put up in a staging ref, made again by GitHub, and tried again in a race."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tranship.clients.forges.github_commits import BranchMovedError, GitHubCommits, checked, replay
from tranship.clients.git import Staging
from tranship.errors import StepError
from tranship.execution import Execution


@dataclass(frozen=True)
class GitHubPush:
    """Brings the commits of a work tree to branches.

    :param connect: opens GitHub's API; called once the commits are up. :param staging: the work tree's.
    :param most: how many commits there may be. :param trusting: whether commits that nobody has signed count as
        GitHub's own.
    """

    connect: Callable[[], GitHubCommits]
    staging: Staging
    most: int
    trusting: bool = False

    def push(self, target: str, ref: str, execution: Execution, *, force: bool, tries: int) -> None:
        """Have GitHub make the commits; again if others were faster, and no staging ref stays behind.

        :param ref: the staging ref. :param force: whether what is on the branch is overwritten.
        :raises StepError: others were faster each time.
        """
        github: GitHubCommits | None = None
        try:
            for number in range(1, tries + 1):
                staged = self.staging.put_up(target, ref, integrating=not force)
                github = github or self.connect()
                base = github.head_of(target if staged.exists else staged.branch)
                try:
                    self._attempt(github, base, staged.head, target, exists=staged.exists, force=force)
                except BranchMovedError as error:
                    if number == tries:
                        raise StepError(f"{error}; it was tried {number} times") from error
                    execution.wait(1.5 ** (number - 1) * (1 + random.random() / 2))  # noqa: S311 - spreads load
                    continue
                return
        finally:
            if github is not None:
                github.drop(ref)

    def _attempt(self, github: GitHubCommits, base: str, head: str, target: str, *, exists: bool, force: bool) -> None:
        comparison = checked(github.compare(base, head), self.most)
        if comparison.status == "identical" and exists:
            return
        if comparison.status in ("behind", "diverged") and not force:
            raise BranchMovedError(f'"{target}" has commits that the work tree has not ({comparison.status})')
        commits = [str(one.get("sha")) for one in comparison.commits]
        signers = self.staging.signers(commits)
        if self.trusting:
            signers = {commit: signers.get(commit, "GitHub") for commit in commits}
        commit = replay(github, comparison, signers)
        if exists:
            github.move(target, commit, force=force)
        else:
            github.create_branch(target, commit)
