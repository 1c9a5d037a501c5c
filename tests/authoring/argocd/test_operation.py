"""Whose operation it is, how it stands, and what starting one writes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.authoring.argocd.apps import app
from tranship.authoring.argocd.operation import Progress, progress_of, sync_patch
from tranship.errors import StepError
from tranship.store.merge_patch import merge_patch

OURS = {"info": [{"name": "kargo.akuity.io/promotion", "value": "p"}]}
RESULT = {"revision": "abc"}


def state(phase: str, operation: dict[str, Any] = OURS, **more: Any) -> dict[str, Any]:
    return {"operationState": {"phase": phase, "operation": operation, **more}}


@pytest.mark.parametrize(
    ("status", "desired", "progress"),
    [
        ({}, [], Progress.START),
        (state("Running", {}), [], Progress.WAIT),
        (state("Terminating", {}), [], Progress.WAIT),
        (state("Succeeded", {}), [], Progress.START),
        (state("Failed", {"info": [{"name": "kargo.akuity.io/promotion", "value": "other"}]}), [], Progress.START),
        (state("Running"), [], Progress.WAIT),
        (state("Terminating"), [], Progress.WAIT),
        (state("Succeeded"), [], Progress.START),
        (state("Succeeded", syncResult=RESULT), [], Progress.DONE),
        (state("Succeeded", syncResult=RESULT), ["abc"], Progress.DONE),
        (state("Succeeded", syncResult=RESULT), ["ab"], Progress.START),
        (state("Failed", syncResult=RESULT), ["other"], Progress.START),
        (state("Succeeded", syncResult={"revisions": ["a", "b"]}), ["a", ""], Progress.DONE),
        (state("Succeeded", syncResult={"revisions": ["a", "b"]}), ["", "c"], Progress.START),
        (state("Succeeded", syncResult={"revisions": ["a", "b", "c"]}), ["a", "b"], Progress.START),
        (state("Succeeded", syncResult={"revisions": ["a"]}), ["a", "b"], Progress.START),
    ],
)
def test_progress(status: dict[str, Any], desired: list[str], progress: Progress) -> None:
    assert progress_of(app(status=status), "p", desired) is progress


@pytest.mark.parametrize("phase", ["Failed", "Error"])
def test_our_failed_sync_is_an_error_in_argo_cds_words(phase: str) -> None:
    failed = app(status=state(phase, syncResult=RESULT, message="hook failed"))
    with pytest.raises(StepError, match=f'the sync of the Application "web" came to {phase}: hook failed'):
        progress_of(failed, "p", [])


@pytest.mark.parametrize("status", [state("Sideways", syncResult=RESULT), state("", {}), {"operationState": {}}])
def test_a_phase_that_does_not_exist_is_an_error(status: dict[str, Any]) -> None:
    with pytest.raises(StepError, match="which does not exist"):
        progress_of(app(status=status), "p", [])


def test_a_sync_takes_the_place_of_what_was_asked_for_before() -> None:
    old = {"sync": {"revision": "old", "prune": True}, "info": [{"name": "x"}], "initiatedBy": {"username": "alice"}}
    policy = {"retry": {"limit": 3}, "syncOptions": ["CreateNamespace=true"]}
    application = app(
        operation=old, spec={"syncPolicy": policy}, status={**state("Succeeded"), "health": {"status": "x"}}
    )
    patched = merge_patch({"operation": old, "status": application.status}, sync_patch(application, "p", "", {}))
    assert patched["operation"] == {
        "info": [
            {"name": "Reason", "value": "Promotion triggered a sync of this Application resource."},
            {"name": "kargo.akuity.io/promotion", "value": "p"},
        ],
        "initiatedBy": {"username": "kargo-controller", "automated": True},
        "retry": {"limit": 3},
        "sync": {"syncOptions": ["CreateNamespace=true"]},
    }
    assert patched["status"] == {"health": {"status": "x"}}
    assert patched["metadata"]["annotations"] == {"argocd.argoproj.io/refresh": "hard"}


def test_who_promotes_has_started_it() -> None:
    patch = sync_patch(app(), "p", "jane", {})
    assert patch["operation"]["initiatedBy"] == {"username": "jane"}
    assert "status" not in patch
