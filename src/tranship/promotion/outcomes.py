"""What an attempt came to, and what that means for its step: two functions that decide all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tranship.errors import CancelledError, HTTPError, StepError, StepFailed, TerminalError, TranshipError
from tranship.execution import Execution
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.models.promotion import PromotionStepStatus as Status
from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion.registry import StepRunner
from tranship.promotion.results import StepContext

SHORTEST_ADVICE, LONGEST_ADVICE = 1.0, 3600.0
"""Seconds after which a server is asked again at the earliest and at the latest, whatever it wants."""
_KNOWN_STATUSES = frozenset(Status)
_GOOD_ENDS = frozenset({Status.SUCCEEDED, Status.SKIPPED})


def is_terminal(error: BaseException | None) -> bool:
    """Whether ``error``, or one that it was raised from, says that no retry can help."""
    # A step may raise an error from itself.
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, TerminalError) or (isinstance(error, StepFailed) and not error.retry):
            return True
        seen.add(id(error))
        error = error.__cause__
    return False


@dataclass(frozen=True)
class Attempt:
    """What one run of a step came to. ``error`` is its text if it had one."""

    status: str
    message: str = ""
    output: Mapping[str, Any] | None = None
    health_check: Criteria | None = None
    retry_after: Duration | None = None
    error: str | None = None
    terminal: bool = False


def attempt(runner: Callable[[], StepRunner], context: StepContext, execution: Execution) -> Attempt:
    """Make a runner and run the step once. Every way in which that can end, but the end of the process, is an Attempt.

    A bug in a step must not take the promotion down with it, hence the broad ``except``, the only one there is.
    """
    try:
        result = runner().run(context, execution)
    except StepError as error:
        retry_after = None if error.retry_after is None else Duration.of(error.retry_after)
        return Attempt(
            error.status,
            output=error.output,
            retry_after=retry_after,
            error=str(error),
            terminal=is_terminal(error),
        )
    except CancelledError as error:
        return Attempt(Status.ERRORED, error=str(error), terminal=True)
    except (TranshipError, OSError) as error:
        advice = error.retry_after if isinstance(error, HTTPError) else None
        retry_after = None if advice is None else Duration.of(min(max(advice, SHORTEST_ADVICE), LONGEST_ADVICE))
        return Attempt(Status.ERRORED, retry_after=retry_after, error=_text_of(error), terminal=is_terminal(error))
    except Exception as error:  # noqa: BLE001 - a bug of a step is that step's end, not the engine's.
        text = f"step panicked: {type(error).__name__}: {error}; this is a bug in the step, please report it"
        return Attempt(Status.ERRORED, error=text, terminal=True)
    error_text = None
    if result.status == Status.ERRORED:
        error_text = result.message or "the step reported Errored and gave no reason"
    return Attempt(
        result.status, result.message, result.output, result.health_check, result.retry_after, error=error_text
    )


def _text_of(error: Exception) -> str:
    """An error in words; of an OSError without the number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


@dataclass(frozen=True)
class Limits:
    """How long a step is tried: ``timeout`` (0: for ever), and the number of errors in a row that ends it."""

    timeout: Duration
    error_threshold: int


@dataclass(frozen=True)
class Verdict:
    """The step's entry after an attempt; whether it is ``done``; if not, the text of the ``error`` to back off on."""

    entry: StepExecutionMetadata
    done: bool
    error: str | None = None


def judge(entry: StepExecutionMetadata, attempt: Attempt, limits: Limits, now: datetime) -> Verdict:
    """What an attempt means for its step.

    The rules are those of the reference's recorded behaviour: success and Skipped end the step; so does a terminal
    error, uncounted; any other error counts, and ends the step at the threshold; what is left unfinished then ends
    if the timeout has passed since ``started_at``. Failed without an error is asked again, like Running, but only a
    Running attempt without an error sets the count back, for the threshold means errors in a row.
    """
    if attempt.status not in _KNOWN_STATUSES:
        text = f'the step reported the status "{attempt.status}", which does not exist'
        if attempt.error or attempt.message:
            text += f"; it said: {attempt.error or attempt.message}"
        return _ended(entry, Status.ERRORED, text, now)

    if attempt.error is None:
        if attempt.status in _GOOD_ENDS:
            return _ended(entry, attempt.status, attempt.message, now)
        count = 0 if attempt.status == Status.RUNNING else entry.error_count
        entry = entry.replace(status=attempt.status, message=attempt.message, error_count=count)
        return _unless_timed_out(entry, attempt.message, None, limits, now)

    status = Status.FAILED if attempt.status == Status.FAILED else Status.ERRORED
    if attempt.terminal:
        return _ended(entry, status, attempt.error, now)
    count = entry.error_count + 1
    entry = entry.replace(status=status, error_count=count)
    if count >= limits.error_threshold == 1:
        return _ended(entry, status, f"{attempt.error} (the step ends at its first error)", now)
    if count >= limits.error_threshold:
        given_up = f"{attempt.error} (error {count} of {limits.error_threshold}, the step is given up)"
        return _ended(entry, status, given_up, now)
    entry = entry.replace(message=f"{attempt.error} (error {count} of {limits.error_threshold}, to be tried again)")
    return _unless_timed_out(entry, attempt.error, attempt.error, limits, now)


def _unless_timed_out(
    entry: StepExecutionMetadata, last: str, error: str | None, limits: Limits, now: datetime
) -> Verdict:
    elapsed = now - (entry.started_at or now)
    if limits.timeout > 0 and elapsed.total_seconds() > limits.timeout.seconds:
        text = f"timed out after {limits.timeout}" + (f"; the last attempt said: {last}" if last else "")
        return _ended(entry, Status.ERRORED, text, now)
    return Verdict(entry, done=False, error=error)


def _ended(entry: StepExecutionMetadata, status: str, message: str, now: datetime) -> Verdict:
    finished = entry.finished_at or now
    return Verdict(entry.replace(status=status, message=message, finished_at=finished), done=True)
