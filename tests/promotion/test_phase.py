"""The end of a promotion is the worst of its steps, matched by alias."""

from __future__ import annotations

import pytest

from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion import Step
from tranship.promotion.ledger import Ledger
from tranship.promotion.phase import final_phase


def end(*entries: tuple[str, str], may_fail: str = "") -> tuple[str, str]:
    ledger = Ledger(
        StepExecutionMetadata(alias=alias, status=status, message=f"of {alias}") for alias, status in entries
    )
    steps = [Step("k", alias=alias, continue_on_error=alias == may_fail) for alias, _ in entries]
    phase, message = final_phase(steps, ledger)
    return str(phase), message


@pytest.mark.parametrize(
    ("worst", "phase"),
    [
        ("Succeeded", "Succeeded"),
        ("Skipped", "Succeeded"),
        ("Running", "Errored"),
        ("Aborted", "Aborted"),
        ("Failed", "Failed"),
        ("Errored", "Errored"),
        ("Sideways", "Errored"),
        ("", "Errored"),
    ],
)
def test_the_worst_status_decides(worst: str, phase: str) -> None:
    assert end(("a", "Succeeded"), ("b", worst))[0] == phase


def test_the_message_is_that_of_the_first_of_the_worst() -> None:
    assert end(("a", "Failed"), ("b", "Errored"), ("c", "Errored")) == ("Errored", "of b")
    assert end(("a", "Succeeded")) == ("Succeeded", "")


def test_what_may_fail_does_not_count() -> None:
    assert end(("a", "Errored"), ("b", "Failed"), may_fail="a") == ("Failed", "of b")


def test_entries_are_matched_by_alias_not_by_position() -> None:
    ledger = Ledger(
        [StepExecutionMetadata(alias="b", status="Failed"), StepExecutionMetadata(alias="a", status="Errored")]
    )
    phase, _ = final_phase([Step("k", alias="a", continue_on_error=True), Step("k", alias="b")], ledger)
    assert str(phase) == "Failed"


def test_an_entry_without_a_step_counts_as_it_is() -> None:
    ledger = Ledger([StepExecutionMetadata(alias="gone", status="Failed")])
    assert str(final_phase([], ledger)[0]) == "Failed"
