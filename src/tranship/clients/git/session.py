"""A piece of work with Git: calls inside a clone or a work tree, as its author, and with access to its server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tranship.clients.git.access import access, effective_credentials, masking
from tranship.clients.git.cache import ObjectCache
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import author_configuration, base_configuration
from tranship.clients.git.gate import Gate
from tranship.clients.git.remote import Remote, parse_remote
from tranship.clients.git.repository import known_hosts
from tranship.clients.git.signing import signing
from tranship.clients.git.turns import Turns
from tranship.clients.git.values import Clone, GitAuthor, GitCredentials, GitSettings, WorkTree
from tranship.clients.git.words import known_refusal, remote_refusal, said
from tranship.errors import AddressError, ClientError, GitError, ProcessError
from tranship.execution import Execution


@dataclass(frozen=True)
class Server:
    """The server of a clone, open to us.

    :param git: calls that may go there. :param url: its address, to show. :param credentials: those in use.
    :param gate: what they go through.
    """

    git: Git
    url: str
    credentials: GitCredentials
    gate: Gate

    def refused(self, error: ProcessError) -> ClientError:
        """Why a call that went there failed, in a user's words."""
        trouble = self.gate.trouble
        if isinstance(trouble, AddressError):
            return AddressError(f"{self.url} can't be used: {trouble}")
        if trouble is not None:
            return GitError(f"{self.url} can't be reached: {trouble}")
        return GitError(remote_refusal(self.url, self.credentials, error.stderr))

    def is_to_blame(self, error: ProcessError) -> bool:
        """Whether a call failed for a reason that lies with the server or the way there, not with our disk."""
        known = known_refusal(self.url, self.credentials, error.stderr)
        return self.gate.trouble is not None or known != "" or "fatal: " not in error.stderr


@dataclass(frozen=True)
class Session:
    """What all calls of one piece of work share."""

    settings: GitSettings
    execution: Execution
    turns: Turns
    cache: ObjectCache | None = None

    def git(self, folder: Path, home: Path) -> Git:
        """Git outside of any repository."""
        return Git(self.execution, self.settings.executable, base_configuration(self.settings), home, folder)

    def in_clone(self, clone: Clone) -> Git:
        """Git inside the bare repository."""
        return replace(self.git(clone.repository, clone.home), git_dir=clone.repository)

    def in_tree(self, tree: WorkTree) -> Git:
        """Git inside a work tree."""
        git = self.in_clone(tree.clone)
        return replace(git, folder=tree.folder, git_dir=tree.git_dir, work_tree=tree.top)

    @contextmanager
    def signing_as(self, git: Git, author: GitAuthor) -> Iterator[Git]:
        """Git as ``author``, signing with their key if they have one."""
        with signing(self.execution, author.signing_key) as configuration:
            yield git.with_configuration(author_configuration(author) + configuration)

    @contextmanager
    def server(self, git: Git, clone: Clone, credentials: GitCredentials) -> Iterator[Server]:
        """Access to the server that a clone is of, with these credentials or else those of its URL."""
        remote = replace(parse_remote(clone.url), credentials=clone.in_url)
        with self.access(git, remote, credentials, known_hosts(clone), skip_tls_verify=clone.skip_tls_verify) as server:
            yield server

    @contextmanager
    def access(
        self, git: Git, remote: Remote, credentials: GitCredentials, hosts: Path, *, skip_tls_verify: bool
    ) -> Iterator[Server]:
        """Access to a remote repository; ``hosts`` is where keys of SSH hosts are remembered."""
        chosen = effective_credentials(remote, credentials)
        with access(
            self.execution,
            remote,
            chosen,
            self.settings,
            origins=_origins(git, remote) if chosen.password else (),
            known_hosts=hosts,
            skip_tls_verify=skip_tls_verify,
        ) as way:
            online = replace(git, configuration=git.configuration + way.configuration, mask=masking(chosen))
            yield Server(online, remote.url, chosen, way.gate)


def _origins(git: Git, remote: Remote) -> tuple[str, ...]:
    """The servers that a password is for: the one that the URL names, and the one that Git goes to in its place.

    No configuration file has a say here, but who has put a program of their own before Git, for a mirror, may.
    """
    if not remote.origin:
        return ()
    with telling("it can't be told where Git goes"):
        contacted = parse_remote(git.line("ls-remote", "--get-url", "--", remote.url)).origin
    return tuple(dict.fromkeys(origin for origin in (remote.origin, contacted) if origin))


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn a failure of Git into words: ``what`` was not possible, and why."""
    try:
        yield
    except ProcessError as error:
        raise GitError(f"{what}: {said(error.stderr or error.stdout)}") from error
