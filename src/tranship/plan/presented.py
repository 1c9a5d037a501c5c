"""A planned step as everybody may see it: no secret in any of its texts, and nothing made up that looks known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tranship.authoring import Change
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import field_text
from tranship.plan.provisional import Provisional
from tranship.plan.results import Outcome, PlannedStep
from tranship.plan.unknowns import shown


def presented(step: PlannedStep, secrets: SecretRegistry, provisional: Provisional) -> PlannedStep:
    """The step with words in place of secrets, of what is not known, and of what was made up for the plan."""

    def text(value: str) -> str:
        return provisional.shown(secrets.mask(value))

    def data(value: Any) -> Any:
        return provisional.shown_value(secrets.mask_value(shown(value)))

    made_up = [field_text(path) for path in provisional.within(step.output)] if step.outcome is Outcome.RUNS else []
    return replace(
        step,
        message=text(step.message),
        changes=tuple(
            Change(
                change.kind,
                text(change.target),
                text(change.summary),
                diff=text(change.diff),
                details=data(change.details),
            )
            for change in step.changes
        ),
        notes=tuple(text(note) for note in step.notes),
        unknown=tuple(dict.fromkeys((*step.unknown, *made_up))),
        config=data(step.config),
        output=data(step.output),
    )
