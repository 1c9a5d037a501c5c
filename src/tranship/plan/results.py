"""What a plan comes to: data that views render. Every text in it is masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tranship.authoring import Change, ChangeKind


class Outcome(StrEnum):
    """What would become of a step."""

    RUNS = "runs"
    """It would run, and what comes of it is known as far as ``changes`` and ``output`` say."""
    SKIPPED = "skipped"
    """Its condition is false, or an earlier step would fail."""
    FAILS = "fails"
    """It would fail; ``message`` says why."""
    UNKNOWN = "unknown"
    """What it would do can't be known before earlier steps have run for real; ``message`` says which."""


@dataclass(frozen=True)
class PlannedStep:
    """What would become of one step.

    :param certain: False if it is not known whether its condition will hold; it is then shown as if it did. That it
        would fail then ends no plan.
    :param tolerated: it has ``continueOnError``: that it would fail ends no promotion.
    :param sent: its request was sent for this plan, though it may change something, because the user has asked for it.
    :param may_change: for the outcome ``unknown``: whether it could change something outside.
    :param message: why, in words; empty where there is nothing to explain.
    :param changes: what it would change outside.
    :param notes: what else a reader should know.
    :param unknown: the names of outputs, or fields of the configuration, that nobody can know before it runs.
    :param is_read_later: whether a step after it reads its outputs.
    :param config: the evaluated configuration; None where the step has none or it can't be evaluated.
    :param output: what later steps would see; None where there is nothing.
    :param place: where the step is written, as file:line:column; empty if that is not known.
    """

    alias: str
    kind: str
    outcome: Outcome
    certain: bool = True
    tolerated: bool = False
    sent: bool = False
    may_change: bool = True
    is_read_later: bool = True
    message: str = ""
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    config: Mapping[str, Any] | None = field(default=None, repr=False)
    output: Any = field(default=None, repr=False)
    place: str = ""


@dataclass(frozen=True)
class Plan:
    """What a promotion would do, step by step, in the order in which they would run."""

    project: str
    stage: str
    freight: str
    steps: tuple[PlannedStep, ...]

    @property
    def changes(self) -> Iterator[Change]:
        """All changes outside, in order."""
        return (change for step in self.steps for change in step.changes)

    @property
    def changes_anything(self) -> bool:
        """Whether anything outside would change, or might: waiting changes nothing, what is unknown may."""
        return any(change.kind is not ChangeKind.WAIT for change in self.changes) or any(
            step.outcome is Outcome.UNKNOWN and step.may_change for step in self.steps
        )

    @property
    def failure(self) -> PlannedStep | None:
        """The first step by which the promotion would fail, None if it would not."""
        return next(
            (one for one in self.steps if one.outcome is Outcome.FAILS and one.certain and not one.tolerated), None
        )
