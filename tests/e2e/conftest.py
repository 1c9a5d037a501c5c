"""A GitOps repository behind a real server with a password, a folder of manifests, and the command line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.git_http import GitHTTPServer
from tranship.cli.main import run

PASSWORD = "correct-horse-battery"
IMAGE = "ghcr.io/acme/web"

PROJECT = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Project
metadata: {name: demo}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: web, namespace: demo}
spec:
  subscriptions:
  - image: {repoURL: ghcr.io/acme/web}
---
apiVersion: v1
kind: Secret
metadata:
  name: gitops-creds
  namespace: demo
  labels: {kargo.akuity.io/cred-type: git}
stringData:
  repoURL: @URL@/gitops.git
  username: bot
  password: @PASSWORD@
"""

STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: @NAME@, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: web}
    sources: {direct: true}
  promotionTemplate:
    spec:
      vars:
      - {name: repo, value: @URL@/gitops.git}
      steps:
"""

STEPS = """\
- uses: git-clone
  as: clone
  config:
    repoURL: ${{ vars.repo }}
    checkout:
    - {branch: main, path: ./src}
- uses: kustomize-set-image
  as: image
  config:
    path: ./src/env/${{ ctx.stage }}
    images:
    - image: ghcr.io/acme/web
      tag: ${{ quote(imageFrom("ghcr.io/acme/web").Tag) }}
- uses: git-commit
  as: commit
  config:
    path: ./src
    message: ${{ outputs.image.commitMessage }}
- uses: git-push
  as: push
  config:
    path: ./src
"""


@dataclass(frozen=True)
class Screen:
    """What a command came to: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All that it wrote."""
        return self.out + self.err


@dataclass
class Playground:
    """Where a test plays: the manifests are in ``kargo``, what is served in ``served``."""

    kargo: Path
    served: Path
    server: GitHTTPServer
    capture: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=dict)

    def write_stage(self, steps: str = STEPS, name: str = "test", file: str = "stages.yaml") -> Path:
        """Write a Stage with these steps; returns its file. The steps begin in line 12, column 7."""
        head = STAGE.replace("@NAME@", name).replace("@URL@", self.server.url)
        lines = "".join(f"      {line}\n" if line else "\n" for line in steps.splitlines())
        target = self.kargo / file
        target.write_text(head + lines)
        return target

    def tranship(self, *arguments: str) -> Screen:
        """Run a command as a user types it."""
        self.capture.readouterr()
        code = run(list(arguments))
        written = self.capture.readouterr()
        return Screen(code, written.out, written.err)

    def promote(self, *arguments: str, stage: str = "test", image: str = f"{IMAGE}:1.4.2") -> Screen:
        """Promote an image with the manifests at hand."""
        return self.tranship("promote", "-f", str(self.kargo), "--stage", stage, "--image", image, *arguments)

    def plan(self, *arguments: str, stage: str = "test", image: str = f"{IMAGE}:1.4.2") -> Screen:
        """Plan the same."""
        return self.tranship("plan", "-f", str(self.kargo), "--stage", stage, "--image", image, *arguments)

    def git(self, *arguments: str) -> str:
        """Run Git in the repository that is served."""
        return git(self.served / "gitops.git", *arguments)

    @property
    def pushes(self) -> int:
        """How many packs were sent to the server."""
        return sum(request.is_push and request.method == "POST" for request in self.server.requests)


def git(folder: Path, *arguments: str) -> str:
    """Run Git apart from the user's own configuration; returns what it prints."""
    who = {f"GIT_{role}_{what}": "ana" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**who, "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def make_gitops(root: Path) -> None:
    """Make the bare repository gitops.git with an overlay for each of two Stages."""
    work_tree = root / "work"
    git(root, "init", "-q", "--bare", "gitops.git")
    git(root, "clone", "-q", "gitops.git", "work")
    for stage in ("test", "prod"):
        folder = work_tree / "env" / stage
        folder.mkdir(parents=True)
        (folder / "kustomization.yaml").write_text(
            "# Kept as it is.\nimages:\n  - name: ghcr.io/acme/web\n    newTag: 1.4.1  # set by promotions\n"
        )
    git(work_tree, "add", "-A")
    git(work_tree, "commit", "-q", "-m", "first")
    git(work_tree, "push", "-q", "origin", "HEAD:main")


@pytest.fixture
def playground(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Playground]:
    """A playground with a project, credentials and one Stage."""
    kargo, served = tmp_path / "kargo", tmp_path / "served"
    kargo.mkdir()
    served.mkdir()
    make_gitops(served)
    environment = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "GIT_CONFIG_NOSYSTEM": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with GitHTTPServer(served, username="bot", password=PASSWORD) as server:
        place = Playground(kargo, served, server, capsys, environment)
        (kargo / "project.yaml").write_text(PROJECT.replace("@URL@", server.url).replace("@PASSWORD@", PASSWORD))
        place.write_stage()
        yield place
