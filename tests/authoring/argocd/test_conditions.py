"""What an Application is waited to become."""

from __future__ import annotations

from typing import Any

import pytest

from tests.authoring.argocd.apps import app
from tranship.authoring.argocd.conditions import AppWait, Condition

RUNNING = {"operationState": {"phase": "Running"}}


@pytest.mark.parametrize(
    ("wait_for", "status", "missing"),
    [
        (["health"], {"health": {"status": "Healthy"}}, ""),
        (["health"], {}, "health unknown"),
        (["health", "degraded"], {"health": {"status": "Degraded"}}, ""),
        (["suspended"], {"health": {"status": "Healthy"}}, "health Healthy"),
        (["sync"], {"sync": {"status": "OutOfSync"}, **RUNNING}, "sync OutOfSync"),
        (["sync"], {"sync": {"status": "Synced"}}, ""),
        (["operation"], RUNNING, "an operation is under way"),
        (["operation"], {}, ""),
    ],
)
def test_what_is_missing(wait_for: list[Condition], status: dict[str, Any], missing: str) -> None:
    assert AppWait(name="web", wait_for=wait_for).missing(app(status=status)) == missing


@pytest.mark.parametrize(("before", "answer"), [("Healthy", True), ("Progressing", True), ("", False)])
def test_becoming_degraded(before: str, answer: bool) -> None:
    degraded = app(status={"health": {"status": "Degraded"}})
    assert AppWait(name="web", wait_for=["health"]).is_regression(degraded, before) is answer
    assert not AppWait(name="web", wait_for=["degraded"]).is_regression(degraded, before)
