"""A sync of an Application: whose it is, how it stands, and how one is started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from tranship.errors import ConflictError, StepError
from tranship.execution import Execution
from tranship.models.argocd import Application
from tranship.store.applications import Applications

PROMOTION = "kargo.akuity.io/promotion"
"""The name of the entry in an operation's info that says which promotion started it."""

REFRESH = "argocd.argoproj.io/refresh"
CONTROLLER = "kargo-controller"
"""Who starts operations where nobody else is known to."""

_REASON = "Promotion triggered a sync of this Application resource."
_UNDER_WAY = frozenset({"Running", "Terminating"})
_COMPLETED = frozenset({"Succeeded", "Failed", "Error"})


class Progress(Enum):
    """What is to be done about an Application."""

    START = auto()
    """A sync is to be started."""
    WAIT = auto()
    """An operation is under way."""
    DONE = auto()
    """Our sync has succeeded."""


def progress_of(application: Application, promotion: str, desired: Sequence[str]) -> Progress:
    """How our sync of the Application stands.

    :param desired: for each source the revision that it must be synced to, empty for any.
    :raises StepError: our sync has failed, or an operation is in a phase that does not exist.
    """
    state = application.status.get("operationState")
    if state is None:
        return Progress.START
    phase = str(state.get("phase") or "")
    if phase in _UNDER_WAY:
        return Progress.WAIT
    if phase not in _COMPLETED:
        raise StepError(f'the sync of "{application.name}" is in the phase "{phase}", which does not exist')
    if _promotion_of(state) != promotion:
        return Progress.START
    result = state.get("syncResult")
    if result is None or not _reached(result, desired):
        return Progress.START
    if phase == "Succeeded":
        return Progress.DONE
    said = str(state.get("message") or "Argo CD gave no reason")
    raise StepError(f'the sync of the Application "{application.name}" came to {phase}: {said}')


def _promotion_of(state: Mapping[str, Any]) -> str | None:
    info = (state.get("operation") or {}).get("info") or []
    return next((str(one.get("value")) for one in info if one.get("name") == PROMOTION), None)


def _reached(result: Mapping[str, Any], desired: Sequence[str]) -> bool:
    if not any(desired):
        return True
    revisions = result.get("revisions") or [result.get("revision") or ""]
    if len(revisions) != len(desired):
        # The result belongs to other sources than the Application has now.
        return False
    return all(not wanted or wanted == got for wanted, got in zip(desired, revisions, strict=True))


def sync_patch(application: Application, promotion: str, actor: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that refreshes the Application, changes its spec, and starts a sync."""
    policy = application.spec.get("syncPolicy") or {}
    options = policy.get("syncOptions")
    operation = {
        "info": [{"name": "Reason", "value": _REASON}, {"name": PROMOTION, "value": promotion}],
        "initiatedBy": {"username": actor} if actor else {"username": CONTROLLER, "automated": True},
        "retry": policy.get("retry") or {},
        "sync": {"syncOptions": options} if options else {},
    }
    patch: dict[str, Any] = {
        "metadata": {"annotations": {REFRESH: "hard"}},
        "operation": _replacing(application.operation or {}, operation),
    }
    if spec:
        patch["spec"] = {
            key: _replacing(application.spec.get(key), value) if isinstance(value, Mapping) else value
            for key, value in spec.items()
        }
    if application.status.get("operationState"):
        patch["status"] = {"operationState": None}
    return patch


def start_sync(client: Applications, application: Application, patch: Mapping[str, Any], execution: Execution) -> str:
    """Start a sync; how the Application stands then, in words.

    Where somebody else's operation has come first, such as one that Argo CD starts by itself when a spec changes, there
    is nothing to do but to wait for its end.
    """
    try:
        client.patch(Application, application.namespace, application.name, patch)
    except ConflictError as error:
        execution.log(f"{application.name}: not synced yet: {error}")
        return state_text(application, "waits for another operation")
    execution.log(f"{application.name}: started a sync")
    return state_text(application, "Syncing")


def state_text(application: Application, phase: str = "") -> str:
    """How an Application stands, in words.

    :param phase: of its sync; "" for what its status says.
    """
    health = (application.status.get("health") or {}).get("status") or "unknown"
    shown = phase or (application.status.get("operationState") or {}).get("phase") or "Syncing"
    return f"{application.name}: {shown}, health {health}"


def _replacing(old: object, new: Mapping[str, Any]) -> dict[str, Any]:
    """A merge patch that makes ``new`` of ``old``: what is not in it goes."""
    known = old if isinstance(old, Mapping) else {}
    patch: dict[str, Any] = {key: None for key in known if key not in new}
    for key, value in new.items():
        patch[key] = _replacing(known.get(key), value) if isinstance(value, Mapping) else value
    return patch
