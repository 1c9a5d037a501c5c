"""A single step: its variables, condition and configuration evaluated against a context."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tranship.errors import ExprError, StepError, StoreError
from tranship.exprlang import Unknown
from tranship.models.base import read_model
from tranship.models.core import ConfigMap
from tranship.models.freight import FreightCollection, FreightOrigin, FreightReference, Image
from tranship.models.promotion import ExpressionVariable, Promotion, StepExecutionMetadata
from tranship.models.resource import ObjectMeta
from tranship.promotion import RESERVED_STEP_ALIAS_REGEX, Config, Context, State, Step
from tranship.promotion.evaluation import (
    step_env_with_outputs,
    step_env_with_step_metas,
    step_env_with_task_outputs,
    step_env_with_vars,
)
from tranship.promotion.step import steps_of
from tranship.store.memory import MemoryStore

FREIGHT = FreightReference(
    name="f1",
    origin=FreightOrigin(kind="Warehouse", name="web"),
    images=(Image(repo_url="ghcr.io/acme/web", tag="1.10"),),
)
CONTEXT = Context(
    project="demo",
    stage="test",
    promotion="test.01",
    freight=FreightCollection(id="c", items={"Warehouse/web": FREIGHT}),
    target_freight_ref=FREIGHT,
    target_freight_alias="blue-fox",
    vars=(ExpressionVariable(name="repo", value="ghcr.io/acme/web"), ExpressionVariable(name="n", value="${{ 1 }}")),
    state=State({"clone": {"commit": "abc"}, "task::read": {"v": "1"}}),
    step_execution_metadata=(StepExecutionMetadata(alias="clone", status="Succeeded"),),
    actor="ana",
    ui_base_url="https://kargo.acme.dev",
)


def variables(**values: str) -> tuple[ExpressionVariable, ...]:
    return tuple(ExpressionVariable(name=name, value=value) for name, value in values.items())


def config_of(config: Any, context: Context = CONTEXT, **fields: Any) -> Config | None:
    return Step("x", alias="own", config=config, **fields).get_config(None, {}, context)


def test_variables_are_the_promotions_then_the_steps_each_seeing_those_before_it() -> None:
    step = Step(
        "x", alias="own", vars=variables(m="${{ vars.n + 1 }}", repo="new-${{ vars.repo }}", later="${{ vars.z }}")
    )

    assert step.get_vars(None, {}, CONTEXT) == {"repo": "new-ghcr.io/acme/web", "n": 1.0, "m": 2.0, "later": None}


def test_only_a_steps_own_variables_see_outputs_and_metadata() -> None:
    seen = "${{ outputs?.clone.commit }} ${{ stepMetas == nil }}"
    step = Step("x", alias="own", vars=variables(own=seen))
    context = replace(CONTEXT, vars=variables(promotions=seen))

    assert step.get_vars(None, {}, context) == {"promotions": "null true", "own": "abc false"}


def test_the_configuration_is_evaluated_at_any_depth() -> None:
    config = config_of(
        {
            "image": "${{ vars.repo }}:${{ imageFrom(vars.repo, warehouse('web')).Tag }}",
            "commit": ["${{ outputs.clone.commit }}", {"${{ key }}": 1}],
            "status": "${{ status('clone') }}",
            "meta": "${{ stepMetas.clone.Status }}",
        }
    )
    assert config == Config(
        image="ghcr.io/acme/web:1.10",
        commit=["abc", {"${{ key }}": 1}],
        status="Succeeded",
        meta="Succeeded",
    )
    assert isinstance(config, Config)


def test_ctx_tells_what_the_promotion_is_about() -> None:
    config = config_of({"ctx": "${{ ctx }}"})
    assert config is not None
    assert config["ctx"] == {
        "uiBaseUrl": "https://kargo.acme.dev",
        "project": "demo",
        "stage": "test",
        "promotion": "test.01",
        "targetFreight": {"name": "f1", "alias": "blue-fox", "origin": {"name": "web"}},
        "meta": {"promotion": {"actor": "ana", "rollback": False}, "step": {"alias": "own"}},
    }


def test_task_outputs_are_there_for_the_steps_of_the_task_only() -> None:
    in_task = Step("x", alias="task::own", config={"v": "${{ quote(task.outputs.read.v) }}"})
    assert in_task.get_config(None, {}, CONTEXT) == {"v": "1"}
    assert config_of({"v": "${{ task }}"}) == {"v": None}


def test_without_a_configuration_there_is_none() -> None:
    assert config_of(None) is None
    assert config_of({}) == {}


@pytest.mark.parametrize("config", [["x"], "text", "${{ {'a': 1} }}", 1])
def test_a_configuration_must_be_a_map_as_it_is_written(config: Any) -> None:
    with pytest.raises(StepError, match="the configuration must be a map of fields"):
        config_of(config)


def test_the_configuration_is_compiled_once() -> None:
    step = Step("x", alias="own", config={"a": "${{ outputs.clone.commit }}"})
    assert step.compiled_config is step.compiled_config
    assert step.get_config(None, {}, CONTEXT) == {"a": "abc"}
    assert step.get_config(None, {}, replace(CONTEXT, state=State({"clone": {"commit": "def"}}))) == {"a": "def"}


@pytest.mark.parametrize(
    ("condition", "skipped"),
    [
        ("", False),
        ("${{ success() }}", False),
        ("${{ failure() }}", True),
        ("${{ vars.n == 2 }}", True),
        ("${{ outputs.clone.commit == 'abc' && status('clone') == 'Succeeded' }}", False),
        ("t", None),
        ("true", None),
        ("${{ vars.repo }}", None),
        ("${{ quote(true) }}", None),
        ("${{ nil }}", None),
        ("${{ 1 }}", None),
        ("${{ 'true' }}", False),
    ],
)
def test_a_condition_must_come_out_as_true_or_false(condition: str, skipped: bool | None) -> None:
    step = Step("x", alias="own", if_=condition)
    if skipped is None:
        with pytest.raises(ExprError, match=r"^if: the condition must come out as true or false"):
            step.skip(None, {}, CONTEXT)
    else:
        assert step.skip(None, {}, CONTEXT) is skipped


def test_without_a_condition_a_step_is_skipped_after_a_failure() -> None:
    failed = replace(CONTEXT, step_execution_metadata=(StepExecutionMetadata(alias="clone", status="Failed"),))
    assert Step("x", alias="own").skip(None, {}, failed) is True
    assert Step("x", alias="own", if_="${{ always() }}").skip(None, {}, failed) is False


def test_a_condition_on_what_is_not_known_yet_is_unknown() -> None:
    later = Unknown("known after git-push")
    planned = replace(CONTEXT, state=State({"push": {"commit": later}}))

    assert Step("x", alias="own", if_="${{ outputs.push.commit != '' }}").skip(None, {}, planned) == later
    assert config_of({"a": "x ${{ outputs.push.commit }}", "b": 1}, planned) == {"a": later, "b": 1}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"config": {"updates": [{"value": "${{ missing.x }}"}]}}, "config.updates[0].value: "),
        ({"config": {}, "vars": variables(tag="${{ missing.x }}")}, "vars.tag: "),
        ({"config": {"a": "${{ 1"}}, "config.a: "),
    ],
)
def test_errors_name_the_field_or_the_variable(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ExprError) as caught:
        Step("x", alias="own", **fields).get_config(None, {}, CONTEXT)
    assert str(caught.value).startswith(place)


def test_an_error_in_a_variable_that_nobody_uses_counts_all_the_same() -> None:
    with pytest.raises(ExprError, match=r"vars.bad"):
        config_of({"a": 1}, replace(CONTEXT, vars=variables(bad="${{ missing.x }}")))


def test_resources_are_read_from_the_client_through_the_cache() -> None:
    store = MemoryStore()
    store.create(ConfigMap(metadata=ObjectMeta(name="c", namespace="demo"), data={"k": "v"}))
    step = Step("x", alias="own", config={"v": "${{ configMap('c').k }}"})
    cache: dict[Any, Any] = {}

    assert step.get_config(store, cache, CONTEXT) == {"v": "v"}
    assert len(cache) == 1
    with pytest.raises(ExprError) as caught:
        step.get_config(None, None, CONTEXT)
    assert isinstance(caught.value.__cause__, StoreError)


def test_the_environment_is_made_of_what_is_asked_for() -> None:
    step = Step("x", alias="task::own")
    assert list(step.build_env(CONTEXT)) == ["ctx"]
    env = step.build_env(
        CONTEXT,
        step_env_with_outputs(CONTEXT.state),
        step_env_with_task_outputs(step.alias, CONTEXT.state),
        step_env_with_step_metas(CONTEXT),
        step_env_with_vars({"a": 1}),
    )
    assert list(env) == ["ctx", "outputs", "task", "stepMetas", "vars"]
    assert env["task"]["outputs"]["read"] == {"v": "1"}
    assert "task" not in step.build_env(CONTEXT, step_env_with_task_outputs("own", CONTEXT.state))


def test_the_steps_of_a_promotion_keep_all_that_was_written() -> None:
    written = {
        "metadata": {"name": "p", "namespace": "demo"},
        "spec": {
            "stage": "test",
            "freight": "f1",
            "steps": [
                {
                    "uses": "http",
                    "as": "call",
                    "if": "${{ always() }}",
                    "continueOnError": True,
                    "retry": {"timeout": "5m"},
                    "vars": [{"name": "a", "value": "b"}],
                    "config": {"url": "https://x"},
                }
            ],
        },
    }
    (step,) = steps_of(read_model(Promotion, written))

    assert (step.kind, step.alias, step.if_, step.continue_on_error) == ("http", "call", "${{ always() }}", True)
    assert step.retry is not None
    assert str(step.retry.timeout) == "5m0s"
    assert step.vars == variables(a="b")
    assert step.config == {"url": "https://x"}


@pytest.mark.parametrize(
    ("alias", "reserved"),
    [("step-1", True), ("task-12", True), ("step-", False), ("step-1a", False), ("a-task-1", False)][:],
)
def test_some_aliases_are_reserved(alias: str, reserved: bool) -> None:
    assert bool(RESERVED_STEP_ALIAS_REGEX.match(alias)) is reserved
