"""A scene to play Git in: what a test starts from, and what it asks for afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.servers.git_http import GitHTTPServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.git import (
    CheckoutRequest,
    Clone,
    CloneRequest,
    GitAuthor,
    GitClient,
    GitCredentials,
    GitSettings,
    WorkTree,
)
from tranship.execution import BACKGROUND

AUTHOR = GitAuthor("Promoter", "promoter@example.com")
SETTINGS = GitSettings(addresses=AddressPolicy(allow_loopback=True), push_backoff=0.01)


def plain_git(folder: Path, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> str:
    """Run Git as a user would, without any configuration; what it prints."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in {"NAME": "Setup", "EMAIL": "setup@example.com", "DATE": "2026-01-01T00:00:00Z"}.items()
    }
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **identity,
        **(env or {}),
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.rstrip("\n")


@contextmanager
def open_scene(folder: Path) -> Iterator[Scene]:
    """A scene whose server has the repository ``gitops``, with one commit on ``main``."""
    with GitHTTPServer(folder / "served") as server:
        scene = Scene(folder, server)
        scene.commit("main", {"app.yaml": "tag: v1\n", "other.yaml": "x: 1\n"}, "init")
        yield scene


class Scene:
    """A server's repositories below ``root``, and a work directory for the client's clones."""

    def __init__(self, folder: Path, server: GitHTTPServer) -> None:
        self.folder = folder
        self.served = folder / "served"
        self.work = folder / "work"
        self.server = server
        self.client = GitClient(SETTINGS)
        self.work.mkdir(parents=True, exist_ok=True)

    def with_settings(self, **changes: Any) -> GitClient:
        """A client with other settings."""
        return GitClient(replace(SETTINGS, **changes))

    def url(self, name: str = "gitops") -> str:
        """The address of a repository."""
        return f"{self.server.url}/{name}.git"

    def bare(self, name: str = "gitops") -> Path:
        """A repository on the server's disk, made if it is not there."""
        place = self.served / f"{name}.git"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            plain_git(place.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(place))
        return place

    def commit(
        self, branch: str, files: Mapping[str, str | None], message: str = "change", name: str = "gitops"
    ) -> str:
        """Commit files (None: remove one) to a branch on the server; the commit."""
        place = self.bare(name)
        with_index = {"GIT_INDEX_FILE": str(self.folder / f"index-{name.replace('/', '-')}")}
        parent = plain_git(place, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
        plain_git(place, "read-tree", *([parent] if parent else ["--empty"]), env=with_index)
        for path, content in files.items():
            if content is None:
                plain_git(place, "update-index", "--index-info", stdin=f"0 {'0' * 40}\t{path}\n", env=with_index)
                continue
            blob = plain_git(place, "hash-object", "-w", "--stdin", stdin=content)
            plain_git(place, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=with_index)
        tree = plain_git(place, "write-tree", env=with_index)
        commit = plain_git(place, "commit-tree", tree, *(["-p", parent] if parent else []), "-m", message)
        plain_git(place, "update-ref", f"refs/heads/{branch}", commit)
        return commit

    def head(self, branch: str = "main", name: str = "gitops") -> str:
        """What the server has on a branch; "" if there is none."""
        return plain_git(self.bare(name), "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def subjects(self, branch: str = "main", name: str = "gitops") -> list[str]:
        """The subjects of a branch on the server, the last one first."""
        return plain_git(self.bare(name), "log", "--format=%s", f"refs/heads/{branch}").splitlines()

    def clone(
        self,
        *,
        client: GitClient | None = None,
        owner: str = "clone",
        url: str = "",
        credentials: GitCredentials | None = None,
        **more: Any,
    ) -> Clone:
        """A clone in the work directory."""
        request = CloneRequest(
            self.work,
            url or self.url(),
            owner,
            credentials=credentials or GitCredentials(),
            **{"author": AUTHOR, **more},
        )
        return (client or self.client).clone(request, BACKGROUND)

    def tree(
        self, path: str = "src", *, clone: Clone | None = None, client: GitClient | None = None, **wanted: Any
    ) -> WorkTree:
        """A work tree of a clone, by default of ``main`` in a new clone."""
        client = client or self.client
        clone = clone or self.clone(client=client, owner=path)
        credentials = wanted.pop("credentials", GitCredentials())
        request = CheckoutRequest(self.work.resolve() / path, **(wanted or {"branch": "main"}))
        client.check_out(clone, request, BACKGROUND, credentials)
        return self.find(path, client)

    def find(self, path: str, client: GitClient | None = None) -> WorkTree:
        """A work tree found again."""
        return (client or self.client).find(self.work, self.work.resolve() / path, BACKGROUND)

    def write(self, files: Mapping[str, str]) -> None:
        """Write files below the work directory."""
        for path, content in files.items():
            file = self.work / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
