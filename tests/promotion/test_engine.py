"""The engine runs steps in order, is called again with what it returned, and tells its observer first."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest

from tests.promotion.doubles import Listener, calls, engine, runs, steps
from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.secrets import SecretSource
from tranship.errors import StepError, StepFailed, TerminalError
from tranship.execution import Cancellation, Execution
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.models.promotion import PromotionPhase, PromotionStepRetry, StepExecutionMetadata
from tranship.promotion import (
    Context,
    GitUser,
    Result,
    SimpleEngine,
    State,
    Step,
    StepContext,
    StepResult,
    StepRunnerCapabilities,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
    StepRunnerRegistry,
)
from tranship.promotion.testing import MockStepRunner
from tranship.store.memory import MemoryStore


def again(context: Context, result: Result) -> Context:
    """The context of the next call."""
    return replace(
        context,
        start_from_step=result.current_step,
        step_execution_metadata=result.step_execution_metadata,
        state=result.state,
    )


def statuses(result: Result) -> dict[str, str]:
    return {entry.alias: entry.status for entry in result.step_execution_metadata}


def test_steps_run_in_order_and_read_what_earlier_ones_put_out() -> None:
    seen: list[dict[str, object]] = []

    def look(context: StepContext, _execution: Execution) -> StepResult:
        seen.append(dict(context.shared_state))
        return StepResult(output={"n": len(seen)})

    result = engine(a=calls(look), b=calls(look)).promote(Context(), steps("a", "b"))
    assert seen == [{}, {"a": {"n": 1}}]
    assert (result.status, result.current_step, dict(result.state)) == ("Succeeded", 1, {"a": {"n": 1}, "b": {"n": 2}})


def test_no_steps_succeed() -> None:
    result = engine().promote(Context(), [])
    assert (result.status, result.current_step) == (PromotionPhase.SUCCEEDED, -1)


def test_a_waiting_step_ends_the_call_and_is_called_again() -> None:
    waits = runs(StepResult("Running", "not yet", retry_after=Duration.parse("5s")), StepResult(output={"x": 1}))
    machine, context, list_of_steps = engine(a=runs(), w=waits, z=runs()), Context(), steps("a", "w", "z")
    first = machine.promote(context, list_of_steps)
    assert (first.status, first.current_step, first.retry_after) == ("Running", 1, Duration.parse("5s"))
    assert statuses(first) == {"a": "Succeeded", "w": "Running"}
    second = machine.promote(again(context, first), list_of_steps)
    assert statuses(second) == {"a": "Succeeded", "w": "Succeeded", "z": "Succeeded"}
    assert second.step_execution_metadata[1].started_at == first.step_execution_metadata[1].started_at


def test_the_context_given_is_left_as_it_is() -> None:
    context = Context(state=State({"old": {"a": 1}}))
    engine(a=runs(StepResult(output={"b": 2}))).promote(context, steps("a"))
    assert dict(context.state) == {"old": {"a": 1}}


def test_an_error_below_the_threshold_is_returned_with_its_step() -> None:
    machine = engine(a=runs(StepError("no answer"), StepResult(), threshold=3))
    first = machine.promote(Context(), steps("a"))
    assert (first.status, str(first.error)) == ("Running", 'step "a": no answer')
    entry = first.step_execution_metadata[0]
    assert (entry.status, entry.error_count, entry.finished_at) == ("Errored", 1, None)
    assert machine.promote(again(Context(), first), steps("a")).status == PromotionPhase.SUCCEEDED


def test_at_the_threshold_the_promotion_goes_on_to_its_end() -> None:
    result = engine(a=runs(StepError("no answer")), b=runs()).promote(Context(), steps("a", "b"))
    assert (result.status, result.message) == ("Errored", "no answer (the step ends at its first error)")
    assert statuses(result) == {"a": "Errored", "b": "Skipped"}


def test_a_steps_own_threshold_wins() -> None:
    step = Step("a", alias="a", retry=PromotionStepRetry(error_threshold=2))
    result = engine(a=runs(StepError("no"))).promote(Context(), [step])
    assert (result.status, result.step_execution_metadata[0].error_count) == ("Running", 1)


@pytest.mark.parametrize(
    ("error", "status", "phase"),
    [(TerminalError("never"), "Errored", "Errored"), (StepFailed("no"), "Failed", "Failed")],
)
def test_terminal_errors_are_not_tried_again(error: Exception, status: str, phase: str) -> None:
    result = engine(a=runs(error, threshold=9)).promote(Context(), steps("a"))
    assert (result.status, statuses(result)) == (phase, {"a": status})


def test_a_bug_in_a_step_is_the_steps_end_and_not_the_engines() -> None:
    result = engine(a=runs(ZeroDivisionError("boom"), threshold=9)).promote(Context(), steps("a"))
    assert (result.status, result.state["a"]) == ("Errored", None)
    assert result.message == "step panicked: ZeroDivisionError: boom; this is a bug in the step, please report it"


def test_what_may_fail_does_not_count() -> None:
    list_of_steps = [Step("a", alias="a", continue_on_error=True), Step("b", alias="b")]
    result = engine(a=runs(StepError("no")), b=runs()).promote(Context(), list_of_steps)
    assert (result.status, statuses(result)) == ("Succeeded", {"a": "Errored", "b": "Succeeded"})


def test_an_unknown_kind_errors_its_step_and_is_suggested() -> None:
    result = engine(**{"git-clone": runs()}).promote(Context(), steps("git-clonne"))
    assert result.message == 'there is no step kind "git-clonne"; did you mean "git-clone"?'
    assert result.step_execution_metadata[0].started_at is None


def test_cancellation_is_looked_at_before_each_step() -> None:
    cancel = Cancellation()

    def stop(_context: StepContext, _execution: Execution) -> StepResult:
        cancel.cancel("Ctrl-C")
        return StepResult()

    result = engine(a=calls(stop), b=runs()).promote(Context(), steps("a", "b"), cancel=cancel)
    assert (result.status, result.current_step) == ("Errored", 1)
    assert result.message == "stopped before step 'b': Ctrl-C"
    assert statuses(result) == {"a": "Succeeded", "b": ""}


def test_a_step_that_was_under_way_is_ended_by_cancellation() -> None:
    machine, cancel = engine(a=runs(StepResult("Running"))), Cancellation()
    first = machine.promote(Context(), steps("a"))
    cancel.cancel("stop")
    second = machine.promote(again(Context(), first), steps("a"), cancel=cancel)
    entry = second.step_execution_metadata[0]
    assert (second.status, entry.status, entry.message, entry.finished_at is None) == (
        "Errored",
        "Errored",
        "stop",
        False,
    )


def test_health_checks_are_those_of_steps_that_succeeded() -> None:
    check = Criteria("argocd", {"apps": ["web"]})
    good, bad = runs(StepResult(health_check=check)), runs(StepResult("Skipped", health_check=check))
    assert engine(a=good, b=bad).promote(Context(), steps("a", "b")).health_checks == (check,)


def test_a_task_hears_of_what_its_propagating_steps_put_out() -> None:
    propagating = frozenset({StepRunnerCapability.TASK_OUTPUT_PROPAGATION})
    kinds = {
        "p": runs(StepResult(output={"a": 1}), StepResult(output={"b": 2}), capabilities=propagating),
        "q": runs(StepResult(output={"c": 3})),
    }
    list_of_steps = [Step("p", alias="t::one"), Step("p", alias="t::two"), Step("q", alias="t::three")]
    state = engine(**kinds).promote(Context(), list_of_steps).state
    assert state["t"] == {"a": 1, "b": 2}


def test_a_task_knows_that_a_propagating_step_came_to_nothing() -> None:
    propagating = frozenset({StepRunnerCapability.TASK_OUTPUT_PROPAGATION})

    def bug(_context: StepContext, _execution: Execution) -> StepResult:
        raise ZeroDivisionError("boom")

    for runner in (runs(StepResult(), capabilities=propagating), calls(bug, capabilities=propagating)):
        state = engine(p=runner).promote(Context(), [Step("p", alias="t::one")]).state
        assert (state["t"], state["t::one"]) == ({}, None)


def test_without_a_work_directory_the_engine_makes_one_and_takes_it_away() -> None:
    places: list[Path] = []

    def look(context: StepContext, _execution: Execution) -> StepResult:
        places.append(Path(context.work_dir))
        return StepResult(output={"there": places[0].is_dir()})

    result = engine(a=calls(look)).promote(Context(), steps("a"))
    assert (result.state["a"], places[0].exists()) == ({"there": True}, False)


class _Knows:
    """Credentials and a Git user, for who may ask."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials:
        return Credentials("user", f"password of {namespace}")

    def resolve(self) -> GitUser:
        return GitUser("Kargo")


@pytest.mark.parametrize(
    ("capability", "granted"),
    [
        (None, set()),
        (StepRunnerCapability.ACCESS_CONTROL_PLANE, {"kargo_client"}),
        (StepRunnerCapability.ACCESS_ARGOCD, {"argocd_client"}),
        (StepRunnerCapability.ACCESS_CREDENTIALS, {"creds_db"}),
        (StepRunnerCapability.ACCESS_GIT_USER, {"git_users"}),
    ],
)
def test_a_runner_is_given_what_its_kind_asks_for(capability: StepRunnerCapability | None, granted: set[str]) -> None:
    given: list[StepRunnerCapabilities] = []

    def make(capabilities: StepRunnerCapabilities) -> MockStepRunner:
        given.append(capabilities)
        return MockStepRunner()

    metadata = StepRunnerMetadata(required_capabilities=frozenset({capability} if capability else ()))
    registry = StepRunnerRegistry([("a", StepRunnerRegistration(make, metadata))])
    machine = SimpleEngine(
        MemoryStore(), MemoryStore(), _Knows(), git_users=_Knows(), toolbox="tools", registry=registry
    )
    machine.promote(Context(), steps("a"))
    fields = ("kargo_client", "argocd_client", "creds_db", "git_users")
    assert {name for name in fields if getattr(given[0], name) is not None} == granted
    assert given[0].toolbox == "tools"


def test_credentials_that_a_step_was_given_are_masked_from_then_on() -> None:
    def leak(context: StepContext, execution: Execution) -> StepResult:
        database = given[0].creds_db
        found = database.get("demo", CredentialType.GIT, "https://h/r") if database else None
        execution.log(f"using {found.password if found else ''}")
        raise StepError(f"the password {found.password if found else ''} was refused")

    given: list[StepRunnerCapabilities] = []

    def make(capabilities: StepRunnerCapabilities) -> MockStepRunner:
        given.append(capabilities)
        return MockStepRunner(run_func=leak)

    metadata = StepRunnerMetadata(required_capabilities=frozenset({StepRunnerCapability.ACCESS_CREDENTIALS}))
    registry = StepRunnerRegistry([("a", StepRunnerRegistration(make, metadata))])
    listener = Listener()
    result = SimpleEngine(creds_db=_Knows(), registry=registry).promote(Context(), steps("a"), observer=listener)
    assert result.message.startswith("the password *** was refused")
    assert "log a: using ***" in listener.heard


def test_the_observer_hears_of_each_step_before_and_after() -> None:
    def work(_context: StepContext, execution: Execution) -> StepResult:
        execution.log("a line")
        execution.progress("half way")
        return StepResult(output={"x": 1})

    listener = Listener()
    engine(a=calls(work), b=runs(StepFailed("no")), c=runs()).promote(
        Context(), steps("a", "b", "c"), observer=listener
    )
    assert listener.heard == [
        "started a",
        "log a: a line",
        "progress a: half way",
        "finished a: Succeeded",
        "started b",
        "finished b: Failed",
        "finished c: Skipped",
    ]
    started, finished = listener.snapshots[:2]
    assert started.metadata.started_at is not None
    assert (finished.index, finished.kind, finished.outputs) == (0, "a", {"a": {"x": 1}})


def test_the_observer_sees_the_configuration_masked() -> None:
    context, listener = Context(), Listener()
    context.secrets.record("hunter22", SecretSource("Secret", "demo", "s", "k"))
    step = Step("a", alias="a", config={"password": "hunter22", "n": [1]})
    engine(a=runs()).promote(context, [step], observer=listener)
    assert [snapshot.config for snapshot in listener.snapshots] == [{"password": "***", "n": [1]}] * 2


def test_what_cant_be_recorded_does_not_happen() -> None:
    class Full(Listener):
        def step_started(self, snapshot: object) -> None:
            raise OSError("no space left")

    ran: list[str] = []

    def run(context: StepContext, _execution: Execution) -> StepResult:
        ran.append(context.alias)
        return StepResult()

    with pytest.raises(OSError, match="no space left"):
        engine(a=calls(run)).promote(Context(), steps("a"), observer=Full())
    assert ran == []


def test_a_step_knows_how_long_it_has() -> None:
    left: list[float | None] = []

    def look(_context: StepContext, execution: Execution) -> StepResult:
        left.append(execution.remaining)
        return StepResult()

    engine(a=calls(look, timeout="1h"), b=calls(look)).promote(Context(), steps("a", "b"))
    assert left[0] is not None
    assert 3500 < left[0] <= 3600
    assert left[1] is None


def test_a_step_whose_time_ran_out_while_nobody_called_has_one_last_attempt() -> None:
    left: list[float | None] = []

    def look(_context: StepContext, execution: Execution) -> StepResult:
        left.append(execution.remaining)
        return StepResult("Running")

    begun = StepExecutionMetadata(alias="a", started_at=datetime(2026, 1, 1, tzinfo=UTC))
    result = engine(a=calls(look, timeout="1h")).promote(Context(step_execution_metadata=(begun,)), steps("a"))
    assert left == [None]
    assert result.status == PromotionPhase.ERRORED


def _calls_of(count: int) -> int:
    """How many Python functions a promotion of so many steps calls."""
    list_of_steps = [Step("a", alias=f"step-{index}", config={"k": "v"}) for index in range(count)]
    machine, calls_made = engine(a=runs(StepResult(output={"x": {"y": [1, 2]}}))), 0

    def count_calls(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls_made
        calls_made += event in ("call", "c_call")

    sys.setprofile(count_calls)
    try:
        machine.promote(Context(work_dir="/nowhere"), list_of_steps)
    finally:
        sys.setprofile(None)
    return calls_made


def test_the_cost_of_a_step_does_not_grow_with_the_steps_before_it() -> None:
    few, many = _calls_of(50), _calls_of(500)
    assert many <= few * 10.5
