from __future__ import annotations

from tests.lint.looking import found
from tranship.lint.rules import RULES

(RULE,) = (rule for rule in RULES if rule.code == "TS404")


def test_what_is_watched_instead_is_named() -> None:
    assert found(RULE.bad) == ['TS404 no Warehouse of Stage "test" watches this image | they watch example.com/web']


def test_a_step_with_a_condition_may_be_for_freight_of_another_origin() -> None:
    guarded = RULE.bad.replace("- uses: fail\n", "- uses: fail\n        if: ${{ ctx.stage == 'x' }}\n")
    assert found(guarded) == []


def test_a_warehouse_that_is_not_here_may_watch_anything() -> None:
    assert found(RULE.bad.partition("---\n")[2]) == []


def test_a_variable_with_a_constant_value_counts_and_one_with_a_template_does_not() -> None:
    by_variable = RULE.bad.replace("'example.com/wbe'", "vars.image").replace(
        "      steps:", "      vars: [{name: image, value: VALUE}]\n      steps:"
    )
    assert len(found(by_variable.replace("VALUE", "example.com/wbe"))) == 1
    assert found(by_variable.replace("VALUE", "example.com/web")) == []
    assert found(by_variable.replace("VALUE", '"${{ ctx.stage }}"')) == []
