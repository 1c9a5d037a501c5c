"""Health: the worst state of several checks."""

from __future__ import annotations

import pytest

from tranship.health import Criteria, Health, HealthResult, HealthState, aggregate, check_all


class Fixed:
    """A checker that always finds the same."""

    def __init__(self, result: HealthResult) -> None:
        self.result = result

    def check(self, project: str, stage: str, criteria: Criteria) -> HealthResult:
        return self.result


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        (["Healthy", "Progressing"], "Progressing"),
        (["Unknown", "Progressing"], "Unknown"),
        (["Unknown", "Unhealthy", "Healthy"], "Unhealthy"),
        (["NotApplicable", "Healthy"], "NotApplicable"),
        ([], "Healthy"),
    ],
)
def test_the_worst_state_counts(states: list[str], worst: str) -> None:
    assert aggregate(HealthResult(HealthState(state)) for state in states).status == worst


def test_issues_and_outputs_are_collected_in_order() -> None:
    results = [
        HealthResult(HealthState.UNHEALTHY, ("a",), {"x": 1}),
        HealthResult(HealthState.HEALTHY, ("b", "c")),
    ]
    assert aggregate(results) == Health(HealthState.UNHEALTHY, ("a", "b", "c"), ({"x": 1},), tuple(results))


def test_a_kind_without_a_checker_is_unknown_and_says_so() -> None:
    checkers = {"good": Fixed(HealthResult(HealthState.HEALTHY))}
    health = check_all(checkers, "p", "s", [Criteria("good"), Criteria("odd")])
    assert health.status is HealthState.UNKNOWN
    assert health.issues == ('there is no health checker of kind "odd"',)
