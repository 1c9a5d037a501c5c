from __future__ import annotations

import pytest

from tests.lint.looking import found


def step(condition: str) -> str:
    variables = "{name: word, value: 'yes'}, {name: truth, value: 'true'}, {name: two, value: '2'}"
    return f"- uses: fail\n  vars: [{variables}]\n  if: {condition}\n  config: {{message: stop}}\n"


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("vars.truth", "a condition without an expression is text, never true or false"),
        ("'true'", "a condition without an expression is text, never true or false"),
        (
            "${{ vars.truth }} and ${{ vars.truth }}",
            "a condition with text around its expression is never true or false",
        ),
        ("${{ 1 + 1 }}", "a condition must be true or false, and this is int"),
        ("${{ [1] }}", "a condition must be true or false, and this is array"),
        ("${{ vars.word }}", "a condition must be true or false, and this comes to text"),
        ("${{ vars.two }}", "a condition must be true or false, and this comes to a number"),
        ("${{ ctx.stage }}", "a condition must be true or false, and this comes to text"),
    ],
)
def test_a_condition_that_is_never_true_or_false(condition: str, what: str) -> None:
    (one,) = found(step(condition))
    assert one.startswith(f"TS305 {what}")


@pytest.mark.parametrize(
    "condition",
    ["${{ vars.truth }}", "${{ always() }}", "${{ secret('a').b }}", "${{ 't' }}", "${{ vars.two > 1 || vars.truth }}"],
)
def test_a_condition_that_may_be_true(condition: str) -> None:
    assert found(step(condition)) == []
