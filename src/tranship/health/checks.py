"""Criteria that steps leave behind, checkers that judge them, and the worst of several results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class HealthState(StrEnum):
    """How a Stage does. The order of severity is that of :data:`SEVERITY`."""

    HEALTHY = "Healthy"
    NOT_APPLICABLE = "NotApplicable"
    PROGRESSING = "Progressing"
    UNKNOWN = "Unknown"
    UNHEALTHY = "Unhealthy"


SEVERITY: Mapping[HealthState, int] = {
    HealthState.HEALTHY: 0,
    HealthState.NOT_APPLICABLE: 1,
    HealthState.PROGRESSING: 2,
    HealthState.UNKNOWN: 3,
    HealthState.UNHEALTHY: 4,
}


@dataclass(frozen=True)
class Criteria:
    """What to check later: the ``kind`` names the checker, the ``input`` is for it alone."""

    kind: str
    input: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HealthResult:
    """What a checker found: a state, the ``issues`` it saw in words, and ``output`` for whoever knows the kind."""

    status: HealthState
    issues: tuple[str, ...] = ()
    output: Mapping[str, Any] = field(default_factory=dict)


class Checker(Protocol):
    """Judges criteria of one kind."""

    def check(self, project: str, stage: str, criteria: Criteria) -> HealthResult:
        """Return how it stands now; a failure to find out is the state Unknown with the reason as an issue."""


CheckerRegistry = Mapping[str, Checker]
"""Checkers by the kind of criteria they judge."""


@dataclass(frozen=True)
class Health:
    """The health of a Stage: the worst state of its checks, everybody's issues, and the outputs in order.

    ``results`` are what it was made of, one for each check.
    """

    status: HealthState = HealthState.HEALTHY
    issues: tuple[str, ...] = ()
    output: tuple[Mapping[str, Any], ...] = ()
    results: tuple[HealthResult, ...] = ()


def aggregate(results: Iterable[HealthResult]) -> Health:
    """The worst state with everybody's issues and outputs; Healthy where there is nothing to check."""
    health = Health()
    for result in results:
        worse = max(health.status, result.status, key=lambda status: SEVERITY[status])
        output = (*health.output, result.output) if result.output else health.output
        health = Health(worse, (*health.issues, *result.issues), output, (*health.results, result))
    return health


def check_all(checkers: CheckerRegistry, project: str, stage: str, criteria: Sequence[Criteria]) -> Health:
    """Judge all criteria of a Stage. A kind without a checker is Unknown, and says so."""
    return aggregate(_check(checkers, project, stage, one) for one in criteria)


def _check(checkers: CheckerRegistry, project: str, stage: str, criteria: Criteria) -> HealthResult:
    checker = checkers.get(criteria.kind)
    if checker is None:
        return HealthResult(HealthState.UNKNOWN, (f'there is no health checker of kind "{criteria.kind}"',))
    return checker.check(project, stage, criteria)
