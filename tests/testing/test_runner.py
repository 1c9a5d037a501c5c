from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.trying import planned, write_stage, write_test
from tranship.cli.bench import open_bench
from tranship.errors import InputError
from tranship.testing.reading import read_tests
from tranship.testing.runner import Results, chosen, run_cases

CASES = "stage: test\ncases: [{name: Prod is told}, {name: prod rolls back}, {name: test}]\n"


@pytest.mark.parametrize(
    ("keyword", "names"),
    [
        ("PROD", ["Prod is told", "prod rolls back"]),
        ("prod not back", ["Prod is told"]),
        ("told prod", ["Prod is told"]),
        ("not prod", ["test"]),
        ("it.test.yaml", ["Prod is told", "prod rolls back", "test"]),
    ],
)
def test_cases_are_chosen_by_words(tmp_path: Path, keyword: str, names: list[str]) -> None:
    assert [one.name for one in chosen(planned(tmp_path, CASES), keyword)] == names


def test_no_case_at_all_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r'^no case has "uat" in its name or file; there are "Prod is told", "prod rolls'
    ):
        chosen(planned(tmp_path, CASES), "uat")


def test_results_come_in_the_order_of_the_cases_and_are_counted(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: fail\n  as: stop\n  if: ${{ vars.go }}\n")
    write_test(
        tmp_path,
        "stage: test\ncases:\n"
        "- {name: b, vars: {go: 'true'}}\n- {name: a, vars: {go: 'false'}}\n- {name: c, stage: x}\n",
    )
    results = Results(tuple(run_cases(read_tests([str(tmp_path)]), open_bench)))
    assert [(one.name, one.passed) for one in results.cases] == [("b", False), ("a", True), ("c", False)]
    assert (results.passed, results.failed, results.refused) == (1, 1, 1)
    assert results.coverage.percent == 100
