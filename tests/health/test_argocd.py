"""The health of Applications, and when it can be believed."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from tests.authoring.argocd.apps import REPO, app
from tranship.errors import StoreError
from tranship.health import Criteria, HealthResult, HealthState
from tranship.health.argocd import ArgoCDChecker, is_under_way
from tranship.models.argocd import Application
from tranship.store.memory import MemoryStore

ENDED = {"finishedAt": "2026-01-01T00:00:10Z", "phase": "Succeeded"}
SEEN = "2026-01-01T00:00:10Z"


def judged(status: dict[str, Any], desired: list[str] | None = None, **fields: Any) -> tuple[HealthResult, MemoryStore]:
    store = MemoryStore()
    store.create(app(status=status, **fields))
    checked = {"name": "web", **({"desiredRevisions": desired} if desired else {})}
    return ArgoCDChecker(store).check("demo", "test", Criteria("argocd-update", {"apps": [checked]})), store


@pytest.mark.parametrize(
    ("health", "state"),
    [
        ("Healthy", HealthState.HEALTHY),
        ("Progressing", HealthState.PROGRESSING),
        ("Suspended", HealthState.PROGRESSING),
        ("", HealthState.PROGRESSING),
        ("Degraded", HealthState.UNHEALTHY),
        ("Missing", HealthState.UNHEALTHY),
        ("Unknown", HealthState.UNHEALTHY),
    ],
)
def test_states(health: str, state: HealthState) -> None:
    result, _ = judged({"health": {"status": health}, "sync": {"status": "OutOfSync"}})
    assert result.status is state
    assert bool(result.issues) is (state is not HealthState.HEALTHY)


def test_health_from_before_the_last_operation_is_not_trusted() -> None:
    result, store = judged(
        {"health": {"status": "Healthy"}, "operationState": ENDED, "reconciledAt": "2026-01-01T00:00:09Z"}
    )
    assert result.status is HealthState.UNKNOWN
    refreshed = store.get(Application, "argocd", "web")
    assert refreshed is not None
    assert refreshed.metadata.annotations["argocd.argoproj.io/refresh"] == "hard"
    trusted, _ = judged({"health": {"status": "Healthy"}, "operationState": ENDED, "reconciledAt": SEEN})
    assert trusted.status is HealthState.HEALTHY


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({}, False),
        ({"operation": {}}, True),
        ({"status": {"operationState": {}}}, True),
        ({"status": {"operationState": {"phase": "Running"}}}, True),
        ({"status": {"operationState": ENDED}}, False),
    ],
)
def test_whether_an_operation_is_under_way(fields: dict[str, Any], answer: bool) -> None:
    assert is_under_way(app(**fields)) is answer


def test_what_keeps_it_from_syncing_is_an_issue() -> None:
    conditions = [{"type": "ComparisonError", "message": "boom", "lastTransitionTime": SEEN}, {"type": "Other"}]
    result, _ = judged({"conditions": conditions, "health": {"status": "Healthy"}})
    assert (result.status, result.issues) == (HealthState.UNHEALTHY, ('the Application "web": ComparisonError: boom',))
    assert "lastTransitionTime" not in str(result.output)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ({"sync": {"revision": "abc"}, "operationState": ENDED}, HealthState.HEALTHY),
        ({"sync": {"revision": "abd"}, "operationState": ENDED}, HealthState.UNHEALTHY),
        ({"sync": {"revision": "abc"}}, HealthState.UNKNOWN),
        ({"sync": {"revision": "abc"}, "operationState": {"phase": "Running"}}, HealthState.UNKNOWN),
        ({"sync": {"revisions": ["abc", "x"]}, "operationState": ENDED}, HealthState.UNKNOWN),
    ],
)
def test_revisions_that_were_asked_for(status: dict[str, Any], state: HealthState) -> None:
    result, _ = judged({"health": {"status": "Healthy"}, "reconciledAt": SEEN, **status}, ["abc"])
    assert result.status is state


def test_an_issue_names_the_source() -> None:
    status = {
        "sync": {"revision": "abd"},
        "operationState": ENDED,
        "reconciledAt": SEEN,
        "health": {"status": "Healthy"},
    }
    result, _ = judged(status, ["abc"])
    assert result.issues == (f'the Application "web": {REPO} is at abd and should be at abc',)


def test_the_worst_counts_and_all_are_shown() -> None:
    store = MemoryStore()
    store.create(app("a", status={"health": {"status": "Degraded"}}))
    store.create(app("b", status={"health": {"status": "Healthy"}}))
    apps = [{"name": "b"}, {"name": "a", "namespace": "argocd"}, {"name": "gone"}]
    result = ArgoCDChecker(store).check("demo", "test", Criteria("argocd-update", {"apps": apps}))
    assert result.status is HealthState.UNHEALTHY
    assert [one["Name"] for one in result.output["applicationStatuses"]] == ["b", "a", "gone"]
    assert result.issues[-1] == 'there is no Application "gone" in the namespace "argocd"'


@pytest.mark.parametrize("data", [{}, {"apps": "web"}, {"apps": [{"namespace": "x"}]}, {"apps": ["web"]}])
def test_input_that_names_no_applications_is_unknown(data: dict[str, Any]) -> None:
    result = ArgoCDChecker(MemoryStore()).check("demo", "test", Criteria("argocd-update", data))
    assert result.status is HealthState.UNKNOWN


def test_without_argo_cd_it_is_unknown() -> None:
    result = ArgoCDChecker(None).check("demo", "test", Criteria("argocd-update", {"apps": []}))
    assert result.status is HealthState.UNKNOWN


def test_a_refresh_that_may_not_be_asked_for_is_an_issue() -> None:
    class ReadOnly(MemoryStore):
        def patch(self, *_args: Any, **_options: Any) -> NoReturn:
            raise StoreError("nobody may")

    store = ReadOnly()
    store.create(app(status={"operationState": ENDED}))
    result = ArgoCDChecker(store).check("demo", "test", Criteria("argocd-update", {"apps": [{"name": "web"}]}))
    assert (result.status, result.issues) == (
        HealthState.UNKNOWN,
        (
            'the health of "web" is older than its last operation and not trusted, and a refresh can\'t be asked for: '
            "nobody may",
        ),
    )
