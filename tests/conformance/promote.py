"""Mode promote: the engine is called until the promotion has ended, or as often as the case says."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conformance.case import Case
from tests.conformance.resources import Stores
from tests.conformance.wiring import make_engine
from tests.conformance.world import World
from tranship.execution import Cancellation
from tranship.gotypes.duration import Duration
from tranship.lifecycle.freight import collection_of
from tranship.models.base import dump, read_model
from tranship.models.freight import FreightReference
from tranship.models.promotion import ExpressionVariable, PromotionPhase, PromotionStep, StepExecutionMetadata
from tranship.models.stage import FreightRequest
from tranship.models.times import time_text
from tranship.promotion import Context, Engine, Result, State, Step

_PROMOTION = "test.01jzzzzzzzzzzzzzzzzzzzzzzz.abc1234"
_PLAIN = {
    "project": "project",
    "stage": "stage",
    "promotion": "promotion",
    "actor": "actor",
    "rollback": "rollback",
    "uiBaseURL": "ui_base_url",
    "targetFreightAlias": "target_freight_alias",
    "startFromStep": "start_from_step",
}
_READ = {"vars", "freight", "targetFreight", "freightRequests", "state", "stepExecutionMetadata", "noArgoCD"}


def promote(case: Case, world: World) -> dict[str, Any]:
    """Run the case; returns the ``calls`` and ``resources`` of its outcome."""
    stores = Stores(case.resources)
    cancel = Cancellation()
    if case.cancel_before:
        cancel.cancel("the case was cancelled before it began")
    engine = make_engine(case, stores, cancel, world)
    calls = _calls(engine, context_of(case, world), [step_of(step) for step in case.steps], case.calls, cancel)
    return {"calls": calls, "resources": stores.changed()}


def _calls(
    engine: Engine, context: Context, steps: Sequence[Step], limit: int, cancel: Cancellation
) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    for _ in range(limit):
        try:
            result = engine.promote(context, steps, cancel=cancel)
        except Exception as bug:  # noqa: BLE001 - a crash of the engine is what came of the case.
            traceback.print_exc(file=sys.stderr)
            calls.append({"status": "", "panic": f"{type(bug).__name__}: {bug}"})
            break
        calls.append(shown(result, context.step_execution_metadata))
        if result.status != PromotionPhase.RUNNING:
            break
        context = fed_back(context, result)
    return calls


def fed_back(context: Context, result: Result) -> Context:
    """The context of the next call: where it stands, after a way through JSON."""
    metadata = json.loads(json.dumps([dump(entry) for entry in result.step_execution_metadata]))
    return replace(
        context,
        start_from_step=result.current_step,
        step_execution_metadata=tuple(read_model(StepExecutionMetadata, entry) for entry in metadata),
        state=State(json.loads(result.state.to_json() or "{}")),
    )


def context_of(case: Case, world: World) -> Context:
    """The context that a case describes, with the defaults of all cases.

    :raises ValueError: a field of the context that is not known here.
    """
    given = case.context
    if unknown := given.keys() - _PLAIN.keys() - _READ:
        raise ValueError(f"a case's context has no field {min(unknown)!r}")
    freight = [read_model(FreightReference, one) for one in given.get("freight") or []]
    target = read_model(FreightReference, given["targetFreight"]) if given.get("targetFreight") else None
    now = datetime.now(UTC)
    context = Context(
        work_dir=str(world.work),
        project="demo",
        stage="test",
        promotion=_PROMOTION,
        vars=tuple(read_model(ExpressionVariable, one) for one in given.get("vars") or []),
        freight=collection_of({str(one.origin): one for one in freight}),
        target_freight_ref=target or (freight[-1] if freight else FreightReference()),
        freight_requests=tuple(read_model(FreightRequest, one) for one in given.get("freightRequests") or []),
        state=State(given.get("state") or {}),
        step_execution_metadata=tuple(_metadata(one, now) for one in given.get("stepExecutionMetadata") or []),
    )
    return replace(context, **{_PLAIN[key]: value for key, value in given.items() if key in _PLAIN})


def _metadata(given: Mapping[str, Any], now: datetime) -> StepExecutionMetadata:
    times = {key: _time(given[key], now) for key in ("startedAt", "finishedAt") if given.get(key)}
    return read_model(StepExecutionMetadata, {**given, **times})


def _time(text: str, now: datetime) -> str:
    """A time as RFC 3339; a duration such as ``-2h`` is relative to now."""
    if not text.startswith(("-", "+")):
        return text
    return time_text(now + timedelta(seconds=Duration.parse(text).seconds))


def step_of(given: Mapping[str, Any]) -> Step:
    """A step of a case, written as in a Stage."""
    step = read_model(PromotionStep, given)
    return Step(
        kind=step.uses,
        alias=step.as_,
        if_=step.if_,
        continue_on_error=step.continue_on_error,
        retry=step.retry,
        vars=step.vars,
        config=step.config,
    )


def shown(result: Result, before: Sequence[StepExecutionMetadata]) -> dict[str, Any]:
    """A result as an outcome shows it; ``before`` are the metadata that went into the call."""
    earlier = {entry.alias: entry for entry in before}
    call: dict[str, Any] = {
        "status": str(result.status),
        "currentStep": result.current_step,
        "steps": [_entry(entry, earlier.get(entry.alias)) for entry in result.step_execution_metadata],
        "state": json.loads(result.state.to_json() or "{}"),
    }
    if result.message:
        call["message"] = result.message
    if result.error is not None:
        call["error"] = str(result.error)
    if result.retry_after is not None:
        call["retryAfter"] = str(result.retry_after)
    if result.health_checks:
        call["healthChecks"] = [
            {"kind": check.kind, "input": json.loads(json.dumps(check.input)) or None} for check in result.health_checks
        ]
    return call


def _entry(entry: StepExecutionMetadata, before: StepExecutionMetadata | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"alias": entry.alias, "status": str(entry.status)}
    if entry.message:
        shown["message"] = entry.message
    if entry.error_count:
        shown["errorCount"] = entry.error_count
    if entry.continue_on_error:
        shown["continueOnError"] = True
    for key, time, earlier in (
        ("startedAt", entry.started_at, before.started_at if before else None),
        ("finishedAt", entry.finished_at, before.finished_at if before else None),
    ):
        if time is not None:
            shown[key] = "kept" if time == earlier else "set"
    return shown
