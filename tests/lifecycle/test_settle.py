"""After a promotion its Stage and Freight know of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.things import NOW, freight, promotion, stage
from tranship.errors import NotFoundError
from tranship.lifecycle.freight import collection_of
from tranship.lifecycle.settle import settle
from tranship.models.base import dump
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.models.stage import Stage
from tranship.store.memory import MemoryStore


def ended(phase: PromotionPhase, name: str = "f" * 40) -> Promotion:
    reference = freight(name).reference()
    made = promotion({"uses": "fail"})
    status = made.status.replace(
        phase=phase,
        freight=reference,
        freight_collection=collection_of({"Warehouse/web": reference}),
        finished_at=NOW,
        state={"a": {"secret": "x"}},
    )
    return made.replace(status=status)


def after(phase: PromotionPhase, **spec: Any) -> tuple[Stage, Freight]:
    store = MemoryStore()
    store.create(stage({"uses": "fail"}, **spec))
    store.create(freight())
    settle(store, ended(phase), NOW)
    found, its = store.get(Stage, "demo", "test"), store.get(Freight, "demo", "f" * 40)
    assert found is not None
    assert its is not None
    return found, its


def test_a_success_makes_history() -> None:
    found, its = after(PromotionPhase.SUCCEEDED)
    assert [list(one.items) for one in found.status.freight_history] == [["Warehouse/web"]]
    assert found.status.last_promotion is not None
    assert found.status.last_promotion.name == "test.1.fffffff"
    assert (list(its.status.currently_in), list(its.status.verified_in)) == (["test"], ["test"])


def test_a_failure_is_only_remembered() -> None:
    found, its = after(PromotionPhase.FAILED)
    assert (found.status.freight_history, its.status.currently_in) == ((), {})
    assert found.status.last_promotion is not None


def test_a_stage_that_verifies_does_so_itself() -> None:
    _, its = after(PromotionPhase.SUCCEEDED, verification={"analysisTemplates": [{"name": "t"}]})
    assert (list(its.status.currently_in), its.status.verified_in) == (["test"], {})


def test_the_outputs_of_steps_are_not_copied_to_the_stage() -> None:
    found, _ = after(PromotionPhase.SUCCEEDED)
    assert "secret" not in str(dump(found))


def test_history_is_bounded_and_has_each_collection_once() -> None:
    store = MemoryStore()
    store.create(stage({"uses": "fail"}))
    for number in [*range(12), 11]:
        settle(store, ended(PromotionPhase.SUCCEEDED, f"{number:040}"), NOW)
    found = store.get(Stage, "demo", "test")
    assert found is not None
    names = [int(one.items["Warehouse/web"].name) for one in found.status.freight_history]
    assert names == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]


def test_a_stage_that_is_gone_is_an_error() -> None:
    with pytest.raises(NotFoundError, match='there is no Stage "test" in the project "demo"'):
        settle(MemoryStore(), ended(PromotionPhase.SUCCEEDED), NOW)
