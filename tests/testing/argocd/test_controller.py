from __future__ import annotations

import itertools
from typing import Any

from tests.clients.argocd.connecting import manifest
from tranship.testing.argocd.controller import Kept, Script


def kept(revision: str | None = "abc", **script: Any) -> Kept:
    numbers = itertools.count(1)
    made = Kept(manifest(), Script(**script), lambda _source: revision, lambda: f"2026-01-31T12:00:{next(numbers):02}Z")
    made.deploy()
    return made


def test_health_goes_on_by_one_state_at_each_look_after_a_sync() -> None:
    app = kept(looks=0, health=("Progressing", "Degraded", "Healthy"))
    assert app.status["health"] == {"status": "Healthy"}
    app.start({"sync": {}})
    seen = [app.look()["status"]["health"]["status"] for _ in range(5)]
    assert seen == ["Healthy", "Progressing", "Degraded", "Healthy", "Healthy"]


def test_who_gets_an_application_can_t_change_it() -> None:
    app = kept()
    app.look()["spec"]["project"] = "mine"
    assert app.look()["spec"]["project"] == "acme"


def test_a_look_at_what_rests_changes_nothing() -> None:
    app = kept()
    assert app.look() == app.look()


def test_a_revision_that_is_nowhere_can_t_be_compared() -> None:
    assert kept(None).look()["status"]["sync"]["status"] == "Unknown"
