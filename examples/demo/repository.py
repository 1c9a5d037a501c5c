"""The demo's GitOps repository: its files become the first commit of a bare repository that a server can serve."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_FILES = Path(__file__).with_name("gitops")


def make_repository(root: Path) -> Path:
    """Make the bare repository ``gitops.git`` below ``root``."""
    repository, work_tree = root / "gitops.git", root / "first-commit"
    git(root, "init", "--quiet", "--bare", "--initial-branch=main", str(repository))
    git(root, "clone", "--quiet", str(repository), str(work_tree))
    for file in sorted(_FILES.rglob("*")):
        if file.is_file():
            target = work_tree / file.relative_to(_FILES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    git(work_tree, "add", "--all")
    git(work_tree, "commit", "--quiet", "--message", "The web shop in three environments")
    git(work_tree, "push", "--quiet", "origin", "HEAD:main")
    return repository


def git(folder: Path, *arguments: str) -> str:
    """Run Git apart from the user's own configuration; returns what it prints."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Ana",
        "GIT_AUTHOR_EMAIL": "ana@example.com",
        "GIT_COMMITTER_NAME": "Ana",
        "GIT_COMMITTER_EMAIL": "ana@example.com",
    }
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
