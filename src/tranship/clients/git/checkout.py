"""Work trees of a clone: linked ones, one for each checkout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tranship.clients.git import spare_trees
from tranship.clients.git.command import Git
from tranship.clients.git.exchange import HEADS, TAGS, Exchange, RaceLostError, tracking
from tranship.clients.git.session import Server, Session, telling
from tranship.clients.git.values import CheckedOut, CheckoutRequest, Clone, GitCredentials
from tranship.clients.git.words import said
from tranship.clients.git.work_tree import shown
from tranship.errors import ClientError, GitError, ProcessError

_DAMAGE = re.compile(r"(?:unable to|cannot|could not) read|bad object|missing|corrupt|packfile|loose object")
"""Words of Git for objects that it can't read."""
_OF_HEAD = re.compile(r"(?:HEAD|@)(?![\w./-])")


def check_out(
    session: Session, clone: Clone, request: CheckoutRequest, credentials: GitCredentials, scratch: Path | None
) -> CheckedOut:
    """Make a work tree.

    :raises GitError: it can't be made.
    """
    for field in ("branch", "commit", "tag"):
        if getattr(request, field).startswith("-"):
            raise GitError(f'"{getattr(request, field)}" is no {field}: it starts with a dash, as options do')
    for folder in request.sparse:
        _check_sparse(folder)
    name = shown(clone.work_dir, request.path)
    with session.server(session.in_clone(clone), clone, credentials) as server:
        git = server.git
        exchange = Exchange(server, clone, scratch)
        created = _created(session, exchange, request)
        revision = _revision(exchange, request)
        if _is_taken(request.path):
            raise GitError(f'"{name}" can\'t become a work tree: there is something already')
        try:
            git("worktree", "add", "--quiet", "--no-checkout", *revision[:-1], "--", str(request.path), revision[-1])
        except ProcessError as error:
            raise _no_work_tree(clone, request, name, error) from error
        # The folder was made just now, so that the repository it names is this one.
        tree = replace(git, folder=request.path, git_dir=None, work_tree=None)
        try:
            _fill(session, clone, tree, request)
        except (GitError, ProcessError) as error:
            git("worktree", "remove", "--force", "--", str(request.path), check=False)
            if isinstance(error, ProcessError):
                raise _not_filled(session, server, clone, name, error) from error
            raise
        if request.submodules:
            try:
                tree("submodule", "--quiet", "update", "--init", "--recursive", log=True)
            except ProcessError as error:
                raise GitError(f'the submodules of "{name}" can\'t be fetched: {server.refused(error)}') from error
        with telling(f'"{name}" can\'t be read'):
            return CheckedOut(tree.line("rev-parse", "--verify", "HEAD"), created)


def _revision(exchange: Exchange, request: CheckoutRequest) -> Sequence[str]:
    """The end of the arguments of ``git worktree add``: options, then what to check out."""
    git, url = exchange.server.git, exchange.server.url
    if request.tag and _exists(git, TAGS + request.tag):
        return ("--detach", TAGS + request.tag)
    if revision := request.commit or request.tag:
        # Whatever Git understands: ids, short ones too, expressions, and names of branches, which are then in use.
        if _OF_HEAD.match(revision):
            git("symbolic-ref", "HEAD", HEADS + exchange.default_branch())
        return (revision,)
    branch = request.branch or exchange.default_branch()
    if not _exists(git, HEADS + branch):
        hint = "; with create: true it would be made" if request.branch else ""
        raise GitError(f'{url} has no branch "{branch}"{hint}')
    return (branch,)


def _created(session: Session, exchange: Exchange, request: CheckoutRequest) -> bool:
    """Make the branch that is wanted, if it has to be made, of one empty commit, here and on the server."""
    git, clone, branch = exchange.server.git, exchange.clone, request.branch
    ref = HEADS + branch
    # As in a push, a full name means what it says.
    there = branch if branch.startswith("refs/") else ref
    if not branch or not request.create or _exists(git, ref):
        return False
    if branch == "HEAD" or not git.says_yes("check-ref-format", ref):
        raise GitError(f'"{branch}" can\'t be the name of a branch')
    with session.signing_as(git, clone.author) as signed, telling(f'the branch "{branch}" can\'t be made'):
        tree = signed("mktree", stdin="").stdout.strip()
        signature = ("-S",) if clone.author.signing_key else ()
        commit = signed("commit-tree", *signature, "-F", "-", tree, stdin="Initial commit\n").stdout.strip()
    try:
        exchange.push(git, f"{commit}:{there}")
    except RaceLostError:
        # Somebody else made it at the same moment; theirs is as good.
        if exchange.fetch(git, there) is None:
            raise
        commit = tracking(there)
    with telling(f'the branch "{branch}" can\'t be made'):
        git("update-ref", ref, commit)
    return True


def _fill(session: Session, clone: Clone, tree: Git, request: CheckoutRequest) -> None:
    """Write the files of a new work tree. A clone without the contents of files fetches them by this.

    :raises ProcessError: they can't be written.
    """
    if request.sparse:
        for folder in request.sparse:
            if tree("cat-file", "-t", f"HEAD:{folder}", check=False).stdout.strip() == "blob":
                raise GitError(f'"{folder}" is a file; sparse takes folders, with the files on the way to them')
        # With a sparse index what is left out costs nothing, now and in later steps.
        folders = "".join(f"{_as_line(folder)}\n" for folder in request.sparse)
        tree("sparse-checkout", "set", "--cone", "--sparse-index", "--stdin", stdin=folders)
    elif session.cache and (entry := session.cache.serving(clone.repository)):
        git_dir = Path(tree.line("rev-parse", "--absolute-git-dir"))
        if spare_trees.adopt(tree, entry, request.path, git_dir):
            return
    tree("reset", "--quiet", "--hard")


def _not_filled(session: Session, server: Server, clone: Clone, name: str, error: ProcessError) -> ClientError:
    if server.is_to_blame(error):
        return server.refused(error)
    if _DAMAGE.search(error.stderr) and session.cache and (entry := session.cache.serving(clone.repository)):
        entry.condemn()
    return GitError(f'"{name}" can\'t be checked out: {said(error.stderr or error.stdout)}')


def _is_taken(path: Path) -> bool:
    """Whether there is anything but an empty folder."""
    if path.is_dir() and not path.is_symlink():
        return any(path.iterdir())
    return path.is_symlink() or path.exists()


def _no_work_tree(clone: Clone, request: CheckoutRequest, name: str, error: ProcessError) -> GitError:
    wanted = request.branch or request.commit or request.tag
    if "invalid reference" in error.stderr:
        kind = "tag" if request.tag else "commit"
        return GitError(f'{clone.url} has no {kind} "{wanted}" that a branch or tag leads to')
    if match := re.search(r"already (?:checked out|used by worktree) at '(.*)'", error.stderr):
        other = shown(clone.work_dir, Path(match[1]))
        return GitError(f'the branch for "{name}" is already used by the work tree "{other}": a branch has one only')
    with_reason = error.stderr or error.stdout
    return GitError(f'"{name}" can\'t become a work tree: {with_reason.strip()}')


def _check_sparse(folder: str) -> None:
    if folder.startswith("/"):
        raise GitError(f'the sparse folder "{folder}" must be relative to the root of the repository')
    if folder.startswith(".."):
        raise GitError(f'the sparse folder "{folder}" starts with "..", as if it were outside of the repository')
    if set(folder) & set("*?[") or folder.startswith("!"):
        raise GitError(f'the sparse folder "{folder}" holds a pattern; name folders as they are')
    if "\n" in folder:
        raise GitError("a sparse folder holds a line break")


def _as_line(folder: str) -> str:
    """A folder as Git reads it from a line, where a quotation mark at the beginning has a meaning."""
    if not folder.startswith('"'):
        return folder
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _exists(git: Git, ref: str) -> bool:
    return git.says_yes("show-ref", "--verify", "--quiet", "--", ref)
