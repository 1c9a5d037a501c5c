"""Promotions by pull request and Argo CD that are killed when the world outside has changed, and the store has not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import IMAGE, PROJECT, STAGE
from tests.e2e.dying import KILLED, NEVER, Death, Life, live
from tranship.models.promotion import Promotion
from tranship.store.sqlite import SqliteStore
from tranship.testing.argocd import ArgoCDDouble, Token
from tranship.testing.forges import GitHubDouble

TOKEN = "token-of-the-forge"
REPOSITORY = "acme/gitops"

STEPS = """\
- uses: git-clone
  as: clone
  config:
    repoURL: ${{ vars.repo }}
    checkout: [{branch: main, path: ./src}, {branch: env/test, path: ./out}]
- uses: git-clear
  as: clear
  config: {path: ./out}
- uses: kustomize-set-image
  as: image
  config: {path: ./src/base, images: [{image: ghcr.io/acme/web, tag: 1.4.2}]}
- uses: kustomize-build
  as: build
  config: {path: ./src/base, outPath: ./out/all.yaml}
- uses: git-commit
  as: commit
  config: {path: ./out, message: "Web 1.4.2"}
- uses: git-push
  as: push
  config: {path: ./out, generateTargetBranch: true}
- uses: git-open-pr
  as: open
  config:
    repoURL: ${{ vars.repo }}
    provider: github
    sourceBranch: ${{ outputs.push.branch }}
    targetBranch: env/test
- uses: git-merge-pr
  as: merge
  config: {repoURL: "${{ vars.repo }}", provider: github, prNumber: "${{ outputs.open.pr.id }}", wait: true}
- uses: argocd-update
  as: sync
  config:
    apps:
    - name: web
      sources:
      - {repoURL: "${{ vars.repo }}", desiredRevision: "${{ outputs.merge.commit }}", updateTargetRevision: true}
"""

FILES = {
    "base/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: ghcr.io/acme/web, newTag: 1.4.1}]\n",
    "base/web.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        "spec: {template: {spec: {containers: [{name: web, image: ghcr.io/acme/web}]}}}\n"
    ),
}


@dataclass
class World:
    """A forge, Argo CD, and a folder with the manifests."""

    root: Path
    forge: GitHubDouble
    argocd: ArgoCDDouble

    def tranship(self, *arguments: str, death: Death = NEVER) -> Life:
        """Run a command in a process of its own."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "XDG_STATE_HOME": str(self.root / "state"),
            "TRANSHIP_GIT_CACHE": "off",
            "ALLOW_CREDENTIALS_OVER_HTTP": "true",
            "ARGOCD_SERVER": self.argocd.host,
            "ARGOCD_AUTH_TOKEN": TOKEN,
            "ARGOCD_OPTS": "--plaintext",
        }
        return live(arguments, environment, self.root / "noted", death)

    def promote(self, death: Death = NEVER) -> Life:
        """Promote."""
        kargo = str(self.root / "kargo")
        return self.tranship("promote", "-f", kargo, "--stage", "test", "--image", f"{IMAGE}:1.4.2", death=death)

    def seen(self) -> dict[str, Any]:
        """The world outside, and how the steps went; what differs from run to run is left out."""
        repository = self.forge.repository(REPOSITORY)
        with SqliteStore(self.root / "state" / "tranship" / "tranship.db") as store:
            (promotion,) = store.list(Promotion)
        text = "\n".join(
            [
                repository.git("log", "--format=%s %T", "env/test"),
                repository.git("for-each-ref", "--format=%(refname) %(tree)", "refs/heads"),
                repr([(one.number, one.state, one.title, one.source) for one in self.forge.pull_requests(REPOSITORY)]),
                repr(self._syncs()),
            ]
        )
        return {
            "outside": re.sub(r"promotion[./][0-9a-z./-]+", "promotion", text),
            "phase": promotion.status.phase,
            "steps": {entry.alias: entry.status for entry in promotion.status.step_execution_metadata},
        }

    def _syncs(self) -> list[str]:
        """What Argo CD was asked to change."""
        return [one.method for one in self.argocd.requests if one.method != "GET"]


@contextmanager
def new_world(root: Path) -> Iterator[World]:
    """A world in which nothing has happened yet."""
    (root / "kargo").mkdir()
    with GitHubDouble(root / "served", token=TOKEN) as forge, ArgoCDDouble(tokens={TOKEN: Token()}) as argocd:
        url = forge.create_repository(REPOSITORY, FILES)
        forge.repository(REPOSITORY).commit("env/test", {"old.yaml": "a: b\n"}, "first")
        argocd.apply(
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Application",
                "metadata": {"name": "web", "annotations": {"kargo.akuity.io/authorized-stage": "demo:test"}},
                "spec": {"source": {"repoURL": url, "targetRevision": "env/test"}, "project": "acme"},
            }
        )
        stage = STAGE.replace("@NAME@", "test") + "".join(f"      {line}\n" for line in STEPS.splitlines())
        text = f"{PROJECT.replace('@PASSWORD@', TOKEN)}---\n{stage}".replace("@URL@/gitops.git", url)
        (root / "kargo" / "all.yaml").write_text(text)
        yield World(root, forge, argocd)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The world after a promotion that nobody has disturbed."""
    with new_world(tmp_path_factory.mktemp("undisturbed")) as world:
        life = world.promote()
        assert life.code == 0, life.text
        return world.seen()


@pytest.mark.parametrize(
    "event", [f"finished {alias}" for alias in ("clear", "build", "open", "merge", "sync")] + ["started open"]
)
def test_a_step_that_has_acted_finds_out_and_does_not_act_again(
    tmp_path: Path, undisturbed: dict[str, Any], event: str
) -> None:
    with new_world(tmp_path) as world:
        assert world.promote(Death(event=event)).code == KILLED
        life = world.tranship("resume", "last")
        assert life.code == 0, life.text
        assert world.seen() == undisturbed
