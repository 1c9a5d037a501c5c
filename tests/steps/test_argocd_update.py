"""argocd-update: what a plan says of it, and what people read while it waits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.authoring.argocd.apps import REPO, app
from tranship.authoring import Preview, StepContext, StepError, StepResult
from tranship.execution import BACKGROUND, Execution
from tranship.models.argocd import Application
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.argocd_update import registration
from tranship.store.memory import MemoryStore


def context(**config: Any) -> StepContext:
    given = Config(config or {"apps": [{"name": "web", "sources": [{"repoURL": REPO, "desiredRevision": "abc"}]}]})
    return StepContext("/w", "sync", project="demo", stage="test", promotion="p", config=given)


def run(store: MemoryStore, execution: Execution = BACKGROUND, **config: Any) -> StepResult:
    runner = registration.factory(StepRunnerCapabilities(argocd_client=store))
    return runner.run(context(**config), execution)


def preview(store: MemoryStore) -> Preview:
    assert registration.preview is not None
    capabilities = StepRunnerCapabilities(argocd_client=store)
    return registration.preview(registration.prepare(context(), capabilities, BACKGROUND))


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.create(app(status={"health": {"status": "Healthy"}}))
    return made


def test_it_says_what_it_waits_for(store: MemoryStore) -> None:
    said: list[str] = []
    result = run(store, Execution(progress=said.append))
    assert (result.status, said) == ("Running", ["web: Syncing, health Healthy"])


def test_a_second_run_finds_the_sync_that_the_first_one_started(store: MemoryStore) -> None:
    run(store)
    asked = store.get(Application, "argocd", "web")
    assert asked is not None
    state = {"phase": "Running", "operation": asked.operation}
    store.patch(Application, "argocd", "web", {"operation": None, "status": {"operationState": state}})
    before = store.get(Application, "argocd", "web")
    assert run(store).status == "Running"
    assert store.get(Application, "argocd", "web") == before


def test_a_plan_shows_the_patch_and_changes_nothing(store: MemoryStore) -> None:
    before = store.get(Application, "argocd", "web")
    planned = preview(store)
    (change,) = planned.changes
    assert (change.kind, change.target, change.summary) == ("sync", "argocd/web", "would sync to abc")
    assert change.details["patch"]["operation"]["info"][1]["value"] == "p"
    assert planned.notes == ("assumes that the Applications become synced",)
    assert store.get(Application, "argocd", "web") == before


def test_without_argo_cd_it_says_how_to_connect_one() -> None:
    with pytest.raises(StepError, match="ARGOCD_SERVER and ARGOCD_AUTH_TOKEN"):
        registration.factory(StepRunnerCapabilities()).run(context(), BACKGROUND)


def test_who_may_not_is_told_which_annotation_is_missing() -> None:
    store = MemoryStore()
    store.create(app(annotations={}))
    with pytest.raises(StepError, match=r"it needs the annotation kargo\.akuity\.io/authorized-stage: demo:test"):
        run(store)
