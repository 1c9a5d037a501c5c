"""Two branches of a remote repository next to each other: what a pull request between them would bring."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tranship.clients.git import repository
from tranship.clients.git.exchange import HEADS, Exchange
from tranship.clients.git.history import difference
from tranship.clients.git.remote import parse_remote
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import NO_CREDENTIALS, Clone, GitAuthor, GitCredentials
from tranship.errors import GitError


@dataclass(frozen=True)
class BranchesRequest:
    """Two branches of the repository at ``url``.

    :param with_difference: whether the difference between them is wanted as a text.
    """

    url: str
    source: str
    target: str
    credentials: GitCredentials = NO_CREDENTIALS
    skip_tls_verify: bool = False
    with_difference: bool = False


@dataclass(frozen=True)
class Branches:
    """The heads of two branches.

    :param message: that of the source's commit, as it is.
    :param target: the target's commit; "" if there is no such branch.
    :param differ: whether their files differ.
    :param difference: what the source has changed, as a unified diff, if it was asked for.
    """

    source: str
    message: str
    target: str
    differ: bool
    difference: str = ""


@contextmanager
def meeting(session: Session, request: BranchesRequest, scratch: Path | None) -> Iterator[Exchange]:
    """An empty repository for the time of the block, into which the branches can be fetched.

    :raises GitError: there is no such repository.
    """
    remote = parse_remote(request.url)
    with tempfile.TemporaryDirectory(prefix="tranship-branches-") as folder:
        home = Path(folder).resolve()
        clone = Clone(
            work_dir=home,
            home=home,
            repository=home / repository.REPOSITORY,
            url=remote.url,
            author=GitAuthor(),
            skip_tls_verify=request.skip_tls_verify,
            in_url=remote.credentials,
        )
        with telling("there is no room for the branches"):
            session.git(home, home)("init", "--quiet", "--bare", "--", str(clone.repository))
        repository.announce(clone, "")
        repository.configure(clone)
        git = session.in_clone(clone)
        with session.server(git, clone, request.credentials) as server:
            yield Exchange(server, clone, scratch)


def read_branches(session: Session, request: BranchesRequest, scratch: Path | None) -> Branches:
    """The heads of the two branches as the server has them, or as a plan has left them in its scratch folder.

    :raises GitError: there is no such repository, or no such source.
    """
    with meeting(session, request, scratch) as exchange:
        url, git = exchange.server.url, session.in_clone(exchange.clone)
        source = exchange.fetch(exchange.server.git, f"{HEADS}{request.source}", depth=1)
        if source is None:
            raise GitError(f'{url} has no branch "{request.source}"')
        target = exchange.fetch(exchange.server.git, f"{HEADS}{request.target}", depth=1) or ""
        with telling(f"{url} can't be read"):
            message = git("log", "-1", "--format=format:%B", source).stdout
            trees = {git.line("rev-parse", "--verify", f"{commit}^{{tree}}") for commit in (source, target) if commit}
            differ = len(trees) > 1 or not target
            text = difference(git, target, source) if request.with_difference and target and differ else ""
        return Branches(source, message, target, differ, text)
