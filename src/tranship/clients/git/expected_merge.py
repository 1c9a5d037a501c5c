"""The merge that a plan expects of a pull request, made in its scratch folder, so that later steps see its result."""

from __future__ import annotations

from pathlib import Path

from tranship.clients.git.branches import BranchesRequest, meeting
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import author_configuration
from tranship.clients.git.exchange import HEADS, MERGED
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import DEFAULT_AUTHOR
from tranship.clients.git.words import said
from tranship.errors import GitError

_CONFLICTS = 1


def merge(session: Session, request: BranchesRequest, scratch: Path) -> tuple[str, bool]:
    """Merge the source into the target, in the scratch folder alone.

    :returns: the commit of the target then, and whether it was made for that: not if it has the source already.
    :raises GitError: there is no such branch, or the two contradict each other.
    """
    with meeting(session, request, scratch) as exchange:
        git, url = exchange.server.git, exchange.server.url
        place = exchange.made_scratch(git)
        # What the plan has fetched for its clones is not fetched again.
        (exchange.clone.repository / "objects" / "info" / "alternates").write_text(f"{place / 'objects'}\n", "utf-8")
        source = exchange.fetch(git, f"{HEADS}{request.source}")
        target = exchange.fetch(git, f"{HEADS}{request.target}")
        for commit, name in ((source, request.source), (target, request.target)):
            if commit is None:
                raise GitError(f'{url} has no branch "{name}"')
        if source is None or target is None:
            raise ValueError("both branches are there")
        with telling(f'"{request.source}" can\'t be merged into "{request.target}"'):
            if git.says_yes("merge-base", "--is-ancestor", source, target):
                return target, False
            commit = _merged(git, source, target, request)
            for ref in (f"{HEADS}{request.target}", f"{MERGED}{request.target}"):
                git("update-ref", ref, commit)
                exchange.take_into_scratch(git, ref)
        return commit, True


def _merged(git: Git, source: str, target: str, request: BranchesRequest) -> str:
    """The merge commit, as forges make it by default."""
    done = git("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", target, source, check=False)
    tree, *files = done.stdout.rstrip("\0").split("\0")
    if done.status == _CONFLICTS:
        some = ", ".join(f'"{file}"' for file in files[:3]) + (", ..." if len(files) > 3 else "")
        raise GitError(f'"{request.source}" and "{request.target}" contradict each other, in {some}')
    if done.status != 0:
        raise GitError(f'"{request.source}" can\'t be merged into "{request.target}": {said(done.stderr)}')
    message = f"Merge {request.source} into {request.target}\n"
    committing = git.with_configuration(author_configuration(DEFAULT_AUTHOR))
    return committing("commit-tree", tree, "-p", target, "-p", source, "-F", "-", stdin=message).stdout.strip()
