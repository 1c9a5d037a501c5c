from __future__ import annotations

import pytest

from tranship.cli.view.test import CaseView, colour, gaps, summary
from tranship.errors import Position
from tranship.testing.cases import CaseResult
from tranship.testing.coverage import Covered
from tranship.testing.judging import Failure
from tranship.testing.runner import Results

PLACE = Position("a.test.yaml", 7, 3)


def test_each_case_has_a_line_below_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    view = CaseView()
    failure = Failure(PLACE, "it is 1", ("- 2", "", "+ 1"), 'step "x" (http)')
    view.show(CaseResult("a.test.yaml", "good", PLACE, seconds=0.25))
    view.show(CaseResult("a.test.yaml", "bad", PLACE, (failure,), seconds=61))
    view.show(CaseResult("b.test.yaml", "odd", PLACE, refused="b.test.yaml:1:1: no\nreally", seconds=1))
    assert capsys.readouterr().out == (
        "a.test.yaml\n"
        f" ✓ {'good':<66}     0.2s\n"
        f" ✗ {'bad':<66}    1m 1s\n"
        "   a.test.yaml:7:3: it is 1\n"
        "     - 2\n"
        "\n"
        "     + 1\n"
        '     step "x" (http)\n'
        "b.test.yaml\n"
        f" ! {'odd':<66}     1.0s\n"
        "   b.test.yaml:1:1: no\n"
        "   really\n"
    )


def test_the_summary_counts_cases_and_coverage() -> None:
    steps = (Covered("s.yaml:1:2", "x", "http", True, frozenset({True})), Covered("", "y", "fail", False))
    results = Results((CaseResult("a.test.yaml", "good", PLACE, steps=steps),), seconds=1.5)
    assert summary(results) == "1 passed in 1.5s · coverage 50% (1 of 2 steps, 1 of 2 outcomes of conditions)"
    assert list(gaps(results)) == [
        '(made by tranship): step "y" (fail) never ran',
        's.yaml:1:2: step "x" (http) its condition was never false',
    ]
    assert summary(Results((), left_out=2)).startswith("0 passed (2 left out) in ")


def test_there_is_no_colour_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert colour() is False
