"""Every entry of the documented API is there, under its name in Python."""

from __future__ import annotations

import dataclasses

import pytest

import tranship.promotion as api
from tranship.promotion.testing import MockEngine, MockStepRunner

NAMES = (
    "RESERVED_STEP_ALIAS_REGEX",
    "Config",
    "Context",
    "Engine",
    "ExprDataCacheFn",
    "Result",
    "SimpleEngine",
    "State",
    "Step",
    "StepContext",
    "StepEnvOption",
    "StepResult",
    "StepRunner",
    "StepRunnerCapabilities",
    "StepRunnerCapability",
    "StepRunnerMetadata",
    "StepRunnerRegistration",
    "TerminalError",
    "config_to_struct",
    "default_expr_data_cache_fn",
    "get_step_runner_registration",
    "is_terminal",
    "register_step_runner",
    "step_env_with_outputs",
    "step_env_with_step_metas",
    "step_env_with_task_outputs",
    "step_env_with_vars",
)

FIELDS = {
    api.Context: "ui_base_url work_dir project stage promotion freight_requests freight target_freight_ref "
    "target_freight_alias start_from_step step_execution_metadata state vars actor rollback",
    api.Result: "status message health_checks current_step step_execution_metadata state retry_after error",
    api.StepContext: "ui_base_url work_dir shared_state alias config project stage promotion promotion_actor "
    "freight_requests freight target_freight_ref",
    api.StepResult: "status message output health_check retry_after",
    api.Step: "kind alias if_ continue_on_error retry vars config",
    api.StepRunnerCapabilities: "kargo_client argocd_client creds_db",
    api.StepRunnerMetadata: "default_timeout default_error_threshold required_capabilities",
    api.StepRunnerRegistration: "metadata factory",
    MockStepRunner: "run_func run_result run_err",
}

METHODS = {
    api.Context: "deep_copy",
    api.Config: "deep_copy to_json",
    api.State: "get set deep_copy to_json",
    api.Step: "build_env get_config get_vars skip",
    api.SimpleEngine: "promote",
    MockEngine: "promote",
    MockStepRunner: "run",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_exported_and_documented(name: str) -> None:
    assert name in api.__all__
    assert getattr(api, name) is not None


@pytest.mark.parametrize("owner", FIELDS, ids=lambda owner: owner.__name__)
def test_a_structure_has_its_fields(owner: type) -> None:
    there = {field.name for field in dataclasses.fields(owner)}
    assert set(FIELDS[owner].split()) <= there


@pytest.mark.parametrize("owner", METHODS, ids=lambda owner: owner.__name__)
def test_a_type_has_its_methods(owner: type) -> None:
    for name in METHODS[owner].split():
        assert callable(getattr(owner, name))
        assert getattr(owner, name).__doc__


@pytest.mark.parametrize("alias", ["step-1", "task-12", "step-007"])
def test_reserved_aliases(alias: str) -> None:
    assert api.RESERVED_STEP_ALIAS_REGEX.match(alias)


@pytest.mark.parametrize("alias", ["step-", "step-1a", "Step-1", "a-step-1", "step-1\n", "step-١"])
def test_other_aliases_are_free(alias: str) -> None:
    assert not api.RESERVED_STEP_ALIAS_REGEX.match(alias)


def test_a_new_cache_for_each_step() -> None:
    first, second = api.default_expr_data_cache_fn(), api.default_expr_data_cache_fn()
    assert (first, first is second) == ({}, False)


def test_a_copy_of_a_context_has_a_state_of_its_own() -> None:
    context = api.Context(project="p", state=api.State({"a": 1}))
    copy = context.deep_copy()
    copy.state.set("b", 2)
    assert (dict(context.state), copy.project) == ({"a": 1}, "p")
