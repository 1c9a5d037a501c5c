"""Promotions that are killed anywhere: `tranship resume` goes on, and the world is as if nothing had happened."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import IMAGE, PASSWORD, PROJECT, STAGE, git, make_gitops
from tests.e2e.dying import KILLED, NEVER, Death, Life, live
from tests.servers.git_http import GitHTTPServer
from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.oci_registry import Artifact, OCIRegistry
from tranship.models.promotion import Promotion
from tranship.models.stage import Stage
from tranship.store.sqlite import SqliteStore

STEPS = """\
- uses: git-clone
  as: clone
  config:
    repoURL: ${{ vars.repo }}
    checkout: [{branch: main, path: ./src}]
- uses: kustomize-set-image
  as: image
  config:
    path: ./src/env/test
    images: [{image: ghcr.io/acme/web, tag: 1.4.2}]
- uses: yaml-update
  as: edit
  config:
    path: ./src/env/test/kustomization.yaml
    updates: [{key: images.0.newTag, value: 1.4.2-r1}]
- uses: git-commit
  as: commit
  config: {path: ./src, message: "${{ outputs.image.commitMessage + '; ' + outputs.edit.commitMessage }}"}
- uses: git-tag
  as: tag
  config: {path: ./src, tag: v1.4.2, message: "Web 1.4.2"}
- uses: git-push
  as: push
  config: {path: ./src}
- uses: git-push
  as: pushed-tag
  config: {path: ./src, tag: v1.4.2}
- uses: oci-push
  as: stable
  config: {srcRef: "@HOST@/acme/web:1.4.2", destRef: "@HOST@/acme/web:stable", annotations: {by: tests}}
- uses: http
  as: keyed
  config:
    method: POST
    url: "@HOOKS@/keyed"
    headers: [{name: Idempotency-Key, value: "${{ ctx.promotion }}"}]
- uses: http
  as: once
  continueOnError: true
  config: {method: POST, url: "@HOOKS@/once"}
- uses: set-metadata
  as: noted
  config:
    updates: [{kind: Stage, name: test, values: {last: "1.4.2"}}]
- uses: compose-output
  as: said
  config: {commit: "${{ outputs.push.commit }}"}
"""

PROGRAMS = ("git clone", "git commit", "git tag", "git push origin HEAD", "git push origin refs/tags")
"""Programs that change something, by the beginning of their words."""
WRITES = 34
"""How often a promotion of these steps writes to the store."""
READ = 5
"""How many of these writes are of what was read from the manifests."""


@dataclass
class World:
    """All that a promotion can reach, in a folder of its own."""

    root: Path
    git_server: GitHTTPServer
    registry: OCIRegistry
    hooks: RouteServer
    killing: threading.Event
    """Set: who pushes next is killed when the push arrives."""

    def tranship(self, *arguments: str, death: Death = NEVER) -> Life:
        """Run a command in a process of its own."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "XDG_STATE_HOME": str(self.root / "state"),
            "TRANSHIP_GIT_CACHE": "off",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        return live(arguments, environment, self.root / "noted", death)

    def promote(self, death: Death = NEVER) -> Life:
        """Promote."""
        kargo = str(self.root / "kargo")
        return self.tranship("promote", "-f", kargo, "--stage", "test", "--image", f"{IMAGE}:1.4.2", death=death)

    def noted(self, file: str) -> list[str]:
        """What the commands did."""
        return (self.root / "noted" / file).read_text().splitlines()

    @property
    def requests(self) -> list[tuple[str, str]]:
        """The path and the key of the requests that came."""
        return [(asked.target, dict(asked.headers).get("Idempotency-Key", "")) for asked in self.hooks.asked]

    def seen(self) -> dict[str, Any]:
        """The world outside, and what the store says of it; what differs from run to run is left out."""
        repository = self.root / "served" / "gitops.git"
        show = ("log", "--format=%an <%ae>%n%B%T", "main")
        packs = sum(request.is_push and request.method == "POST" for request in self.git_server.requests)
        with SqliteStore(self.root / "state" / "tranship" / "tranship.db") as store:
            (promotion,) = store.list(Promotion)
            (stage,) = store.list(Stage)
        status = promotion.status
        return {
            "commits": git(repository, *show),
            "refs": git(repository, "for-each-ref", "--format=%(refname) %(objecttype) %(contents) %(*tree)"),
            "packs": packs,
            "artifacts": self.registry.tags(),
            "phase": status.phase,
            "state": _without_ids(status.state),
            "steps": {entry.alias: entry.status for entry in status.step_execution_metadata},
            "metadata": stage.status.metadata,
            "history": len(stage.status.freight_history),
            "last": stage.status.last_promotion.name == promotion.name if stage.status.last_promotion else None,
            "work": sorted(path.name for path in (self.root / "state" / "tranship" / "work").iterdir()),
        }


def _without_ids(state: Any) -> Any:
    return json.loads(re.sub(r"\b[0-9a-f]{40}\b|127\.0\.0\.1:\d+", "<id>", json.dumps(state)))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as it is before the promotion; each world has a copy."""
    root = tmp_path_factory.mktemp("repository")
    make_gitops(root)
    return root / "gitops.git"


@contextmanager
def new_world(root: Path, repository: Path) -> Iterator[World]:
    """A world in which nothing has happened yet."""
    shutil.copytree(repository, root / "served" / "gitops.git")
    (root / "kargo").mkdir()
    killing = threading.Event()

    def kill_if_asked(_repository: str) -> None:
        if killing.is_set():
            killing.clear()
            os.kill(int((root / "noted" / "pid").read_text()), signal.SIGKILL)

    with (
        GitHTTPServer(root / "served", username="bot", password=PASSWORD, before_push=kill_if_asked) as server,
        OCIRegistry() as registry,
        RouteServer([Route("/keyed", (Answer(200),)), Route("/once", (Answer(200),))]) as hooks,
    ):
        registry.add("acme/web", "1.4.2", Artifact())
        steps = STEPS.replace("@HOST@", registry.host).replace("@HOOKS@", hooks.url)
        stage = STAGE.replace("@NAME@", "test") + "".join(f"      {line}\n" for line in steps.splitlines())
        text = f"{PROJECT.replace('@PASSWORD@', PASSWORD)}---\n{stage}".replace("@URL@", server.url)
        (root / "kargo" / "all.yaml").write_text(text)
        yield World(root, server, registry, hooks, killing)


@pytest.fixture
def world(tmp_path: Path, repository: Path) -> Iterator[World]:
    with new_world(tmp_path, repository) as world:
        yield world


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, Any]:
    """The world after a promotion that nobody has disturbed."""
    with new_world(tmp_path_factory.mktemp("undisturbed"), repository) as world:
        life = world.promote()
        assert life.code == 0, life.text
        assert len(world.noted("writes")) == WRITES
        assert [path for path, _ in world.requests] == ["/keyed", "/once"]
        for program in PROGRAMS:
            assert sum(line.startswith(program) for line in world.noted("programs")) == 1
        return world.seen()


def _died_and_resumed(world: World, death: Death) -> Life:
    assert world.promote(death).code == KILLED
    life = world.tranship("resume", "last")
    assert life.code == 0, life.text
    return life


def _check(world: World, undisturbed: dict[str, Any], life: Life) -> None:
    """The world is as it would be undisturbed, but for what nobody can know of a request."""
    seen, expected = world.seen(), copy.deepcopy(undisturbed)
    paths = [path for path, _ in world.requests]
    if seen["steps"]["once"] == "Errored":
        assert "interrupted while this step sent a POST request" in life.text
        assert paths.count("/once") <= 1
        expected["steps"]["once"], expected["state"]["once"] = "Errored", None
    else:
        assert paths.count("/once") == 1
    assert 1 <= paths.count("/keyed") <= 2
    assert len({key for path, key in world.requests if path == "/keyed"}) == 1
    assert seen == expected


@pytest.mark.parametrize("write", range(READ + 3, WRITES + 1))
def test_a_promotion_that_is_killed_before_a_write_goes_on(
    world: World, undisturbed: dict[str, Any], write: int
) -> None:
    _check(world, undisturbed, _died_and_resumed(world, Death(write=write)))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_promotion_that_is_killed_after_a_program_goes_on(
    world: World, undisturbed: dict[str, Any], program: str
) -> None:
    _check(world, undisturbed, _died_and_resumed(world, Death(program=program, after=True)))


def test_a_promotion_that_is_killed_while_git_pushes_goes_on_beside_that_push(
    world: World, undisturbed: dict[str, Any]
) -> None:
    world.killing.set()
    assert world.promote().code == KILLED
    life = world.tranship("resume", "last")
    assert life.code == 0, life.text
    # The push that goes on and the one that begins may both arrive; the server takes one.
    _check(world, {**undisturbed, "packs": world.seen()["packs"]}, life)


def test_a_promotion_whose_work_directory_is_lost_goes_on_from_its_first_step(
    world: World, undisturbed: dict[str, Any]
) -> None:
    assert world.promote(Death(event="finished push")).code == KILLED
    shutil.rmtree(world.root / "state" / "tranship" / "work")
    life = world.tranship("resume", "last")
    assert life.code == 0, life.text
    # What the steps find is done already, so their outputs differ; the world outside does not.
    seen = world.seen()
    for part in ("commits", "refs", "packs", "artifacts", "phase", "metadata", "history", "last", "work"):
        assert seen[part] == undisturbed[part], part
    assert [path for path, _ in world.requests] == ["/keyed", "/once"]


def test_a_promotion_that_was_killed_is_described_and_can_be_aborted(world: World) -> None:
    assert world.promote(Death(program="git push origin HEAD", after=True)).code == KILLED
    (name,) = world.tranship("get", "promotions", "-o", "name").out.decode().split()
    listed = world.tranship("get", "promotions")
    assert b" Interrupted  push " in listed.out
    assert listed.err.decode() == f"\nNobody runs what was interrupted. Go on with: tranship resume {name}\n"
    described = world.tranship("describe", "promotion", "last").text
    assert f"interrupted; go on with: tranship resume {name}\n" in described
    assert "● push  git-push  under way" in described
    assert " pushed-tag  git-push  not reached\n" in described
    assert ", took" not in described
    assert world.tranship("logs").err == b"the steps of this promotion have written nothing\n"
    followed = world.tranship("logs", "--follow")
    assert followed.code == 0
    assert followed.err.decode() == f"interrupted; go on with: tranship resume {name}\n"
    assert world.tranship("abort", "last", "--actor", "ana").text == f"{name}: Aborted (aborted by ana)\n"
    assert "has ended" in world.tranship("resume", "last").text
    assert list((world.root / "state" / "tranship" / "work").iterdir()) == []


def test_a_promotion_that_was_killed_before_it_was_stored_has_done_nothing(world: World) -> None:
    assert world.promote(Death(write=READ)).code == KILLED
    assert "there are no promotions yet" in world.tranship("resume", "last").text
    assert world.git_server.requests == ()
    assert world.promote().code == 0


@pytest.mark.parametrize("write", [18, 19, WRITES])
def test_a_promotion_whose_store_is_full_says_so_and_goes_on_when_there_is_space(
    world: World, undisturbed: dict[str, Any], write: int
) -> None:
    life = world.promote(Death(write=write, full=True))
    (name,) = world.tranship("get", "promotions", "-o", "name").out.decode().split()
    assert life.code == 2
    assert life.text.endswith(
        "there is no space left on its disk; free some and try again. What was stored before is kept\n"
        f"Then go on with:\n  tranship resume {name}\n"
    )
    life = world.tranship("resume", name)
    assert life.code == 0, life.text
    _check(world, undisturbed, life)
