from __future__ import annotations

from tests.cli.things import entry, promotion
from tranship.models.promotion import PromotionStep
from tranship.testing.coverage import Covered, coverage_of, covered

BOTH = frozenset({True, False})


def test_steps_and_conditions_of_a_promotion() -> None:
    steps = (
        PromotionStep(uses="git-clone", as_="ran"),
        PromotionStep(uses="http", as_="skipped", if_="${{ false }}"),
        PromotionStep(uses="http", as_="wanted", if_="${{ true }}"),
        PromotionStep(uses="http", as_="undecided", if_="${{ 1 }}"),
        PromotionStep(uses="http", as_="never"),
    )
    ended = promotion(
        *steps,
        entries=(
            entry("ran", "Succeeded"),
            entry("skipped", "Skipped"),
            entry("wanted", "Failed"),
            entry("undecided", "Errored").replace(started_at=None),
        ),
    )
    assert [(one.alias, one.ran, one.branches) for one in covered(ended, ended)] == [
        ("ran", True, None),
        ("skipped", False, frozenset({False})),
        ("wanted", True, frozenset({True})),
        ("undecided", False, frozenset()),
        ("never", False, None),
    ]


def test_cases_add_up_by_the_places_of_steps() -> None:
    first = [
        Covered("b.yaml:9:3", "push", "git-push", False),
        Covered("a.yaml:10:3", "x", "http", True, frozenset({True})),
    ]
    second = [
        Covered("b.yaml:9:3", "up::push", "git-push", True),
        Covered("a.yaml:9:3", "y", "http", False, frozenset()),
    ]
    coverage = coverage_of([first, second])
    assert [(one.alias, one.ran) for one in coverage.steps] == [("y", False), ("x", True), ("push", True)]
    assert (coverage.run, coverage.branches, coverage.taken) == (2, 4, 1)
    assert round(coverage.percent, 1) == round(100 * 3 / 7, 1)
    assert [(one.alias, what) for one, what in coverage.gaps()] == [
        ("y", "never ran"),
        ("x", "its condition was never false"),
    ]


def test_both_outcomes_of_a_condition_leave_no_gap() -> None:
    one = Covered("a.yaml:1:1", "x", "http", True, frozenset({True}))
    other = Covered("a.yaml:1:1", "x", "http", False, frozenset({False}))
    coverage = coverage_of([[one], [other]])
    assert coverage.steps[0].branches == BOTH
    assert coverage.percent == 100
    assert list(coverage.gaps()) == []
    assert coverage_of([]).percent == 100
