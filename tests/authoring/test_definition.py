"""A step is declared once: its runner, what plans ask for, and what the linter reads, come of that."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.authoring import (
    LOCAL,
    PURE,
    READ,
    WAIT,
    WRITE,
    Effects,
    KargoModel,
    NonEmpty,
    Preview,
    StepContext,
    StepDefinition,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    Toolbox,
    step_runner,
)
from tranship.execution import BACKGROUND
from tranship.gotypes.duration import Duration
from tranship.promotion import Config, StepRunnerCapabilities

NOTHING = StepRunnerCapabilities()


class GreetConfig(KargoModel):
    name: NonEmpty
    method: str = "GET"


def run(step: StepRun[GreetConfig]) -> StepResult:
    """Greet somebody.

    More about it.
    """
    return StepResult(message=f"{step.config.name} in {step.context.work_dir}")


def preview(step: StepRun[GreetConfig]) -> Preview:
    return Preview(output={"name": step.config.name})


def declared(effects: Any = LOCAL, **more: Any) -> StepDefinition:
    return step_runner(kind="greet", config=GreetConfig, run=run, effects=effects, **more)


def context(**config: Any) -> StepContext:
    return StepContext("/w", "a", config=Config(config))


def test_it_runs_with_a_typed_configuration() -> None:
    result = declared().factory(NOTHING).run(context(name="Jane"), BACKGROUND)
    assert result.message == "Jane in /w"


def test_a_configuration_that_does_not_fit_ends_before_the_run() -> None:
    with pytest.raises(StepFailed, match="name: must not be empty"):
        declared().factory(NOTHING).run(context(name=""), BACKGROUND)


def test_it_says_what_it_is() -> None:
    definition = declared(
        default_timeout=Duration.parse("5m"),
        default_error_threshold=3,
        capabilities=[StepRunnerCapability.ACCESS_ARGOCD],
        outputs={"x": str},
    )
    assert (definition.kind, definition.summary) == ("greet", "Greet somebody.")
    assert definition.metadata.default_timeout == Duration.parse("5m")
    assert definition.metadata.default_error_threshold == 3
    assert definition.metadata.required_capabilities == {"access-argocd"}
    assert definition.outputs_of({}) == {"x": str}


def test_effects_and_outputs_may_depend_on_the_configuration() -> None:
    def effects(config: GreetConfig) -> Effects:
        return READ if config.method == "GET" else WRITE

    definition = declared(effects, outputs=lambda config: dict.fromkeys(config, Any), preview=preview)
    assert definition.effects_of(GreetConfig(name="x")) == READ
    assert definition.effects_of(GreetConfig(name="x", method="POST")) == WRITE
    assert definition.outputs_of({"a": 1}) == {"a": Any}


@pytest.mark.parametrize("effects", [WRITE, WAIT])
def test_who_acts_outside_or_waits_needs_a_preview(effects: Effects) -> None:
    with pytest.raises(ValueError, match='"greet" acts outside of its work directory and needs a preview'):
        declared(effects)
    assert declared(effects, preview=preview).preview is preview


@pytest.mark.parametrize("effects", [LOCAL, READ, PURE])
def test_others_need_none(effects: Effects) -> None:
    assert declared(effects).preview is None


def test_a_preview_works_with_what_a_run_would() -> None:
    definition = declared(WRITE, preview=preview)
    prepared = definition.prepare(context(name="Jane"), NOTHING, BACKGROUND)
    assert isinstance(prepared.toolbox, Toolbox)
    assert definition.preview is not None
    assert definition.preview(prepared).output == {"name": "Jane"}
