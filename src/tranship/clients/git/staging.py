"""Commits that reach a branch by another way than a push: put up at a staging ref, and taken over from the branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tranship.clients.git.exchange import HEADS, Exchange
from tranship.clients.git.integration import integrate, policy_of, recover
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import GitCredentials, WorkTree
from tranship.errors import GitError

_TRUSTED = "G"


@dataclass(frozen=True)
class Staged:
    """What was put up.

    :param head: the commit that is checked out, after what came meanwhile was integrated.
    :param branch: the branch that is checked out. :param exists: whether the server has the target.
    """

    head: str
    branch: str
    exists: bool


@dataclass(frozen=True)
class Staging:
    """Works on one work tree, with access to its server."""

    session: Session
    tree: WorkTree
    exchange: Exchange

    def current_branch(self) -> str:
        """The branch that is checked out; "" if none is."""
        with telling("the work tree can't be read"):
            return self.exchange.server.git.line("branch", "--show-current")

    def put_up(self, target: str, ref: str, *, integrating: bool) -> Staged:
        """Integrate what the target branch got meanwhile, and push to ``ref``, whatever is there.

        :raises ConflictsError: what came meanwhile contradicts the new commits; the work tree is as it was.
        """
        git = self.exchange.server.git
        recover(git, self.tree)
        there = self.exchange.fetch(git, f"{HEADS}{target}")
        if there and integrating:
            policy = policy_of(self.session.settings.push_integration_policy)
            integrate(git, self.tree, f"{HEADS}{target}", policy)
        with telling("the work tree can't be read"):
            head = git.line("rev-parse", "--verify", "HEAD")
        self.exchange.push(git, f"HEAD:{ref}", force=True)
        return Staged(head, self.current_branch(), there is not None)

    def take_over(self, target: str) -> str:
        """Set the work tree to what the server has as ``target`` now; its commit.

        :raises GitError: the server has no such branch.
        """
        git = self.exchange.server.git
        there = self.exchange.fetch(git, f"{HEADS}{target}")
        if there is None:
            raise GitError(f'{self.exchange.server.url} has no branch "{target}" after the push')
        with telling("the work tree can't be set to what was pushed"):
            git("reset", "--quiet", "--hard", there)
        return there

    def signers(self, commits: Sequence[str]) -> dict[str, str]:
        """Who has signed each of these commits with the clone's own key, as ``Name <email>``; others are left out."""
        if not self.tree.clone.author.signing_key:
            return {}
        with telling("the signatures can't be checked"):
            listed = self.exchange.server.git("log", "--no-walk", "--format=%H %G? %GS", *commits, "--").stdout
        parts = (line.split(" ", 2) for line in listed.splitlines())
        return {commit: signer for commit, trust, signer in parts if trust == _TRUSTED}


@contextmanager
def staging(session: Session, tree: WorkTree, credentials: GitCredentials, scratch: Path | None) -> Iterator[Staging]:
    """Access to the server of a work tree while the block runs."""
    with (
        session.signing_as(session.in_tree(tree), tree.clone.author) as signed,
        session.server(signed, tree.clone, credentials) as server,
    ):
        yield Staging(session, tree, Exchange(server, tree.clone, scratch))
