"""The ledger finds entries by alias and always knows whether something has failed."""

from __future__ import annotations

import pytest

from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion.ledger import Ledger


def entry(alias: str, status: str = "", *, may_fail: bool = False) -> StepExecutionMetadata:
    return StepExecutionMetadata(alias=alias, status=status, continue_on_error=may_fail)


def test_an_entry_is_made_when_a_step_is_first_seen() -> None:
    ledger = Ledger([entry("a", "Succeeded")])
    assert ledger.open("b", continue_on_error=True) == entry("b", may_fail=True)
    assert ledger.open("a", continue_on_error=True) == entry("a", "Succeeded")
    assert ([one.alias for one in ledger], len(ledger)) == (["a", "b"], 2)
    assert ledger.get("c") is None


@pytest.mark.parametrize("status", ["Failed", "Errored"])
def test_a_failure_counts_until_the_step_does_better(status: str) -> None:
    ledger = Ledger()
    ledger.put(entry("a", status))
    assert ledger.has_failures
    ledger.put(entry("a", "Succeeded"))
    assert not ledger.has_failures


@pytest.mark.parametrize("status", ["", "Succeeded", "Skipped", "Running", "Aborted"])
def test_nothing_else_is_a_failure(status: str) -> None:
    assert not Ledger([entry("a", status)]).has_failures


def test_a_step_that_may_fail_is_no_failure() -> None:
    assert not Ledger([entry("a", "Failed", may_fail=True)]).has_failures
