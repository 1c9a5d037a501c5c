"""Pushes: what came meanwhile is integrated first, and a race that was lost is run again."""

from __future__ import annotations

import random
from pathlib import Path

from tranship.clients.git.command import Git
from tranship.clients.git.exchange import HEADS, TAGS, Exchange, RaceLostError, short_name
from tranship.clients.git.history import new_commits
from tranship.clients.git.integration import integrate, policy_of, recover
from tranship.clients.git.intent import intend, intended
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import GitCredentials, Pushed, PushRequest, WorkTree
from tranship.errors import GitError

_GROWTH = 1.5
_JITTER = 0.5
_LONGEST_BACKOFF = 30.0


def push(
    session: Session, tree: WorkTree, request: PushRequest, credentials: GitCredentials, scratch: Path | None
) -> Pushed:
    """Push the work tree's commits to a branch, or a tag.

    :raises ConflictsError: what came meanwhile contradicts the new commits.
    :raises RebaseUnsafeError: by the policy there is no way to integrate it.
    :raises GitError: the push is refused, or every race was lost.
    """
    clone = tree.clone
    with (
        session.signing_as(session.in_tree(tree), clone.author) as signed,
        session.server(signed, clone, credentials) as server,
    ):
        recover(server.git, tree)
        exchange = Exchange(server, clone, scratch)
        with telling("the work tree can't be read"):
            current = server.git.line("branch", "--show-current")
        if request.tag:
            return _push_tag(exchange, request.tag, current)
        branch = request.branch or current
        if not branch:
            raise GitError(
                "no branch is checked out here, so that there is none to push to; set targetBranch, or have git-clone "
                "check out a branch"
            )
        ref = branch if branch.startswith("refs/") else HEADS + branch
        if not server.git.says_yes("check-ref-format", ref):
            raise GitError(f'"{branch}" can\'t be the name of a branch')
        return _push_branch(session, exchange, tree, request, branch, ref)


def _push_tag(exchange: Exchange, tag: str, current: str) -> Pushed:
    git, ref = exchange.server.git, TAGS + tag
    if not git.says_yes("show-ref", "--verify", "--quiet", "--", ref):
        raise GitError(f'there is no tag "{tag}" to push; make it with git-tag first')
    exchange.push(git, f"{ref}:{ref}")
    with telling("the work tree can't be read"):
        return Pushed(current, git.line("rev-parse", "--verify", "HEAD"))


def _push_branch(
    session: Session, exchange: Exchange, tree: WorkTree, request: PushRequest, branch: str, ref: str
) -> Pushed:
    """Push HEAD to ``ref``, again and again as long as others are faster."""
    for number in range(1, request.attempts + 1):
        try:
            with session.turns.turn(session.execution, f"{tree.clone.url} {ref}"):
                return _attempt(session, exchange, tree, request, branch, ref, number)
        except RaceLostError as error:
            if number == request.attempts:
                tries = "once" if number == 1 else f"{number} times"
                raise GitError(
                    f"{error}; others pushed at the same time, and it was tried {tries}: raise maxAttempts or try again"
                ) from error
            _wait(session, number)
            session.execution.progress(
                f"try {number + 1} of {request.attempts}: {short_name(ref)} had moved on the server"
            )
    raise ValueError("a push needs at least one attempt")


def _attempt(
    session: Session, exchange: Exchange, tree: WorkTree, request: PushRequest, branch: str, ref: str, number: int
) -> Pushed:
    """Integrate what the server has, and push.

    :raises RaceLostError: somebody else was faster.
    """
    git = exchange.server.git
    there = exchange.fetch(git, ref)
    if there and (commit := _pushed_before(git, tree, request.owner, ref, there)):
        return Pushed(branch, commit, commit, number)
    if there and not request.force:
        integrate(git, tree, ref, policy_of(session.settings.push_integration_policy))
    commits = new_commits(git, there or "")
    made = new_commits(git, "") if exchange.scratch and commits else ()
    with telling("the work tree can't be read"):
        head = git.line("rev-parse", "--verify", "HEAD")
    if head != there:
        intend(tree.clone, request.owner, {"ref": ref, "commit": head})
        exchange.push(git, f"HEAD:{ref}", force=request.force)
    return Pushed(branch, head, there or "", number, commits, made)


def _pushed_before(git: Git, tree: WorkTree, owner: str, ref: str, there: str) -> str:
    """The commit that an earlier attempt has pushed, if it was cut off before it could tell; "" if there is none."""
    earlier = intended(tree.clone, owner)
    commit = earlier.get("commit", "")
    if earlier.get("ref") != ref or not commit:
        return ""
    with telling("the work tree can't be read"):
        ours = git.line("rev-parse", "--verify", "HEAD") == commit
        return commit if ours and git.says_yes("merge-base", "--is-ancestor", commit, there) else ""


def _wait(session: Session, number: int) -> None:
    """Wait before the next try: longer each time, and not as long as others who lost the same race."""
    seconds = min(session.settings.push_backoff * _GROWTH ** (number - 1), _LONGEST_BACKOFF)
    session.execution.wait(seconds * (1 + random.random() * _JITTER))  # noqa: S311 - nobody gains by guessing it.
