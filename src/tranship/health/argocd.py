"""The health of Argo CD's Applications: what their status says, and when it can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tranship.errors import StoreError
from tranship.health.checks import SEVERITY, Criteria, HealthResult, HealthState
from tranship.models.argocd import Application
from tranship.models.times import parse_time
from tranship.store.applications import Applications

KIND = "argocd-update"
"""The kind of criteria, named after the step that leaves them."""

REFRESH = "argocd.argoproj.io/refresh"
_PROBLEMS = ("ComparisonError", "InvalidSpecError")
_IN_PROGRESS = ("", "Progressing", "Suspended")
_NOBODY = (
    "there is no Argo CD to ask for the health of Applications; ARGOCD_SERVER and ARGOCD_AUTH_TOKEN name one, or "
    "TRANSHIP_ARGOCD_KUBERNETES=true the cluster that it runs in"
)


def health_of(application: Application) -> str:
    """The Application's health, empty if nobody has said."""
    return str((application.status.get("health") or {}).get("status") or "")


def spec_problems(application: Application) -> list[str]:
    """What keeps Argo CD from syncing the Application at all."""
    conditions = application.status.get("conditions") or []
    return [f"{one['type']}: {one.get('message', '')}" for one in conditions if one.get("type") in _PROBLEMS]


def is_under_way(application: Application) -> bool:
    """Whether an operation is asked for or has not ended. How it ended does not matter."""
    state = application.status.get("operationState")
    return application.operation is not None or (state is not None and not state.get("finishedAt"))


def is_stale(application: Application) -> bool:
    """Whether the health was found out before the last operation ended, so that it says nothing of its result."""
    finished = _time((application.status.get("operationState") or {}).get("finishedAt"))
    reconciled = _time(application.status.get("reconciledAt"))
    return finished is not None and (reconciled is None or reconciled < finished)


def _time(value: object) -> datetime | None:
    try:
        return parse_time(value).replace(microsecond=0) if isinstance(value, str) else None
    except ValueError:
        return None


class ArgoCDChecker:
    """Judges Applications by the criteria that argocd-update leaves. Implements :class:`~tranship.health.Checker`.

    :param client: where Applications are; None: nobody knows.
    :param namespace: where those are that name no namespace.
    """

    def __init__(self, client: Applications | None, namespace: str = "argocd") -> None:
        self._client = client
        self._namespace = namespace

    def check(self, project: str, stage: str, criteria: Criteria) -> HealthResult:  # noqa: ARG002 - the protocol's
        """The worst state of the Applications, everybody's issues, and their statuses as output."""
        if self._client is None:
            return HealthResult(HealthState.UNKNOWN, (_NOBODY,))
        apps = criteria.input.get("apps")
        if not isinstance(apps, list | tuple) or not all(_is_app(one) for one in apps):
            return HealthResult(HealthState.UNKNOWN, ("the health check's input names no Applications",))
        worst, issues, statuses = HealthState.HEALTHY, [], []
        for app in apps:
            namespace, name = str(app.get("namespace") or self._namespace), str(app["name"])
            state, found, status = self._one(namespace, name, list(app.get("desiredRevisions") or []))
            worst = max(worst, state, key=lambda one: SEVERITY[one])
            issues += found
            statuses.append({"Namespace": namespace, "Name": name, **status})
        return HealthResult(worst, tuple(issues), {"applicationStatuses": statuses})

    def _one(self, namespace: str, name: str, desired: Sequence[str]) -> tuple[HealthState, list[str], dict[str, Any]]:
        unknown = {"health": {"status": "Unknown"}, "sync": {"status": "Unknown"}}
        if self._client is None:
            return HealthState.UNKNOWN, [], unknown
        try:
            application = self._client.get(Application, namespace, name)
        except StoreError as error:
            return HealthState.UNKNOWN, [f'the Application "{name}" can\'t be read: {error}'], unknown
        if application is None:
            return HealthState.UNKNOWN, [f'there is no Application "{name}" in the namespace "{namespace}"'], unknown
        shown = _shown(application)
        if is_stale(application):
            text = f'the health of "{name}" is older than its last operation and not trusted'
            try:
                self._client.patch(Application, namespace, name, {"metadata": {"annotations": {REFRESH: "hard"}}})
            except StoreError as error:
                return HealthState.UNKNOWN, [f"{text}, and a refresh can't be asked for: {error}"], shown
            return HealthState.UNKNOWN, [f"{text}; asked for a refresh"], shown
        if problems := spec_problems(application):
            return HealthState.UNHEALTHY, [f'the Application "{name}": {one}' for one in problems], shown
        if any(desired):
            verdict = _revisions(application, desired)
            if verdict is not None:
                return verdict[0], [verdict[1]], shown
        health = health_of(application)
        if health == "Healthy":
            return HealthState.HEALTHY, [], shown
        state = HealthState.PROGRESSING if health in _IN_PROGRESS else HealthState.UNHEALTHY
        return state, [f'the Application "{name}" has the health {health or "unknown yet"}'], shown


def _is_app(app: object) -> bool:
    return isinstance(app, Mapping) and isinstance(app.get("name"), str)


def _revisions(application: Application, desired: Sequence[str]) -> tuple[HealthState, str] | None:
    """What speaks against the Application's revisions, None if nothing does."""
    name = application.name
    state = application.status.get("operationState") or {}
    if (application.operation or {}).get("sync") is not None or not state.get("finishedAt"):
        return HealthState.UNKNOWN, f'the Application "{name}" is being synced'
    sources = application.spec.get("sources") or [one for one in (application.spec.get("source"),) if one]
    sync = application.status.get("sync") or {}
    observed = list(sync.get("revisions") or [sync.get("revision") or ""])
    if len(sources) != len(desired) or len(observed) != len(desired):
        return HealthState.UNKNOWN, f'the sources of the Application "{name}" are others than at the promotion'
    wrong = [
        f"{source.get('repoURL', '')} is at {got or 'no revision'} and should be at {wanted}"
        for source, wanted, got in zip(sources, desired, observed, strict=True)
        if wanted and wanted != got
    ]
    return (HealthState.UNHEALTHY, f'the Application "{name}": {"; ".join(wrong)}') if wrong else None


def _shown(application: Application) -> dict[str, Any]:
    """The status as the health of a Stage keeps it: without what changes at each look."""
    status = application.status
    shown = {key: status[key] for key in ("health", "sync", "operationState") if status.get(key)}
    if status.get("conditions"):
        conditions = [
            {key: value for key, value in one.items() if key != "lastTransitionTime"} for one in status["conditions"]
        ]
        shown["conditions"] = conditions
    return shown
