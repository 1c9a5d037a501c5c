"""set-freight-alias sets field and label, and takes nobody's alias away."""

from __future__ import annotations

import pytest

from tranship.authoring import ChangeKind, StepContext, StepFailed, StepResult
from tranship.execution import BACKGROUND
from tranship.models.base import read_model
from tranship.models.freight import ALIAS_LABEL, Freight
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.set_freight_alias import registration
from tranship.store.memory import MemoryStore


def freight(name: str, alias: str, namespace: str = "demo") -> Freight:
    metadata = {"name": name, "namespace": namespace, "labels": {"team": "web", ALIAS_LABEL: alias}}
    return read_model(Freight, {"metadata": metadata, "alias": alias, "origin": {"kind": "Warehouse", "name": "w"}})


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    for one in (freight("f1", "quiet-otter"), freight("f2", "taken"), freight("f9", "elsewhere", "other")):
        store.create(one)
    return store


def context(name: str, alias: str) -> StepContext:
    return StepContext("/nowhere", "a", project="demo", config=Config({"name": name, "alias": alias}))


def rename(store: MemoryStore, name: str, alias: str) -> StepResult:
    return registration.factory(StepRunnerCapabilities(kargo_client=store)).run(context(name, alias), BACKGROUND)


def alias_of(store: MemoryStore) -> tuple[str, dict[str, str]]:
    found = store.get(Freight, "demo", "f1")
    assert found is not None
    return found.alias, found.metadata.labels


def test_field_and_label_change_together(store: MemoryStore) -> None:
    assert rename(store, "f1", "v4.2").message == 'Freight f1 is now "v4.2", it was "quiet-otter"'
    assert alias_of(store) == ("v4.2", {"team": "web", ALIAS_LABEL: "v4.2"})


def test_it_can_be_done_again(store: MemoryStore) -> None:
    rename(store, "f1", "v4.2")
    rename(store, "f1", "v4.2")
    assert alias_of(store)[0] == "v4.2"


def test_an_alias_of_another_project_is_free(store: MemoryStore) -> None:
    rename(store, "f1", "elsewhere")
    assert alias_of(store)[0] == "elsewhere"


@pytest.mark.parametrize(
    ("name", "alias", "message"),
    [
        ("nope", "x", 'there is no Freight "nope" in the project "demo"'),
        ("quiet-otter", "x", 'there is no Freight "quiet-otter" in the project "demo"'),
        ("f9", "x", 'there is no Freight "f9" in the project "demo"'),
        ("f1", "taken", 'the alias "taken" belongs to Freight f2; choose another'),
        ("f1", "", "alias: must not be empty"),
    ],
)
def test_what_can_not_be_done(store: MemoryStore, name: str, alias: str, message: str) -> None:
    with pytest.raises(StepFailed) as caught:
        rename(store, name, alias)
    assert message in str(caught.value)
    assert alias_of(store)[0] == "quiet-otter"


def test_a_plan_shows_the_alias_and_later_steps_of_it_find_it(store: MemoryStore) -> None:
    assert registration.preview is not None
    prepared = registration.prepare(context("f1", "new"), StepRunnerCapabilities(kargo_client=store), BACKGROUND)
    (change,) = registration.preview(prepared).changes
    assert (change.kind, change.target) == (ChangeKind.METADATA, "Freight f1")
    assert change.summary == "alias: quiet-otter → new"
    assert alias_of(store)[0] == "new"
