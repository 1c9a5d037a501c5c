"""Inflation: a task step becomes the steps of its task, with variables of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.things import cluster_task, stage, task
from tranship.errors import InputError, ManifestError
from tranship.lifecycle.inflate import inflate
from tranship.models.promotion import ExpressionVariable
from tranship.models.resource import Resource
from tranship.store.memory import MemoryStore


def inflated(
    *steps: dict[str, Any], tasks: tuple[Resource, ...] = (), **variables: str
) -> list[tuple[str, dict[str, str]]]:
    store = MemoryStore()
    for one in tasks:
        store.create(one)
    template = stage(*steps).spec.promotion_template
    given = tuple(ExpressionVariable(name=name, value=value) for name, value in variables.items())
    done = inflate(store, "demo", template.spec.steps if template else (), given)
    return [(step.as_, {variable.name: variable.value for variable in step.vars}) for step in done]


def test_plain_steps_are_named_by_their_place_in_the_template() -> None:
    assert [alias for alias, _ in inflated({"uses": "a"}, {"uses": "b", "as": "b"}, {"uses": "c"})] == [
        "step-1",
        "b",
        "step-3",
    ]


def test_a_tasks_steps_take_its_place() -> None:
    shared = task({"uses": "a"}, {"uses": "b", "as": "b"})
    steps = ({"uses": "x"}, {"task": {"name": "shared"}}, {"task": {"name": "shared"}, "as": "t"})
    assert [alias for alias, _ in inflated(*steps, tasks=(shared,))] == [
        "step-1",
        "task-2::step-1",
        "task-2::b",
        "t::step-1",
        "t::b",
    ]


def test_variables_are_the_tasks_then_the_references_then_the_steps_own() -> None:
    inner = {"uses": "a", "vars": [{"name": "own", "value": "4"}]}
    shared = task(inner, variables={"default": "1", "needed": ""})
    step = {"task": {"name": "shared"}, "vars": [{"name": "needed", "value": "2"}, {"name": "more", "value": "3"}]}
    assert inflated(step, tasks=(shared,)) == [
        ("task-1::step-1", {"default": "1", "needed": "2", "more": "3", "own": "4"})
    ]


def test_the_promotions_variables_stand_in_for_defaults() -> None:
    shared = task({"uses": "a"}, variables={"x": "default", "y": ""})
    assert inflated({"task": {"name": "shared"}}, tasks=(shared,), x="mine", y="mine") == [("task-1::step-1", {})]


def test_a_missing_value_is_told() -> None:
    shared = task({"uses": "a"}, variables={"x": ""})
    with pytest.raises(InputError, match='PromotionTask "shared" needs a value for its variable "x"; give it in vars'):
        inflated({"task": {"name": "shared"}}, tasks=(shared,), x="")


def test_tasks_of_the_cluster() -> None:
    step = {"task": {"name": "shared", "kind": "ClusterPromotionTask"}, "as": "t"}
    assert inflated(step, tasks=(cluster_task({"uses": "a"}),)) == [("t::step-1", {})]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"name": "shraed"}, 'there is no PromotionTask "shraed" in the project "demo"; did you mean "shared"?'),
        ({"name": "x", "kind": "ClusterPromotionTask"}, 'there is no ClusterPromotionTask "x"'),
        ({"name": "x", "kind": "Task"}, 'there is no task kind "Task"; it is PromotionTask or ClusterPromotionTask'),
    ],
)
def test_a_task_that_is_not_there(reference: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        inflated({"task": reference}, tasks=(task({"uses": "a"}),))
    assert str(caught.value) == message


def test_a_task_that_kargo_would_refuse_is_refused() -> None:
    with pytest.raises(ManifestError, match="a task can't contain another"):
        inflated({"task": {"name": "shared"}}, tasks=(task({"task": {"name": "shared"}}),))
