"""Steps that do what a case tells them to, and steps that put out what they were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tranship.errors import StepError, TerminalError
from tranship.execution import Cancellation, Execution
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.models.base import dump
from tranship.promotion import (
    Config,
    StepContext,
    StepResult,
    StepRunner,
    StepRunnerCapabilities,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
)

Output = dict[str, Any]


class ScriptedStep:
    """Comes out as the attempts in its configuration say: the n-th run as the n-th, further ones as the last.

    ``runs`` counts by alias, over all calls of a case; ``cancel`` is what an attempt cancels that asks for it.
    """

    def __init__(self, runs: Counter[str], cancel: Cancellation) -> None:
        self._runs = runs
        self._cancel = cancel

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Be the next attempt."""
        attempts = (context.config or Config()).get("attempts") or []
        if not attempts:
            return StepResult()
        attempt = attempts[min(self._runs[context.alias], len(attempts) - 1)]
        self._runs[context.alias] += 1
        if attempt.get("cancel"):
            self._cancel.cancel("the case cancels it")
        if text := attempt.get("panic"):
            raise RuntimeError(text)
        status, output = attempt.get("status", ""), attempt.get("output")
        after = Duration.parse(attempt["retryAfter"]) if "retryAfter" in attempt else None
        if text := attempt.get("error"):
            seconds = None if after is None else after.seconds
            kind = TerminalError if attempt.get("terminal") else StepError
            if attempt.get("wrapped"):
                raise StepError(f"outer: {text}", status=status, output=output) from TerminalError(text)
            raise kind(text, status=status, output=output, retry_after=seconds)
        return StepResult(status, attempt.get("message", ""), output, _criteria(attempt.get("healthCheck")), after)


def _criteria(check: Mapping[str, Any] | None) -> Criteria | None:
    if check is None:
        return None
    return Criteria(check["kind"], check["input"]) if "input" in check else Criteria(check["kind"])


class EchoStep:
    """Puts out its configuration."""

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Put out the configuration."""
        return StepResult(output={"config": context.config})


class EchoContextStep:
    """Puts out its whole context."""

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Put out the context; what is empty is null, as nil maps and lists are in Go."""
        freight = {origin: dump(reference) for origin, reference in context.freight.items.items()}
        seen: Output = {
            "uiBaseURL": context.ui_base_url,
            "workDirSet": bool(context.work_dir),
            "sharedState": dict(context.shared_state),
            "alias": context.alias,
            "config": context.config,
            "project": context.project,
            "stage": context.stage,
            "promotion": context.promotion,
            "promotionActor": context.promotion_actor,
            "rollback": context.rollback,
            "freightRequests": [dump(request) for request in context.freight_requests] or None,
            "freight": freight or None,
            "targetFreightRef": dump(context.target_freight_ref),
            "targetFreightAlias": context.target_freight_alias,
        }
        return StepResult(output={"context": seen})


class CapabilitiesStep:
    """Puts out which clients it was given."""

    def __init__(self, given: StepRunnerCapabilities) -> None:
        self._given = given

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Put out what is there."""
        output = {
            "kargoClient": self._given.kargo_client is not None,
            "argocdClient": self._given.argocd_client is not None,
            "credentials": self._given.creds_db is not None,
        }
        return StepResult(output=output)


def scripted_steps(cancel: Cancellation) -> dict[str, StepRunnerRegistration]:
    """The registrations by kind, for one case: they share the count of runs."""
    runs: Counter[str] = Counter()

    def scripted(_given: StepRunnerCapabilities) -> StepRunner:
        return ScriptedStep(runs, cancel)

    def asking(*wanted: StepRunnerCapability) -> StepRunnerRegistration:
        return StepRunnerRegistration(CapabilitiesStep, StepRunnerMetadata(required_capabilities=frozenset(wanted)))

    retrying = StepRunnerMetadata(Duration.parse("1h"), 3)
    propagating = StepRunnerMetadata(required_capabilities=frozenset({StepRunnerCapability.TASK_OUTPUT_PROPAGATION}))
    return {
        "scripted": StepRunnerRegistration(scripted),
        "scripted-retrying": StepRunnerRegistration(scripted, retrying),
        "scripted-propagating": StepRunnerRegistration(scripted, propagating),
        "echo": StepRunnerRegistration(lambda _given: EchoStep()),
        "echo-context": StepRunnerRegistration(lambda _given: EchoContextStep()),
        "capabilities-none": asking(),
        "capabilities-argocd": asking(StepRunnerCapability.ACCESS_ARGOCD),
        "capabilities-control-plane": asking(StepRunnerCapability.ACCESS_CONTROL_PLANE),
        "capabilities-credentials": asking(StepRunnerCapability.ACCESS_CREDENTIALS),
    }
