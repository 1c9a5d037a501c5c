"""Commits made by GitHub itself out of commits that were pushed to a staging ref: GitHub signs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tranship.clients.forges.api import API, refusal
from tranship.errors import HTTPError, TerminalError

_SHOWN_AT_ONCE = 250


class BranchMovedError(HTTPError):
    """The branch has other commits than those that the new ones were made for: look again, and try again."""


@dataclass(frozen=True)
class Comparison:
    """How one commit stands to another.

    :param status: ``identical``, ``ahead``, ``behind`` or ``diverged``, in GitHub's words.
    :param merge_base: the last commit that both have. :param commits: those that are new, the oldest first.
    """

    status: str
    merge_base: str
    total: int
    commits: tuple[Mapping[str, Any], ...]


class GitHubCommits:
    """Git objects and refs of one repository on GitHub.

    :param repository: ``owner/name``.
    """

    def __init__(self, api: API, repository: str) -> None:
        self._api = api
        self._place = f"/repos/{repository}"

    def head_of(self, branch: str) -> str:
        """The commit at the head of a branch."""
        found = self._api.ask("GET", f"{self._place}/git/ref/heads/{quote(branch)}").fields
        return _sha(found.get("object"))

    def compare(self, base: str, head: str) -> Comparison:
        """How ``head`` stands to ``base``."""
        path = f"{self._place}/compare/{base}...{head}"
        found = self._api.ask("GET", path, per_page=_SHOWN_AT_ONCE).fields
        commits = found.get("commits") or []
        return Comparison(
            str(found.get("status") or ""),
            _sha(found.get("merge_base_commit")),
            int(found.get("total_commits") or len(commits)),
            tuple(one for one in commits if isinstance(one, dict)),
        )

    def create(self, commit: Mapping[str, Any], parents: Sequence[str], signer: str) -> str:
        """Make a commit of the same content; its id.

        :param commit: as a comparison has it. :param parents: those of the new commit.
        :param signer: who has signed the commit, if that is known to be them; GitHub is then the author.
        :raises HTTPError: the comparison lacks what a commit needs.
        """
        details = commit.get("commit") or {}
        tree = _sha(details.get("tree"), "the comparison names no tree of a commit")
        message = str(details.get("message") or "")
        body: dict[str, Any] = {"message": message, "tree": tree, "parents": list(parents)}
        author = details.get("author") or {}
        if signer:
            name = f"{author.get('name', '')} <{author.get('email', '')}>"
            if name != signer:
                body["message"] = f"{message}\n\nCo-authored-by: {name}"
        else:
            body |= {"author": author, "committer": details.get("committer") or {}}
        return _sha(self._api.ask("POST", f"{self._place}/git/commits", body).fields)

    def move(self, branch: str, commit: str, *, force: bool) -> None:
        """Set a branch that is there to a commit.

        :raises BranchMovedError: the branch has got other commits meanwhile.
        """
        path = f"{self._place}/git/refs/heads/{quote(branch)}"
        answer = self._api.call("PATCH", path, {"sha": commit, "force": force})
        if answer.status == 422:
            raise BranchMovedError(f'the branch "{branch}" has moved: {answer.words}', status=422)
        if not 200 <= answer.status < 300:
            raise refusal(answer, "PATCH", path)

    def create_branch(self, branch: str, commit: str) -> None:
        """Make a branch at a commit."""
        self._api.ask("POST", f"{self._place}/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})

    def drop(self, ref: str) -> None:
        """Take a ref away; whether that works does not matter to anybody."""
        self._api.call("DELETE", f"{self._place}/git/{quote(ref)}")


def replay(github: GitHubCommits, comparison: Comparison, signers: Mapping[str, str]) -> str:
    """Make the new commits of a comparison once more, by GitHub; the last one's id.

    A commit's parents are those that were made for its own; what was there before stays a parent as it is.
    """
    made: dict[str, str] = {}
    last = comparison.merge_base
    for commit in comparison.commits:
        own = _sha(commit)
        parents = [_sha(one) for one in commit.get("parents") or []]
        if not parents or not any(one in made for one in parents):
            parents[:1] = [last]
        new = github.create(commit, [made.get(one, one) for one in parents], signers.get(own, ""))
        made[own] = last = new
    return last


def checked(comparison: Comparison, most: int) -> Comparison:
    """The comparison, if it is one that can be worked with.

    :raises TerminalError: GitHub says something new, or there are too many commits.
    """
    if comparison.status not in ("identical", "ahead", "behind", "diverged"):
        raise TerminalError(f'GitHub compares the branches as "{comparison.status}", which is not known')
    if comparison.total > most:
        raise TerminalError(
            f"there are {comparison.total} commits to push, and {most} are the most; raise GITHUB_PUSH_MAX_REVISIONS"
        )
    return comparison


def _sha(value: Any, otherwise: str = "GitHub's answer names no commit") -> str:
    sha = value.get("sha") if isinstance(value, dict) else None
    if not isinstance(sha, str) or not sha:
        raise HTTPError(otherwise, status=200)
    return sha
