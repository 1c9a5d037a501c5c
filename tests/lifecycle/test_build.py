"""A Promotion is built as Kargo builds it: named, labelled, inflated."""

from __future__ import annotations

import json
import re

import pytest

from tests.lifecycle.things import NOW, stage, task
from tranship.errors import FieldPath, ManifestError, Position
from tranship.lifecycle.annotations import STEP_PLACES
from tranship.lifecycle.build import build
from tranship.models.base import with_source
from tranship.models.promotion import ExpressionVariable
from tranship.models.source import SourceMap
from tranship.store.memory import MemoryStore


def test_a_promotion_of_a_stage() -> None:
    template = {"spec": {"vars": [{"name": "b", "value": "2"}], "steps": [{"uses": "fail"}]}}
    made = build(
        MemoryStore(),
        stage(vars=[{"name": "a", "value": "1"}], promotionTemplate=template, shard="east"),
        "ABCDEF0123",
        NOW,
        actor="admin",
        extra_vars=[ExpressionVariable(name="c", value="3")],
    )
    assert re.fullmatch(r"test\.[0-9a-z]{26}\.abcdef0", made.metadata.name)
    assert made.metadata.namespace == "demo"
    assert made.metadata.labels == {"kargo.akuity.io/stage": "test", "kargo.akuity.io/shard": "east"}
    assert made.metadata.annotations == {"kargo.akuity.io/stage": "test", "kargo.akuity.io/create-actor": "admin"}
    assert [(variable.name, variable.value) for variable in made.spec.vars] == [("a", "1"), ("b", "2"), ("c", "3")]
    assert (made.spec.stage, made.spec.freight, made.spec.steps[0].as_) == ("test", "ABCDEF0123", "step-1")


def test_tasks_are_inflated() -> None:
    store = MemoryStore()
    store.create(task({"uses": "fail"}))
    made = build(store, stage({"task": {"name": "shared"}}), "f", NOW)
    assert [step.as_ for step in made.spec.steps] == ["task-1::step-1"]


def test_a_stage_that_kargo_refuses_is_refused() -> None:
    with pytest.raises(ManifestError, match="has no promotion steps"):
        build(MemoryStore(), stage(), "f", NOW)


def test_a_long_name_of_a_stage_is_cut_in_the_label() -> None:
    made = build(MemoryStore(), stage({"uses": "fail"}, name="s" * 100), "f", NOW)
    assert made.metadata.labels["kargo.akuity.io/stage"] == "s" * 63
    assert made.metadata.annotations["kargo.akuity.io/stage"] == "s" * 100


def test_it_remembers_where_steps_were_written() -> None:
    def find(path: FieldPath) -> Position | None:
        return Position("s.yaml", 12, 5) if path and path[-1] == 0 else None

    located = with_source(stage({"uses": "fail", "as": "stop"}), SourceMap("s.yaml", find))
    made = build(MemoryStore(), located, "f", NOW)
    assert json.loads(made.metadata.annotations[STEP_PLACES]) == {"stop": "s.yaml:12:5"}
