"""Manifests take their place in the store; what the store has learned stays."""

from __future__ import annotations

from tests.lifecycle.things import freight, stage, warehouse
from tranship.lifecycle.apply import apply
from tranship.models.freight import Freight
from tranship.models.stage import Stage
from tranship.models.warehouse import Warehouse
from tranship.store.memory import MemoryStore


def test_new_resources_are_created_and_old_ones_replaced() -> None:
    store = MemoryStore()
    apply(store, [stage(), warehouse()])
    before = store.get(Stage, "demo", "test")
    apply(store, [stage({"uses": "fail"}), warehouse(interval="1m")])
    after, changed = store.get(Stage, "demo", "test"), store.get(Warehouse, "demo", "web")
    assert before is not None
    assert after is not None
    assert changed is not None
    assert (after.metadata.uid, after.spec.promotion_template is None) == (before.metadata.uid, False)
    assert str(changed.spec.interval) == "1m0s"


def test_status_is_kept_unless_the_manifest_brings_its_own() -> None:
    store = MemoryStore()
    apply(store, [stage(), freight()])
    store.patch(Stage, "demo", "test", {"status": {"freightSummary": "known"}})
    store.patch(Freight, "demo", "f" * 40, {"status": {"approvedFor": {"test": {}}}})
    apply(store, [stage(), freight()])
    kept, known = store.get(Stage, "demo", "test"), store.get(Freight, "demo", "f" * 40)
    assert kept is not None
    assert known is not None
    assert (kept.status.freight_summary, list(known.status.approved_for)) == ("known", ["test"])
    apply(store, [freight(status={"approvedFor": {"prod": {}}})])
    brought = store.get(Freight, "demo", "f" * 40)
    assert brought is not None
    assert list(brought.status.approved_for) == ["prod"]
