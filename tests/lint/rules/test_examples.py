"""Every rule's own examples: it finds the bad one, and nothing at all is found in the good one."""

from __future__ import annotations

import re

import pytest

from tests.lint.looking import findings, found
from tranship.lint.findings import Rule
from tranship.lint.rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_has_one_finding(rule: Rule) -> None:
    assert [one.rule.code for one in findings(rule.bad)] == [rule.code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_has_none(rule: Rule) -> None:
    assert found(rule.good) == []


def test_codes_and_names_are_unique_and_well_formed() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"TS\d{3}", rule.code) and re.fullmatch(r"[a-z-]+", rule.name) for rule in RULES)


def test_texts_are_whole_sentences() -> None:
    assert all(rule.summary.endswith(".") and rule.why.endswith(".") for rule in RULES)
