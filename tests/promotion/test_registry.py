"""Kinds of steps: registration and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tranship.promotion import (
    StepRunnerMetadata,
    StepRunnerRegistration,
    StepRunnerRegistry,
    get_step_runner_registration,
    register_step_runner,
)
from tranship.promotion.testing import MockStepRunner

REGISTRATION = StepRunnerRegistration(lambda _granted: MockStepRunner())


def test_a_registered_kind_is_found() -> None:
    registry = StepRunnerRegistry([("a", REGISTRATION)])
    assert registry["a"] == REGISTRATION
    assert registry.get("b") is None
    assert list(registry) == ["a"]


def test_a_later_registration_takes_the_place_of_the_earlier() -> None:
    other = replace(REGISTRATION, metadata=StepRunnerMetadata(default_error_threshold=5))
    assert StepRunnerRegistry([("a", REGISTRATION), ("a", other)])["a"] == other


@pytest.mark.parametrize("threshold", [0, -3])
def test_an_error_threshold_below_one_becomes_one(threshold: int) -> None:
    given = replace(REGISTRATION, metadata=StepRunnerMetadata(default_error_threshold=threshold))
    assert StepRunnerRegistry([("a", given)])["a"].metadata.default_error_threshold == 1


def test_a_kind_needs_a_name_and_a_factory() -> None:
    registry = StepRunnerRegistry()
    with pytest.raises(ValueError, match="name"):
        registry.register("", REGISTRATION)
    with pytest.raises(ValueError, match="factory"):
        registry.register("a", StepRunnerRegistration(None))  # type: ignore[arg-type]


def test_the_process_has_a_registry_of_its_own() -> None:
    assert get_step_runner_registration("only-in-this-test") is None
    register_step_runner("only-in-this-test", REGISTRATION)
    assert get_step_runner_registration("only-in-this-test") == REGISTRATION
