"""How commits that came to a branch meanwhile are integrated before a push: rebased onto, or merged, by a policy."""

from __future__ import annotations

import shutil

from tranship.clients.git.command import Git
from tranship.clients.git.exchange import short_name, tracking
from tranship.clients.git.history import new_commits
from tranship.clients.git.session import telling
from tranship.clients.git.signing import no_keys
from tranship.clients.git.values import PushIntegrationPolicy as Policy
from tranship.clients.git.values import WorkTree
from tranship.clients.git.words import said
from tranship.errors import GitError, ProcessError

_TRUSTED = "G"
_UNSIGNED = "N"


class ConflictsError(GitError):
    """Changes contradict each other; a human has to decide. The work tree is as it was before."""


class RebaseUnsafeError(GitError):
    """A rebase would lose or invent trust in signatures, and the policy allows nothing else."""


def policy_of(name: str) -> Policy:
    """The policy of that name.

    :raises GitError: there is none.
    """
    try:
        return Policy(name)
    except ValueError:
        known = ", ".join(Policy)
        raise GitError(f'there is no push integration policy "{name}"; there are {known}') from None


def integrate(git: Git, tree: WorkTree, ref: str, policy: Policy) -> None:
    """Bring what the server has as ``ref``, as it was fetched, into the work tree's branch.

    :param git: calls in the work tree as its author, with their key, and with access to the server.
    :raises ConflictsError: both have changed the same place.
    :raises RebaseUnsafeError: by the policy there is no way.
    :raises GitError: it can't be done, because of changes that are not committed for example.
    """
    match policy:
        case Policy.NONE:
            if not git.says_yes("merge-base", "--is-ancestor", tracking(ref), "HEAD"):
                raise GitError(
                    f'"{short_name(ref)}" has commits on the server that the work tree has not, and by the policy '
                    f"{policy.value} they are not integrated"
                )
        case Policy.ALWAYS_REBASE:
            _rebase(git, tree, ref)
        case Policy.ALWAYS_MERGE:
            _merge(git, tree, ref)
        case Policy.REBASE_OR_MERGE | Policy.REBASE_OR_FAIL:
            unsafe = _why_unsafe(git, tree, ref)
            if not unsafe:
                _rebase(git, tree, ref)
            elif policy is Policy.REBASE_OR_MERGE:
                _merge(git, tree, ref)
            else:
                raise RebaseUnsafeError(
                    f'the new commits can\'t be rebased onto "{short_name(ref)}": {unsafe}; the policy '
                    f"{policy.value} allows nothing else"
                )


def recover(git: Git, tree: WorkTree) -> None:
    """Undo an integration that was cut off."""
    with telling("what an earlier attempt left unfinished can't be undone"):
        if (tree.git_dir / "MERGE_HEAD").exists():
            git("merge", "--abort")
        state = [tree.git_dir / name for name in ("rebase-merge", "rebase-apply")]
        if any(folder.exists() for folder in state) and git("rebase", "--abort", check=False).status != 0:
            # It had hardly begun, and the state that it leaves is no use.
            for folder in state:
                shutil.rmtree(folder, ignore_errors=True)
            git("reset", "--quiet", "--hard")


def _rebase(git: Git, tree: WorkTree, ref: str) -> None:
    _refuse_uncommitted(git, ref)
    theirs = tracking(ref)
    try:
        if git.says_yes("merge-base", "--is-ancestor", "HEAD", theirs):
            git("merge", "--quiet", "--ff-only", theirs)
        elif not _is_on_top(git, theirs):
            git("rebase", "--quiet", "--no-verify", "--no-fork-point", theirs)
    except ProcessError as error:
        raise _gave_up(git, tree, ref, error) from error


def _is_on_top(git: Git, theirs: str) -> bool:
    """Whether our commits are on top of theirs already, one after the other; a rebase takes long to find out."""
    if not git.says_yes("merge-base", "--is-ancestor", theirs, "HEAD"):
        return False
    return git.line("rev-list", "--merges", "--max-count=1", f"{theirs}..HEAD") == ""


def _merge(git: Git, tree: WorkTree, ref: str) -> None:
    theirs = tracking(ref)
    try:
        if git.says_yes("merge-base", "--is-ancestor", theirs, "HEAD"):
            return
        # In Git's own words for a merge of what was pulled.
        source = (
            f"{git.line('rev-parse', theirs)}\t\tbranch '{short_name(ref)}' of {tree.clone.url.removesuffix('.git')}"
        )
        message = git("fmt-merge-msg", stdin=f"{source}\n").stdout
        git("merge", "--quiet", "--no-verify", f"-m{message.strip()}", theirs)
    except ProcessError as error:
        raise _gave_up(git, tree, ref, error) from error


def _refuse_uncommitted(git: Git, ref: str) -> None:
    """Refuse to rebase a work tree with changes of tracked files; also where nothing would have to be done."""
    with telling("the work tree can't be read"):
        changed = git("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all").stdout
    if changed:
        some = ", ".join(f'"{line[3:]}"' for line in changed.splitlines()[:3])
        raise GitError(
            f'what "{short_name(ref)}" got meanwhile can\'t be integrated: there are changes that are not committed '
            f"({some}); commit them before the push"
        )


def _gave_up(git: Git, tree: WorkTree, ref: str, error: ProcessError) -> GitError:
    """Why the integration failed; the work tree is put back to where it was."""
    with telling("the conflicts can't be listed"):
        conflicts = git("diff", "--name-only", "--diff-filter=U", "-z", "--ignore-submodules=dirty").stdout.split("\0")
    recover(git, tree)
    name = short_name(ref)
    if files := [file for file in conflicts if file]:
        some = ", ".join(f'"{file}"' for file in files[:5]) + (", ..." if len(files) > 5 else "")
        return ConflictsError(
            f'"{name}" has got changes meanwhile that contradict the new commits, in {some}; '
            "let promotions that push to one branch write to different files, and promote again"
        )
    return GitError(f'what "{name}" got meanwhile can\'t be integrated: {said(error.stderr or error.stdout)}')


def _why_unsafe(git: Git, tree: WorkTree, ref: str) -> str:
    """Why a rebase would lose or invent trust; "" if it would not.

    Commits that are signed by the clone's own key can be signed anew, unsigned ones stay so where nothing is signed.
    """
    signs = bool(tree.clone.author.signing_key)
    with no_keys() as empty, telling("the signatures can't be checked"):
        checking = git if signs else git.with_configuration(empty)
        for commit in new_commits(git, tracking(ref)):
            signature = checking.line("log", "-1", "--format=%G?", commit.commit, "--")
            if signs and signature == _UNSIGNED:
                return f"{commit.commit[:7]} is not signed, and would be afterwards"
            if signs and signature != _TRUSTED:
                return f"{commit.commit[:7]} is signed with a key that is not the clone's"
            if not signs and signature != _UNSIGNED:
                return f"{commit.commit[:7]} is signed, and would not be afterwards"
    return ""
