"""What is done in a work tree without its server: clearing it, committing its changes, tagging its commit."""

from __future__ import annotations

import shutil

from tranship.clients.git.command import Git
from tranship.clients.git.intent import intend, intended
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import Committed, GitAuthor, WorkTree
from tranship.clients.git.within import refuse_harmful, repositories_within
from tranship.clients.git.words import said
from tranship.errors import GitError, ProcessError


def clear(session: Session, tree: WorkTree) -> None:
    """Remove all files that are not ignored from the folder and from the index; nothing is committed.

    :raises GitError: that is not possible, or the folder itself is ignored.
    """
    git = session.in_tree(tree)
    with telling("the work tree can't be cleared"):
        if tree.folder != tree.top:
            # Git refuses folders that are ignored here, also those with files that were committed nevertheless.
            git("add", "--dry-run", "--", ".")
        git("clean", "--quiet", "--force", "--force", "-d", "--", ".")
        for path in repositories_within(git):
            # Git removes a submodule only if it has made it itself.
            shutil.rmtree(tree.top / path, ignore_errors=True)
        git("rm", "-r", "--force", "--quiet", "--ignore-unmatch", "--", ".")


def commit(session: Session, tree: WorkTree, message: str, owner: str, author: GitAuthor | None) -> Committed:
    """Commit all changes in the folder.

    :param owner: names the step. A commit that an earlier attempt of it has made is found, not made again.
    :param author: who commits this time; None: the clone's author.
    :raises GitError: it can't be done.
    """
    git = session.in_tree(tree)
    with telling("the work tree has no commit"):
        head = git.line("rev-parse", "--verify", "HEAD")
    with telling("the changes can't be added"):
        refuse_harmful(git, tree.top)
        git("add", "--", ".")
        if not _is_anything_added(git):
            if _made_before(git, tree, owner, head):
                return Committed(head, made=True)
            # What has changed elsewhere in the work tree is left for Git to complain of.
            if not git("status", "--porcelain", "--ignore-submodules=dirty").stdout:
                return Committed(head, made=False)
    intend(tree.clone, owner, {"parent": head})
    who = tree.clone.author if author is None else author.or_else(tree.clone.author)
    with session.signing_as(git, who) as signed:
        try:
            signed("commit", "--quiet", "--no-verify", "--cleanup=whitespace", "--file=-", stdin=message)
        except ProcessError as error:
            raise _not_committed(error) from error
    with telling("the commit can't be read"):
        return Committed(git.line("rev-parse", "--verify", "HEAD"), made=True)


def tag(session: Session, tree: WorkTree, name: str, message: str, owner: str, *, force: bool) -> str:
    """Tag the commit that is checked out, with an annotated tag; the commit's id. Nothing is pushed.

    :param owner: names the step. A tag that an earlier attempt of it has made is found, not made again.
    :param force: move a tag that is there.
    :raises GitError: there is a tag of that name, or it can't be a tag's name.
    """
    git = session.in_tree(tree)
    with telling("the work tree has no commit"):
        head = git.line("rev-parse", "--verify", "HEAD")
        there = git("show-ref", "--verify", "--hash", "--", f"refs/tags/{name}", check=False).stdout.strip()
    earlier = intended(tree.clone, owner)
    same_wish = (earlier.get("tag"), earlier.get("commit")) == (name, head)
    if there and same_wish and earlier.get("before") != there:
        return head
    if there and not force:
        raise GitError(
            f'there is a tag "{name}" already, here or on the server; take another name, or set force: true to move it'
        )
    intend(tree.clone, owner, {"tag": name, "commit": head, "before": there})
    forced = ("--force",) if force else ()
    with session.signing_as(git, tree.clone.author) as signed, telling(f'the tag "{name}" can\'t be made'):
        signed("tag", "--annotate", "--cleanup=whitespace", "--file=-", *forced, "--", name, stdin=message)
    return head


def _is_anything_added(git: Git) -> bool:
    """Whether the index differs from the commit."""
    return not git.says_yes("diff-index", "--cached", "--quiet", "--ignore-submodules=dirty", "HEAD", "--")


def _made_before(git: Git, tree: WorkTree, owner: str, head: str) -> bool:
    """Whether HEAD is what an earlier attempt has made, which was cut off before it could tell."""
    parent = intended(tree.clone, owner).get("parent")
    # Nobody else moves HEAD while a step is at work.
    return parent not in (None, head) and git.line("rev-parse", "--verify", "--quiet", "HEAD^") == parent


def _not_committed(error: ProcessError) -> GitError:
    text = error.stdout + error.stderr
    if "empty commit message" in text:
        return GitError("the changes can't be committed: the message holds nothing but white space")
    if "no changes added to commit" in text or "nothing added to commit" in text:
        return GitError(
            "there is nothing to commit in this folder, but there are changes elsewhere in the work tree; "
            "name its root as the path, or leave the rest of it alone"
        )
    if "empty ident name" in text or "name consists only of disallowed characters" in text:
        return GitError("the changes can't be committed: the author's name holds nothing that Git takes for a name")
    if "failed to sign" in text:
        return GitError(f"the commit can't be signed: {said(error.stderr)}; the key must be there without a passphrase")
    return GitError(f"the changes can't be committed: {said(error.stderr or error.stdout)}")
