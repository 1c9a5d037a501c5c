"""What an attempt means for its step: each rule of the verdict."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tranship.errors import CancelledError, GitError, HTTPError, StepError, StepFailed, TerminalError
from tranship.execution import BACKGROUND, Execution
from tranship.gotypes.duration import Duration
from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion.outcomes import Attempt, Limits, attempt, is_terminal, judge
from tranship.promotion.results import StepContext, StepResult
from tranship.promotion.testing import MockStepRunner

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
ENTRY = StepExecutionMetadata(alias="a", started_at=NOW)
ONCE = Limits(Duration(0), 1)
THRICE = Limits(Duration.parse("1h"), 3)
CONTEXT = StepContext(work_dir="/nowhere", alias="a")


def run(error: Exception) -> Attempt:
    return attempt(lambda: MockStepRunner(run_err=error), CONTEXT, BACKGROUND)


def test_a_result_is_taken_as_it_is() -> None:
    result = StepResult(status="Running", message="m", output={"x": 1}, retry_after=Duration(5))
    tried = attempt(lambda: MockStepRunner(run_result=result), CONTEXT, BACKGROUND)
    assert tried == Attempt("Running", "m", {"x": 1}, None, Duration(5))


@pytest.mark.parametrize(
    ("error", "status", "terminal"),
    [
        (StepError("no"), "Errored", False),
        (StepError("no", status="Succeeded"), "Succeeded", False),
        (TerminalError("no"), "Errored", True),
        (StepFailed("no"), "Failed", True),
        (StepFailed("no", retry=True), "Failed", False),
        (GitError("no"), "Errored", False),
        (FileNotFoundError(2, "no such file", "a"), "Errored", False),
        (CancelledError("stopped"), "Errored", True),
    ],
)
def test_what_is_raised_decides(error: Exception, status: str, terminal: bool) -> None:
    tried = run(error)
    assert (tried.status, tried.terminal) == (status, terminal)
    assert tried.error
    assert "panicked" not in tried.error


@pytest.mark.parametrize(("advice", "kept"), [(17.0, "17s"), (0.0, "1s"), (10.0**9, "1h"), (None, None)])
def test_when_a_server_wants_to_be_asked_again_is_kept(advice: float | None, kept: str | None) -> None:
    tried = run(HTTPError("too many requests", status=429, retry_after=advice))
    assert tried.retry_after == (Duration.parse(kept) if kept else None)


def test_a_bug_in_a_step_is_a_terminal_error_and_never_a_crash() -> None:
    tried = run(ZeroDivisionError("division by zero"))
    assert (tried.status, tried.terminal, tried.output) == ("Errored", True, None)
    assert "step panicked: ZeroDivisionError: division by zero" in str(tried.error)


def test_a_bug_in_the_factory_counts_as_one_of_the_step() -> None:
    def factory() -> MockStepRunner:
        raise KeyError("toolbox")

    assert "panicked" in str(attempt(factory, CONTEXT, BACKGROUND).error)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_the_end_of_the_process_passes_through(stop: type[BaseException]) -> None:
    def interrupted(_context: StepContext, _execution: Execution) -> StepResult:
        raise stop

    with pytest.raises(stop):
        attempt(lambda: MockStepRunner(run_func=interrupted), CONTEXT, BACKGROUND)


def test_terminal_is_seen_through_wrapping() -> None:
    outer = StepError("outer: inner")
    outer.__cause__ = TerminalError("inner")
    assert is_terminal(outer)
    assert not is_terminal(StepError("plain"))
    assert not is_terminal(None)


def test_an_error_that_is_its_own_cause_is_looked_at_once() -> None:
    error, other = StepError("plain"), GitError("first")
    error.__cause__, other.__cause__ = other, error
    assert not is_terminal(error)


@pytest.mark.parametrize("status", ["Succeeded", "Skipped"])
def test_good_ends_finish_the_step(status: str) -> None:
    verdict = judge(ENTRY, Attempt(status, "m"), ONCE, NOW)
    assert verdict.done
    assert verdict.entry == ENTRY.replace(status=status, message="m", finished_at=NOW)


def test_a_status_that_does_not_exist_ends_the_step_and_keeps_what_it_said() -> None:
    verdict = judge(ENTRY, Attempt("Great", error="disk full"), THRICE, NOW)
    assert verdict.done
    assert (verdict.entry.status, verdict.entry.error_count) == ("Errored", 0)
    assert "Great" in verdict.entry.message
    assert "disk full" in verdict.entry.message


def test_a_terminal_error_ends_the_step_uncounted() -> None:
    verdict = judge(ENTRY, Attempt("Failed", error="no", terminal=True), THRICE, NOW)
    assert verdict.done
    assert (verdict.entry.status, verdict.entry.error_count, verdict.entry.message) == ("Failed", 0, "no")


def test_errors_count_up_to_the_threshold_and_the_last_status_decides() -> None:
    first = judge(ENTRY, Attempt("Failed", error="one"), THRICE, NOW)
    assert not first.done
    assert first.error == "one"
    assert (first.entry.status, first.entry.error_count) == ("Failed", 1)
    second = judge(first.entry, Attempt("Errored", error="two"), THRICE, NOW)
    third = judge(second.entry, Attempt("Failed", error="three"), THRICE, NOW)
    assert third.done
    assert (third.entry.status, third.entry.error_count) == ("Failed", 3)
    assert "three" in third.entry.message


def test_a_good_attempt_sets_the_count_back_for_the_threshold_means_errors_in_a_row() -> None:
    failing = ENTRY.replace(error_count=2)
    verdict = judge(failing, Attempt("Running", "waiting"), THRICE, NOW)
    assert not verdict.done
    assert (verdict.entry.error_count, verdict.entry.message, verdict.error) == (0, "waiting", None)


def test_failed_without_an_error_keeps_the_count() -> None:
    failing = ENTRY.replace(error_count=2)
    assert judge(failing, Attempt("Failed", "not yet"), THRICE, NOW).entry.error_count == 2


def test_failed_without_an_error_is_asked_again() -> None:
    verdict = judge(ENTRY, Attempt("Failed", "not yet"), ONCE, NOW)
    assert not verdict.done
    assert verdict.error is None
    assert verdict.entry.status == "Failed"


def test_a_timeout_ends_what_is_left_unfinished_and_keeps_the_last_words() -> None:
    late = NOW + timedelta(hours=1, seconds=1)
    verdict = judge(ENTRY, Attempt("Running", "web: Progressing"), THRICE, late)
    assert verdict.done
    assert verdict.entry.status == "Errored"
    assert "1h0m0s" in verdict.entry.message
    assert "web: Progressing" in verdict.entry.message
    errored = judge(ENTRY, Attempt("Failed", error="refused"), THRICE, late)
    assert (errored.entry.status, errored.entry.error_count) == ("Errored", 1)
    assert "refused" in errored.entry.message


def test_success_comes_before_the_timeout() -> None:
    late = NOW + timedelta(hours=5)
    assert judge(ENTRY, Attempt("Succeeded"), THRICE, late).entry.status == "Succeeded"


@pytest.mark.parametrize("timeout", ["0s", "-1s"])
def test_no_timeout_is_for_ever(timeout: str) -> None:
    late = NOW + timedelta(days=9)
    assert not judge(ENTRY, Attempt("Running"), Limits(Duration.parse(timeout), 1), late).done


def test_times_once_set_are_kept() -> None:
    before = NOW - timedelta(hours=1)
    verdict = judge(ENTRY.replace(finished_at=before), Attempt("Succeeded"), ONCE, NOW)
    assert verdict.entry.finished_at == before
