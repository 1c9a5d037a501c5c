"""A bare Git repository: commits from files, and merges as forges make them, by Git itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

_DATE = "2026-01-01T00:00:00Z"
_NOTHING = "0" * 40


class ConflictError(Exception):
    """Two branches can't be merged: both have changed the same lines."""


class How(StrEnum):
    """Ways to merge."""

    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"
    REBASE_MERGE = "rebase-merge"
    FAST_FORWARD = "fast-forward"
    """Refused if the target has moved on."""


class Repository:
    """A bare repository in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path, branch: str) -> Repository:
        """An empty repository whose default branch has this name."""
        folder.mkdir(parents=True)
        made = cls(folder)
        made.git("init", "--quiet", "--bare", f"--initial-branch={branch}")
        made.git("config", "http.receivepack", "true")
        made.git("config", "uploadpack.allowAnySHA1InWant", "true")
        return made

    def git(self, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> str:
        """What Git prints, without line breaks at its end; runs without any configuration of the user.

        :raises subprocess.CalledProcessError: it fails.
        """
        return self._run(arguments, stdin, env, check=True).stdout.rstrip("\n")

    def feed(self, stdin: bytes, *arguments: str) -> bytes:
        """What Git prints when it is given bytes.

        :raises subprocess.CalledProcessError: it fails.
        """
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=git_environment(), input=stdin, capture_output=True, check=True
        )
        return done.stdout

    def head(self, branch: str) -> str:
        """The commit of a branch; "" if there is no such branch."""
        return self.resolve(f"refs/heads/{branch}")

    def resolve(self, revision: str) -> str:
        """The commit that a revision names; "" if it names none."""
        arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return self._run(arguments, "", None, check=False).stdout.strip()

    def set(self, ref: str, commit: str) -> None:
        """Move or make a ref."""
        self.git("update-ref", ref, commit)

    def commit(self, branch: str, files: Mapping[str, str | None], message: str = "change") -> str:
        """Commit files to a branch, which is made if it is not there; the commit.

        :param files: texts by their paths; None removes one.
        """
        with_index = {"GIT_INDEX_FILE": str(self.folder / "double-index")}
        parent = self.head(branch)
        self.git("read-tree", *([parent] if parent else ["--empty"]), env=with_index)
        for path, content in files.items():
            if content is None:
                self.git("update-index", "--index-info", stdin=f"0 {_NOTHING}\t{path}\n", env=with_index)
                continue
            blob = self.git("hash-object", "-w", "--stdin", stdin=content)
            self.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=with_index)
        tree = self.git("write-tree", env=with_index)
        commit = self.commit_tree(tree, [parent] if parent else [], message)
        self.set(f"refs/heads/{branch}", commit)
        return commit

    def branch(self, name: str, start: str) -> str:
        """Make a branch where another one is; its commit."""
        commit = self.head(start)
        self.set(f"refs/heads/{name}", commit)
        return commit

    def read(self, branch: str, path: str) -> str:
        """The text of a file."""
        return self.git("cat-file", "blob", f"refs/heads/{branch}:{path}")

    def subjects(self, branch: str) -> list[str]:
        """The first lines of the messages of a branch, the last commit first."""
        return self.git("log", "--format=%s", f"refs/heads/{branch}").splitlines()

    def commit_tree(self, tree: str, parents: Sequence[str], message: str, env: Mapping[str, str] | None = None) -> str:
        """A new commit of a tree, on no branch."""
        options = [option for parent in parents for option in ("-p", parent)]
        return self.git("commit-tree", tree, *options, stdin=message, env=env)

    def is_ancestor(self, one: str, other: str) -> bool:
        """Whether a commit is reached from another one."""
        return self._run(("merge-base", "--is-ancestor", one, other), "", None, check=False).returncode == 0

    def new_commits(self, base: str, head: str) -> list[str]:
        """The commits that ``head`` has and ``base`` has not, the oldest first."""
        return self.git("rev-list", "--reverse", "--topo-order", f"{base}..{head}").split()

    def merged_tree(self, ours: str, theirs: str) -> str:
        """The tree that a merge gives.

        :raises ConflictError: there are conflicts.
        """
        done = self._run(("merge-tree", "--write-tree", "--name-only", ours, theirs), "", None, check=False)
        if done.returncode:
            raise ConflictError(f"{ours[:7]} and {theirs[:7]} have conflicts")
        return done.stdout.split("\n")[0]

    def can_merge(self, target: str, head: str) -> bool:
        """Whether a merge into a branch has no conflicts."""
        try:
            self.merged_tree(self.head(target), head)
        except ConflictError:
            return False
        return True

    def merge(self, target: str, head: str, how: How, message: str) -> str:
        """Merge a commit into a branch; where the branch is then.

        :raises ConflictError: there are conflicts, or the branch can't be fast-forwarded.
        """
        base = self.head(target)
        match how:
            case How.FAST_FORWARD:
                if not self.is_ancestor(base, head):
                    raise ConflictError(f"{target} can't be fast-forwarded")
                commit = head
            case How.MERGE:
                commit = self.commit_tree(self.merged_tree(base, head), [base, head], message)
            case How.SQUASH:
                commit = self.commit_tree(self.merged_tree(base, head), [base], message)
            case How.REBASE:
                commit = self._rebased(base, head)
            case How.REBASE_MERGE:
                tip = self._rebased(base, head)
                commit = self.commit_tree(f"{tip}^{{tree}}", [base, tip], message)
        self.set(f"refs/heads/{target}", commit)
        return commit

    def _rebased(self, base: str, head: str) -> str:
        """The new commits of ``head`` made again on top of ``base``, each by itself."""
        tip = base
        for commit in self.new_commits(base, head):
            parent = self.resolve(f"{commit}^")
            # Git merges from the last commit that both sides share, so the tip is made a sibling of the commit.
            sibling = self.commit_tree(f"{tip}^{{tree}}", [parent], "")
            tree = self.merged_tree(sibling, commit)
            message = self.git("log", "-1", "--format=%B", commit)
            tip = self.commit_tree(tree, [tip], f"{message}\n")
        return tip

    def _run(
        self, arguments: Sequence[str], stdin: str, env: Mapping[str, str] | None, *, check: bool
    ) -> subprocess.CompletedProcess[str]:
        identity = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in {"NAME": "Forge", "EMAIL": "forge@example.com", "DATE": _DATE}.items()
        }
        environment = {**git_environment(), **identity, **(env or {})}
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=check,
        )


def git_environment() -> dict[str, str]:
    """The environment of a Git that knows of no user."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
    }
