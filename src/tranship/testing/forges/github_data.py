"""GitHub's Git database: refs, commits and comparisons by its REST API."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from typing import Any

from tranship.testing.forges.double import Hosted, Refusal, page_of
from tranship.testing.forges.repository import Repository
from tranship.testing.server import Answer, Request

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")

_IN_UTC = "--date=format-local:%Y-%m-%dT%H:%M:%SZ"


class GitData:
    """The routes.

    :param find: gives the repository of a name, or refuses. :param page_size: commits of a page, at most.
    """

    def __init__(self, find: Callable[[str], Hosted], page_size: int) -> None:
        self._find = find
        self._page_size = page_size

    def get_ref(self, _request: Request, name: str, ref: str) -> Answer:
        """A branch, tag or other ref."""
        commit = self._find(name).git.resolve(f"refs/{ref}")
        if not commit:
            raise Refusal(404, "Not Found")
        return Answer(200, _ref(f"refs/{ref}", commit))

    def create_ref(self, request: Request, name: str) -> Answer:
        """A new ref; it must not be there yet."""
        git, ref, commit = self._find(name).git, str(request.fields.get("ref")), str(request.fields.get("sha"))
        if not ref.startswith("refs/") or ref.count("/") < 2:
            raise Refusal(422, "Reference name must start with 'refs/' and contain at least two slashes.")
        if git.resolve(ref):
            raise Refusal(422, "Reference already exists")
        _must_exist(git, commit)
        git.set(ref, commit)
        return Answer(201, _ref(ref, commit))

    def update_ref(self, request: Request, name: str, ref: str) -> Answer:
        """A ref is moved; only forwards, if it is not forced."""
        git, commit = self._find(name).git, str(request.fields.get("sha"))
        before = git.resolve(f"refs/{ref}")
        if not before:
            raise Refusal(422, "Reference does not exist")
        _must_exist(git, commit)
        if not request.fields.get("force") and not git.is_ancestor(before, commit):
            raise Refusal(422, "Update is not a fast forward")
        git.set(f"refs/{ref}", commit)
        return Answer(200, _ref(f"refs/{ref}", commit))

    def delete_ref(self, _request: Request, name: str, ref: str) -> Answer:
        """A ref is removed."""
        git = self._find(name).git
        if not git.resolve(f"refs/{ref}"):
            raise Refusal(422, "Reference does not exist")
        git.git("update-ref", "-d", f"refs/{ref}")
        return Answer(204)

    def create_commit(self, request: Request, name: str) -> Answer:
        """A new commit of a tree that is there. GitHub signs those whose author and committer it fills in itself."""
        git, fields = self._find(name).git, request.fields
        message, tree = fields.get("message"), str(fields.get("tree"))
        parents = [str(parent) for parent in fields.get("parents") or ()]
        if not isinstance(message, str) or not message:
            raise Refusal(422, 'Invalid request.\n\n"message" wasn\'t supplied.')
        if not _is_tree(git, tree):
            raise Refusal(422, "Tree SHA does not exist")
        if not all(map(git.resolve, parents)):
            raise Refusal(422, "Parent SHA does not exist or is not a commit object")
        commit = git.commit_tree(tree, parents, message, _identity(fields))
        shown = _commit(git, commit)
        verified = not (fields.get("author") or fields.get("committer"))
        return Answer(201, {**shown["commit"], "sha": commit, "parents": shown["parents"], **_verification(verified)})

    def compare(self, request: Request, name: str, base: str, head: str) -> Answer:
        """What one commit has over another, the oldest commit first."""
        git = self._find(name).git
        ours, theirs = git.resolve(base), git.resolve(head)
        if not ours or not theirs:
            raise Refusal(404, "Not Found")
        ahead, behind = git.new_commits(ours, theirs), git.new_commits(theirs, ours)
        status = ("diverged" if behind else "ahead") if ahead else ("behind" if behind else "identical")
        page, size = page_of(request, "per_page", 250)
        merge_base = git.git("merge-base", ours, theirs)
        data = {
            "status": status,
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "total_commits": len(ahead),
            "base_commit": _commit(git, ours),
            "merge_base_commit": _commit(git, merge_base),
            "commits": [_commit(git, one) for one in ahead[(page - 1) * size : page * size]],
        }
        return Answer(200, data)


def _must_exist(git: Repository, commit: str) -> None:
    if not git.resolve(commit):
        raise Refusal(422, "Object does not exist")


def _is_tree(git: Repository, tree: str) -> bool:
    try:
        return git.git("cat-file", "-t", tree) == "tree"
    except subprocess.CalledProcessError:
        return False


def _identity(fields: Mapping[str, Any]) -> dict[str, str]:
    """Git's environment for the author and committer that a request names; who is not named is the author."""
    author = fields.get("author") or {}
    committer = fields.get("committer") or author
    found = {}
    for who, given in (("AUTHOR", author), ("COMMITTER", committer)):
        for what in ("name", "email", "date"):
            value = given.get(what)
            if isinstance(value, str) and (what != "date" or _DATE.fullmatch(value)):
                found[f"GIT_{who}_{what.upper()}"] = value
    return found


def _ref(ref: str, commit: str) -> dict[str, Any]:
    return {"ref": ref, "object": {"type": "commit", "sha": commit}}


def _commit(git: Repository, commit: str) -> dict[str, Any]:
    form = "%T%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%G?%x00%B"
    tree, parents, *people, signed, message = git.git("log", "-1", _IN_UTC, f"--format={form}", commit).split("\0", 9)
    author, committer = people[:3], people[3:]
    names = ("name", "email", "date")
    return {
        "sha": commit,
        "commit": {
            "author": dict(zip(names, author, strict=True)),
            "committer": dict(zip(names, committer, strict=True)),
            "message": message,
            "tree": {"sha": tree},
            **_verification(signed == "G"),
        },
        "parents": [{"sha": parent} for parent in parents.split()],
    }


def _verification(verified: bool) -> dict[str, Any]:
    return {"verification": {"verified": verified, "reason": "valid" if verified else "unsigned"}}
