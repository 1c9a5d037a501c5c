"""A plan as plain JSON data, in the documented shape (docs/plan.md)."""

from __future__ import annotations

from typing import Any

from tranship.authoring import Change
from tranship.plan.results import Plan, PlannedStep


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan; keys without anything to say are left out, but for those of the first level."""
    return {
        "project": plan.project,
        "stage": plan.stage,
        "freight": plan.freight,
        "changesAnything": plan.changes_anything,
        "fails": plan.failure is not None,
        "steps": [step_data(step) for step in plan.steps],
    }


def step_data(step: PlannedStep) -> dict[str, Any]:
    """A step of a plan; keys without anything to say are left out."""
    data = {
        "alias": step.alias,
        "uses": step.kind,
        "outcome": step.outcome.value,
        "certain": step.certain,
        "continueOnError": step.tolerated or None,
        "sent": step.sent or None,
        "message": step.message,
        "place": step.place,
        "changes": [_change(change) for change in step.changes],
        "notes": list(step.notes),
        "unknown": list(step.unknown),
        "config": step.config,
        "output": step.output,
    }
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _change(change: Change) -> dict[str, Any]:
    data = {
        "kind": change.kind.value,
        "target": change.target,
        "summary": change.summary,
        "diff": change.diff,
        "details": dict(change.details),
    }
    return {key: value for key, value in data.items() if value not in ("", {})}
