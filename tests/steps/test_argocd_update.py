"""argocd-update, over a store and against a double of Argo CD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.authoring.argocd.apps import REPO, app
from tests.clients.argocd.connecting import TOKEN, client, manifest
from tests.steps.promoting import Promoting
from tranship.authoring import Preview, StepContext, StepError, StepResult
from tranship.execution import BACKGROUND, Execution
from tranship.health import HealthState
from tranship.health.argocd import ArgoCDChecker
from tranship.models.argocd import Application
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.argocd_update import registration
from tranship.store.memory import MemoryStore
from tranship.testing.argocd import ArgoCDDouble, Script, Token


def context(**config: Any) -> StepContext:
    given = Config(config or {"apps": [{"name": "web", "sources": [{"repoURL": REPO, "desiredRevision": "abc"}]}]})
    return StepContext("/w", "sync", project="demo", stage="test", promotion="p", config=given)


def run(store: MemoryStore, execution: Execution = BACKGROUND, **config: Any) -> StepResult:
    runner = registration.factory(StepRunnerCapabilities(argocd_client=store))
    return runner.run(context(**config), execution)


def preview(store: MemoryStore | None, **config: Any) -> Preview:
    assert registration.preview is not None
    capabilities = StepRunnerCapabilities(argocd_client=store)
    return registration.preview(registration.prepare(context(**config), capabilities, BACKGROUND))


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


def test_a_plan_shows_each_application_that_a_selector_finds(store: MemoryStore) -> None:
    store.create(app("api", status={"health": {"status": "Healthy"}}))
    sources = [{"repoURL": REPO, "desiredRevision": "abc"}]
    before = store.list(Application, "argocd")
    planned = preview(store, apps=[{"selector": {"matchLabels": {"team": "a"}}, "sources": sources}])
    assert sorted(change.target for change in planned.changes) == ["argocd/api", "argocd/web"]
    assert {change.summary for change in planned.changes} == {"would sync to abc"}
    planned = preview(store, apps=[{"name": name, "sources": sources} for name in ("web", "api")])
    assert [change.target for change in planned.changes] == ["argocd/web", "argocd/api"]
    assert store.list(Application, "argocd") == before


def test_without_argo_cd_it_says_how_to_connect_one() -> None:
    with pytest.raises(StepError, match="ARGOCD_SERVER and ARGOCD_AUTH_TOKEN"):
        registration.factory(StepRunnerCapabilities()).run(context(), BACKGROUND)


def test_a_plan_without_argo_cd_says_what_it_could_not_look_at() -> None:
    planned = preview(None)
    assert [(change.target, change.summary) for change in planned.changes] == [("argocd/web", "would sync to abc")]
    (note,) = planned.notes
    assert note.startswith("no Argo CD is connected, so nothing of this was looked at, and `promote` would end here;")
    assert "ARGOCD_SERVER" in note
    (change,) = preview(None, apps=[{"selector": {"matchLabels": {"team": "a", "tier": "web"}}}]).changes
    assert (change.target, change.summary) == ("argocd/ with team=a, tier=web", "would sync")


def test_who_may_not_is_told_which_annotation_is_missing() -> None:
    store = MemoryStore()
    store.create(app(annotations={}))
    with pytest.raises(StepError, match=r"it needs the annotation kargo\.akuity\.io/authorized-stage: demo:test"):
        run(store)


OLD, NEW = "a" * 40, "b" * 40


@pytest.fixture
def argocd() -> Iterator[ArgoCDDouble]:
    with ArgoCDDouble(tokens={TOKEN: Token()}, repositories={REPO: {"main": OLD, "v2": NEW}}) as made:
        made.apply(manifest())
        yield made


def updating(argocd: ArgoCDDouble, *, stage: str = "test", actor: str = "", **config: Any) -> Promoting:
    apps = [config or {"name": "web", "sources": [{"repoURL": REPO, "desiredRevision": NEW}]}]
    return Promoting(registration, client(argocd), {"apps": apps}, stage=stage, actor=actor)


def wrote(argocd: ArgoCDDouble) -> list[str]:
    """The requests that changed something, a sync by its path."""
    return [one.method for one in argocd.requests if one.method != "GET" or "refresh" in one.query]


def test_a_commit_is_synced_and_waited_for(argocd: ArgoCDDouble) -> None:
    argocd.push(REPO, "main", NEW)
    argocd.script("web", looks=2, health=("Progressing", "Healthy"))
    promotion = updating(argocd)
    assert promotion.calls(4) == ["Running", "Running", "Running", "Succeeded"]
    assert promotion.said == ["web: Syncing, health Healthy", "web: Running, health Healthy"]
    assert promotion.logged == ["web: started a sync"]
    assert wrote(argocd) == ["PATCH", "POST"]
    info = argocd.application("web")["status"]["operationState"]["operation"]["info"]
    assert {"name": "kargo.akuity.io/promotion", "value": "p"} in info

    (criteria,) = promotion.last.health_checks
    assert criteria.input == {"apps": [{"name": "web", "namespace": "argocd", "desiredRevisions": [NEW]}]}
    checker = ArgoCDChecker(client(argocd))
    states = [checker.check("demo", "test", criteria).status for _ in range(2)]
    assert states == [HealthState.PROGRESSING, HealthState.HEALTHY]


def test_sources_change_before_the_sync_begins(argocd: ArgoCDDouble) -> None:
    source = {
        "repoURL": REPO,
        "desiredRevision": "v2",
        "updateTargetRevision": True,
        "kustomize": {"images": [{"repoURL": "acme/web", "tag": "2.0"}]},
    }
    promotion = updating(argocd, name="web", sources=[source])
    assert promotion.call().status == "Running"
    written = argocd.application("web")
    assert written["spec"]["source"]["targetRevision"] == "v2"
    assert written["spec"]["source"]["kustomize"] == {"images": ["acme/web:2.0"]}
    assert written["operation"]["sync"]["revision"] == NEW


def test_a_commit_that_argo_cd_has_not_seen_yet_is_synced_until_it_has(argocd: ArgoCDDouble) -> None:
    argocd.script("web", looks=0)
    promotion = updating(argocd)
    assert promotion.calls(2) == ["Running", "Running"]
    argocd.push(REPO, "main", NEW)
    assert promotion.calls(2) == ["Running", "Succeeded"]
    assert wrote(argocd).count("POST") >= 2


def test_a_sync_that_fails_says_why(argocd: ArgoCDDouble) -> None:
    argocd.push(REPO, "main", NEW)
    argocd.script("web", looks=0, phase="Failed", message="one or more objects failed to apply")
    promotion = updating(argocd)
    assert promotion.calls(2) == ["Running", "Errored"]
    ended = promotion.last.step_execution_metadata[0]
    assert ended.message == (
        'the sync of the Application "web" came to Failed: one or more objects failed to apply '
        "(the step ends at its first error)"
    )
    assert promotion.last.health_checks == ()


def automated() -> Mapping[str, Any]:
    return {**manifest(), "spec": {**manifest()["spec"], "syncPolicy": {"automated": {}}}}


def test_a_sync_that_argo_cd_starts_by_itself_is_waited_for_and_ours_comes_after(argocd: ArgoCDDouble) -> None:
    argocd.apply(automated(), Script(looks=1))
    source = {"repoURL": REPO, "desiredRevision": "v2", "updateTargetRevision": True}
    promotion = updating(argocd, name="web", sources=[{**source, "desiredRevision": NEW}])
    assert promotion.call().message == "web: waits for another operation, health Healthy"
    assert promotion.logged == [
        'web: not synced yet: Argo CD could not sync the Application "web" in the namespace "argocd", since another '
        "operation is already in progress"
    ]
    assert [promotion.call(1).message for _ in range(2)] == [
        "web: Running, health Healthy",
        "web: Syncing, health Healthy",
    ]
    assert promotion.calls(2) == ["Running", "Succeeded"]


def test_who_asked_for_it_is_who_has_the_token(argocd: ArgoCDDouble) -> None:
    updating(argocd, actor="alice@example.com").call()
    assert argocd.application("web")["operation"]["initiatedBy"] == {"username": "promoter"}


@pytest.mark.parametrize(
    ("annotation", "stage", "allowed"),
    [
        ("demo:test", "test", True),
        ("demo:dev, demo:test ,,", "test", True),
        ("demo:dev,demo:test", "dev", True),
        ("demo:dev,demo:test", "prod", False),
        ("demo:tes", "test", False),
        ("other:test", "test", False),
        ("demo:*", "test", False),
        ("demo:test,other:*", "test", False),
        ("demo:test,oops", "test", False),
        ("", "test", False),
    ],
)
def test_an_application_names_the_stages_that_may_change_it(
    argocd: ArgoCDDouble, annotation: str, stage: str, allowed: bool
) -> None:
    argocd.apply(manifest(annotations={"kargo.akuity.io/authorized-stage": annotation}))
    said = updating(argocd, stage=stage).call()
    assert (said.status == "Running") is allowed
    assert bool(wrote(argocd)) is allowed
    if not allowed:
        assert said.message == (
            f'the Application "web" does not let the Stage "{stage}" of the project "demo" change it; it needs the '
            f"annotation kargo.akuity.io/authorized-stage: demo:{stage} (the step ends at its first error)"
        )


def test_of_several_only_those_are_changed_that_let_it(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest("api", annotations={"kargo.akuity.io/authorized-stage": "demo:prod"}))
    argocd.apply(manifest("cron", annotations={"kargo.akuity.io/authorized-stage": "demo:prod,demo:test"}))
    chosen: dict[str, Any] = {"selector": {"matchLabels": {"team": "a"}}}
    assert updating(argocd, **chosen).call().message == "cron: Syncing, health Healthy, web: Syncing, health Healthy"
    assert "operation" not in argocd.application("api")
    none = updating(argocd, stage="dev", **chosen).call()
    assert none.message.startswith('no selected Application lets the Stage "dev" of the project "demo" change it; ')


def test_a_source_that_one_of_several_lacks_keeps_all_as_they_are(argocd: ArgoCDDouble) -> None:
    elsewhere = {"source": {"repoURL": "https://git.example.com/acme/other.git"}}
    argocd.apply({**manifest("zoo"), "spec": elsewhere})
    source = {"repoURL": REPO, "desiredRevision": NEW}
    said = updating(argocd, selector={"matchLabels": {"team": "a"}}, sources=[source]).call()
    assert said.message.startswith(f'the Application "zoo" has no source with the repoURL "{REPO}"')
    assert wrote(argocd) == []


def test_it_syncs_for_five_minutes_to_the_second(argocd: ArgoCDDouble) -> None:
    argocd.script("web", looks=10)
    promotion = updating(argocd)
    assert promotion.call().status == "Running"
    assert promotion.call(300).status == "Running"
    ended = promotion.call(1)
    assert ended.status == "Errored"
    assert ended.message == "timed out after 5m0s; the last attempt said: web: Running, health Healthy"
