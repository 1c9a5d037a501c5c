from datetime import UTC, datetime
from typing import Any

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.promotion import (
    Promotion,
    PromotionPhase,
    PromotionStatus,
    PromotionStep,
    PromotionStepStatus,
    PromotionTaskReference,
    StepExecutionMetadata,
)


def test_statuses_are_ordered_by_severity() -> None:
    names = ["Succeeded", "Skipped", "Running", "Aborted", "Failed", "Errored"]
    assert sorted(PromotionStepStatus, key=lambda status: status.severity) == names


def test_only_running_steps_go_on() -> None:
    assert [status for status in PromotionStepStatus if not status.is_terminal] == ["Running"]


def test_only_pending_and_running_promotions_go_on() -> None:
    assert [phase for phase in PromotionPhase if not phase.is_terminal] == ["Pending", "Running"]


STEP: dict[str, Any] = {
    "uses": "git-clone",
    "as": "clone",
    "if": "${{ true }}",
    "continueOnError": True,
    "retry": {"timeout": "48h0m0s", "errorThreshold": 3},
    "vars": [{"name": "a", "value": "b"}, {"name": "c"}],
    "config": {"repoURL": "https://example.com", "checkout": [{"path": "./src"}]},
}


def test_a_step_is_read_and_written_back() -> None:
    step = read_model(PromotionStep, STEP)
    assert (step.as_, step.if_, step.vars[1].value) == ("clone", "${{ true }}", "")
    assert dump(step) == STEP


def test_a_duration_is_written_as_go_writes_it() -> None:
    step = read_model(PromotionStep, {"uses": "x", "retry": {"timeout": "48h"}})
    assert dump(step)["retry"] == {"timeout": "48h0m0s"}


@pytest.mark.parametrize("config", [{}, [], "", 0, False, {"a": None}])
def test_an_empty_configuration_is_not_an_absent_one(config: object) -> None:
    step = read_model(PromotionStep, {"uses": "x", "config": config})
    assert step.config == config
    assert step.config is not None
    assert dump(step)["config"] == config


def test_a_null_configuration_is_none() -> None:
    step = read_model(PromotionStep, {"uses": "x", "config": None})
    assert step.config is None
    assert dump(step) == {"uses": "x"}


def test_what_was_written_is_told_from_what_was_not() -> None:
    assert "continue_on_error" in read_model(PromotionStep, {"continueOnError": False}).model_fields_set
    assert "continue_on_error" not in read_model(PromotionStep, {"continueOnError": None}).model_fields_set


def test_steps_without_an_alias_are_called_by_their_position() -> None:
    assert PromotionStep(uses="x", as_="a").alias(0) == "a"
    assert PromotionStep(uses="x").alias(0) == "step-1"
    assert PromotionStep(task=PromotionTaskReference(name="t")).alias(4) == "task-5"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"use": "x"}, 'use: unknown field "use" (did you mean "uses"?)'),
        ({"config": {}, "Uses": "x"}, 'Uses: unknown field "Uses" (did you mean "uses"?)'),
        ({"vars": [{"name": "a", "value": 1.1}]}, "vars[0].value: must be text, but is a number"),
        ({"vars": [{"value": "a"}]}, "vars[0].name: is required, but missing"),
        ({"retry": {"errorThreshold": -1}}, "retry.errorThreshold: must be at least 0"),
        ({"retry": {"errorThreshold": 2**32}}, "retry.errorThreshold: must be at most 4294967295"),
        ({"continueOnError": "true"}, "continueOnError: must be true or false, but is text"),
        ({"if": True}, "if: must be text, but is true or false"),
        ({"retry": {"timeout": 5}}, 'retry.timeout: a duration is written like "90s", "1h30m" or "1.5h"'),
    ],
)
def test_a_mistake_in_a_step_is_told(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(PromotionStep, data)
    assert str(caught.value) == problem


@pytest.mark.parametrize("timeout", ["", "5", "5 minutes", "1d", "hunter2"])
def test_a_duration_that_go_does_not_know_is_refused_without_repeating_it(timeout: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(PromotionStep, {"retry": {"timeout": timeout}})
    assert str(caught.value).startswith("retry.timeout: a duration is written like ")
    assert "hunter2" not in str(caught.value)


def test_a_promotion_is_read_and_written_back() -> None:
    data = {
        "apiVersion": "kargo.akuity.io/v1alpha1",
        "kind": "Promotion",
        "metadata": {"name": "test.01j.abc1234", "namespace": "demo"},
        "spec": {"stage": "test", "freight": "abc", "vars": [{"name": "v", "value": "1"}], "steps": [STEP]},
        "status": {
            "phase": "Running",
            "message": "m",
            "lastHandledRefresh": "r",
            "freight": {"name": "abc", "origin": {"kind": "Warehouse", "name": "w"}},
            "freightCollection": {
                "id": "1",
                "items": {"Warehouse/w": {"name": "abc", "origin": {"kind": "Warehouse", "name": "w"}}},
                "verificationHistory": [{"id": "2", "phase": "Successful", "startTime": "2026-01-31T12:00:00Z"}],
            },
            "healthChecks": [{"uses": "argocd-update", "config": {"apps": []}}],
            "startedAt": "2026-01-31T12:00:00Z",
            "currentStep": 1,
            "stepExecutionMetadata": [
                {"alias": "clone", "startedAt": "2026-01-31T12:00:00Z", "status": "Running", "errorCount": 1}
            ],
            "state": {"clone": {"commits": {"./src": "abc"}, "none": None}},
            "addedLater": [1],
        },
    }
    promotion = read_model(Promotion, data)
    assert promotion.status.phase is PromotionPhase.RUNNING
    assert promotion.status.started_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert dump(promotion) == data


def test_a_promotion_that_has_not_begun_has_no_phase() -> None:
    assert read_model(PromotionStatus, {"phase": ""}).phase is None
    assert read_model(PromotionStatus, {}).phase is None


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(FieldsError, match='phase: must be "Pending" or "Running"'):
        read_model(PromotionStatus, {"phase": "Done"})


def test_a_steps_status_may_be_any_text() -> None:
    assert read_model(StepExecutionMetadata, {"alias": "a", "status": "bogus"}).status == "bogus"
    assert dump(StepExecutionMetadata(alias="a")) == {"alias": "a"}
