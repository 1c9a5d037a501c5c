"""set-metadata replaces values whole, leaves everything else, and copes with others who write at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tranship.authoring import ChangeKind, StepContext, StepError, StepFailed, StepResult
from tranship.errors import ConflictError
from tranship.execution import BACKGROUND
from tranship.models.base import read_model
from tranship.models.freight import Freight
from tranship.models.stage import Stage
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.set_metadata import registration
from tranship.store.memory import MemoryStore

STAGE = {
    "metadata": {"name": "test", "namespace": "demo"},
    "spec": {"requestedFreight": [{"origin": {"kind": "Warehouse", "name": "w"}, "sources": {"direct": True}}]},
    "status": {"observedGeneration": 3, "metadata": {"cfg": {"x": 1, "sub": {"k": 1}}, "gone": "x"}},
}
FREIGHT = {"metadata": {"name": "f1", "namespace": "demo"}, "origin": {"kind": "Warehouse", "name": "w"}}


class BusyStore(MemoryStore):
    """A store in which somebody else writes before each patch, so often."""

    others = 0

    def patch(self, model: Any, namespace: str, name: str, patch: Mapping[str, Any], **more: Any) -> Any:
        if self.others:
            self.others -= 1
            super().patch(model, namespace, name, {"status": {"metadata": {f"other-{self.others}": 1}}})
        return super().patch(model, namespace, name, patch, **more)


@pytest.fixture
def store() -> BusyStore:
    store = BusyStore()
    store.create(read_model(Stage, STAGE))
    store.create(read_model(Freight, FREIGHT))
    return store


def update(store: MemoryStore, *updates: Mapping[str, Any]) -> StepResult:
    context = StepContext("/nowhere", "m", project="demo", config=Config({"updates": list(updates)}))
    return registration.factory(StepRunnerCapabilities(kargo_client=store)).run(context, BACKGROUND)


def on_stage(**values: Any) -> dict[str, Any]:
    return {"kind": "Stage", "name": "test", "values": values}


def noted(store: MemoryStore) -> dict[str, Any]:
    stage = store.get(Stage, "demo", "test")
    assert stage is not None
    assert stage.status.observed_generation == 3
    return stage.status.metadata


def test_values_take_the_place_of_those_that_are_there(store: BusyStore) -> None:
    update(store, on_stage(cfg={"z": 2, "sub": {"n": None}}, gone=None, new=[None, 1]))
    assert noted(store) == {"cfg": {"z": 2, "sub": {}}, "new": [None, 1]}


def test_a_value_that_is_there_already_changes_nothing(store: BusyStore) -> None:
    before = store.get(Stage, "demo", "test")
    update(store, on_stage(gone="x"))
    assert store.get(Stage, "demo", "test") == before


def test_others_who_write_at_the_same_time_lose_nothing(store: BusyStore) -> None:
    store.others = 2
    update(store, on_stage(a=1))
    assert noted(store).keys() == {"cfg", "gone", "a", "other-0", "other-1"}


def test_but_not_for_ever(store: BusyStore) -> None:
    store.others = 99
    with pytest.raises(StepError, match='Stage "test" is changed by others again and again; try again later'):
        update(store, on_stage(a=1))


def test_a_missing_resource_leaves_what_came_before_it(store: BusyStore) -> None:
    missing = {"kind": "Freight", "name": "nope", "values": {"a": 1}}
    with pytest.raises(StepError, match='there is no Freight "nope" in the project "demo"') as caught:
        update(store, on_stage(a=1), missing, {**missing, "name": "f1"})
    assert caught.value.field == ("updates", 1, "name")
    assert noted(store)["a"] == 1
    freight = store.get(Freight, "demo", "f1")
    assert freight is not None
    assert freight.status.metadata == {}


def test_a_value_needs_a_key(store: BusyStore) -> None:
    with pytest.raises(StepError, match="a value has no key"):
        update(store, on_stage(**{"": 1, "a": 2}))
    assert "a" not in noted(store)


def test_one_bad_update_refuses_them_all(store: BusyStore) -> None:
    with pytest.raises(StepFailed, match=r"updates\[1\]\.values: must not be empty"):
        update(store, on_stage(a=1), on_stage())
    assert "a" not in noted(store)


def test_a_plan_shows_what_would_be_noted_and_later_steps_of_it_find_it(store: BusyStore) -> None:
    assert registration.preview is not None
    context = StepContext("/nowhere", "m", project="demo", config=Config({"updates": [on_stage(owner="größe", n=1)]}))
    prepared = registration.prepare(context, StepRunnerCapabilities(kargo_client=store), BACKGROUND)
    preview = registration.preview(prepared)
    (change,) = preview.changes
    assert (change.kind, change.target, change.summary) == (ChangeKind.METADATA, "Stage test", 'owner: "größe", n: 1')
    assert noted(store)["owner"] == "größe"


def test_the_store_of_this_test_has_conflicts(store: BusyStore) -> None:
    stage = store.get(Stage, "demo", "test")
    assert stage is not None
    store.others = 1
    with pytest.raises(ConflictError):
        store.patch(Stage, "demo", "test", {}, resource_version=stage.metadata.resource_version)
