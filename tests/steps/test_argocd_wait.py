"""argocd-wait, against a double of Argo CD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.argocd.connecting import TOKEN, client, manifest
from tests.steps.promoting import Promoting
from tranship.authoring import Preview, StepContext
from tranship.execution import BACKGROUND
from tranship.exprlang import Unknown
from tranship.models.argocd import Application
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.argocd_wait import registration
from tranship.testing.argocd import ArgoCDDouble, Script, Token

SYNC: dict[str, Any] = {"operation": {"sync": {}}}


@pytest.fixture
def argocd() -> Iterator[ArgoCDDouble]:
    # Who waits needs to read, and no Stage has to be let in.
    tokens = {TOKEN: Token(actions={"get"}), "operator": Token()}
    with ArgoCDDouble(tokens=tokens) as made:
        made.apply(manifest(annotations={}))
        yield made


def waiting(argocd: ArgoCDDouble, *wait_for: str, **app: Any) -> Promoting:
    config = {**(app or {"name": "web"}), **({"waitFor": list(wait_for)} if wait_for else {})}
    return Promoting(registration, client(argocd), {"apps": [config]})


def sync(argocd: ArgoCDDouble, name: str = "web") -> None:
    """Have somebody start a sync."""
    client(argocd, "operator").patch(Application, "argocd", name, SYNC)


def test_what_is_as_it_should_be_is_not_waited_for(argocd: ArgoCDDouble) -> None:
    promotion = waiting(argocd)
    assert promotion.call().status == "Succeeded"
    assert dict(promotion.last.state) == {"step": {"healthStatus": {"argocd/web": "Healthy"}}}
    assert promotion.said == []


def test_a_sync_is_waited_for_and_what_it_leads_to(argocd: ArgoCDDouble) -> None:
    argocd.script("web", looks=2, health=("Progressing", "Healthy"))
    sync(argocd)
    promotion = waiting(argocd)
    assert promotion.calls(5) == ["Running"] * 4 + ["Succeeded"]
    assert promotion.said == [
        "web: an operation is under way",
        "web: health is older than the last sync, asked for a refresh",
        "web: health Progressing",
    ]


def test_a_refresh_is_asked_for_where_nobody_else_looks(argocd: ArgoCDDouble) -> None:
    argocd.script("web", looks=0, reconciles=False)
    sync(argocd)
    promotion = waiting(argocd, "health")
    assert promotion.calls(2) == ["Running", "Succeeded"]
    assert [one.query.get("refresh") for one in argocd.requests if one.method == "GET"] == [None, "hard", None]
    assert promotion.said == ["web: health is older than the last sync, asked for a refresh"]


def test_what_becomes_degraded_is_given_up(argocd: ArgoCDDouble) -> None:
    argocd.script("web", looks=0, health=("Progressing", "Degraded"))
    sync(argocd)
    promotion = waiting(argocd, "health")
    assert promotion.calls(3) == ["Running", "Running", "Errored"]
    ended = promotion.last.step_execution_metadata[0]
    assert ended.message == 'the Application "web" became Degraded; it was Progressing before'
    assert dict(promotion.last.state) == {"step": {"healthStatus": {"argocd/web": "Degraded"}}}


def test_degraded_may_be_what_is_waited_for(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest(), Script(health=("Degraded",)))
    assert waiting(argocd, "degraded").call().status == "Succeeded"
    assert waiting(argocd, "suspended", "degraded").call().status == "Succeeded"
    assert waiting(argocd, "suspended").call().message == "web: health Degraded"


def test_what_is_out_of_sync(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest(), synced=False)
    promotion = waiting(argocd, "sync")
    assert promotion.call().message == "web: sync OutOfSync"
    sync(argocd)
    assert promotion.calls(2) == ["Running", "Succeeded"]


def test_a_spec_that_argo_cd_can_t_sync_ends_it(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest(), Script(conditions={"InvalidSpecError": "no such cluster", "OrphanedResourceWarning": "x"}))
    ended = waiting(argocd, "operation").call()
    assert ended.status == "Errored"
    assert ended.message == 'the Application "web" can\'t be synced: InvalidSpecError: no such cluster'


def test_several_applications_are_named_with_what_they_lack(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest("api"), Script(health=("Progressing",)))
    argocd.apply(manifest("cron"), synced=False)
    promotion = waiting(argocd, selector={"matchLabels": {"team": "a"}})
    assert promotion.call().message == "api: health Progressing, cron: sync OutOfSync"
    assert promotion.said == ["api: health Progressing, cron: sync OutOfSync"]
    assert dict(promotion.last.state)["step"]["healthStatus"] == {
        "argocd/api": "Progressing",
        "argocd/cron": "Healthy",
        "argocd/web": "Healthy",
    }
    (request,) = argocd.requests
    assert request.query == {"appNamespace": "argocd", "selector": "team=a"}


def test_it_waits_for_five_minutes_to_the_second(argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest(), Script(health=("Progressing",)))
    promotion = waiting(argocd)
    assert promotion.call().status == "Running"
    assert promotion.call(300).status == "Running"
    ended = promotion.call(1)
    assert ended.status == "Errored"
    assert ended.message == "timed out after 5m0s; the last attempt said: web: health Progressing"


@pytest.mark.parametrize(
    ("app", "message"),
    [
        ({"name": "gone"}, 'Argo CD does not let this token read the Application "gone" in the namespace "argocd": '),
        ({"selector": {"matchLabels": {"team": "b"}}}, 'no Application in the namespace "argocd" has the labels that '),
        (
            {"name": "web", "namespace": "apps"},
            'Argo CD does not let this token read the Application "web" in the names',
        ),
    ],
)
def test_an_application_that_is_not_there_is_an_error(argocd: ArgoCDDouble, app: dict[str, Any], message: str) -> None:
    promotion = waiting(argocd, **app)
    ended = promotion.call()
    assert ended.status == "Errored"
    assert ended.message.startswith(message)
    assert "error 1 of 1" not in ended.message


def test_without_argo_cd() -> None:
    promotion = Promoting(registration, None, {"apps": [{"name": "web"}]})
    assert promotion.call().message.startswith(
        "there is no Argo CD to talk to; connect one with ARGOCD_SERVER and ARGOCD_AUTH_TOKEN, or with "
        "TRANSHIP_ARGOCD_KUBERNETES=true the cluster that it runs in"
    )


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"apps": []},
        {"apps": [{}]},
        {"apps": [{"name": "web", "selector": {"matchLabels": {"a": "b"}}}]},
        {"apps": [{"name": "web", "waitFor": []}]},
        {"apps": [{"name": "web", "waitFor": ["health", "health"]}]},
        {"apps": [{"name": "web", "waitFor": ["healthy"]}]},
    ],
)
def test_configurations_that_are_none(argocd: ArgoCDDouble, config: dict[str, Any]) -> None:
    assert Promoting(registration, client(argocd), config).call().status == "Failed"
    assert argocd.requests == ()


def test_a_plan_takes_the_wait_to_end_well(argocd: ArgoCDDouble) -> None:
    planned = preview(argocd, {"name": "web"})
    assert planned.output == {"healthStatus": {"argocd/web": "Healthy"}}
    (change,) = planned.changes
    assert (change.kind, change.target) == ("wait", "argocd/web")
    assert change.summary == "wait for health, sync, operation; it is so now"
    assert planned.notes == ("assumes that the Applications become as they should be",)
    assert {request.method for request in argocd.requests} == {"GET"}


def test_a_plan_goes_on_without_an_application_that_is_not_there_yet(argocd: ArgoCDDouble) -> None:
    planned = preview(argocd, {"name": "web", "waitFor": ["suspended", "degraded"]}, {"name": "gone"})
    assert planned.output is not None
    assert isinstance(planned.output["healthStatus"], Unknown)
    assert 'the Application "gone" in the namespace "argocd"' in planned.notes[0]
    assert planned.notes[0].endswith(", and it has to be there by then")
    assert [change.summary for change in planned.changes] == ["wait for suspended, degraded; health Healthy"]


def test_a_plan_without_argo_cd_goes_on_too() -> None:
    planned = preview(None, {"name": "web"})
    assert planned.output is not None
    assert isinstance(planned.output["healthStatus"], Unknown)
    assert [change.target for change in planned.changes] == ["argocd/web"]
    assert "no Argo CD is connected" in planned.notes[0]


def preview(argocd: ArgoCDDouble | None, *apps: dict[str, Any]) -> Preview:
    """What a plan shows."""
    assert registration.preview is not None
    context = StepContext("/w", "step", config=Config({"apps": list(apps)}))
    capabilities = StepRunnerCapabilities(argocd_client=client(argocd) if argocd else None)
    return registration.preview(registration.prepare(context, capabilities, BACKGROUND))
