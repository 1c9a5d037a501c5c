from __future__ import annotations

import pytest

from tests.lint.looking import STAGE, found, pointed_at

PR = "- uses: git-open-pr\n  as: pr\n  config: {repoURL: 'https://a/b', sourceBranch: a, targetBranch: b}\n"


def waiting(number: str, condition: str = "", variables: str = "") -> str:
    """A step that takes a whole number."""
    own = f"  vars: [{variables}]\n" if variables else ""
    condition = f"  if: {condition}\n" if condition else ""
    return f"{PR}- uses: git-wait-for-pr\n{condition}{own}  config:\n    repoURL: https://a/b\n    prNumber: {number}\n"


@pytest.mark.parametrize(
    ("number", "but"),
    [
        ("pr-${{ ctx.stage }}", "is text"),
        ("./a/${{ ctx.stage }}", "is text"),
        ("${{ ctx.stage }}", "is text"),
        ("${{ ctx.stage == 'a' }}", "is true or false"),
        ("${{ 1.5 }}", "has a fraction"),
        ("${{ [1] }}", "is a list"),
        ("${{ outputs.pr.pr }}", "is a mapping"),
        ("${{ vars.none }}", "is text"),
        ("${{ imageFrom('a/b') }}", "is a mapping"),
        ("${{ ctx.meta.promotion.rollback }}", "is true or false"),
    ],
)
def test_a_template_comes_to_another_kind_of_value(number: str, but: str) -> None:
    text = waiting(number, variables="{name: none, value: nothing}")
    assert found(text) == [
        f"TS213 config.prNumber: must be a whole number, but {but} | this is what the template comes to"
    ]
    assert pointed_at(text)[0].startswith(number)


@pytest.mark.parametrize(
    "number",
    [
        "${{ outputs.pr.pr.id }}",
        "${{ outputs.pr.pr.url }}",
        "1${{ outputs.pr.pr.id }}",
        "${{ len(ctx.stage) }}",
        "${{ int(ctx.stage) }}",
        "${{ vars.seven }}",
        "${{ vars.empty }}",
        "${{ secret('a').b }}",
    ],
)
def test_what_may_come_to_the_right_kind_is_no_finding(number: str) -> None:
    assert found(waiting(number, variables="{name: seven, value: '7'}, {name: empty, value: ''}")) == []


def test_what_is_known_of_a_step_that_may_not_run_is_its_kind_only() -> None:
    variables = "{name: none, value: nothing}, {name: go, value: 'true'}"
    assert found(waiting("${{ vars.none }}", "${{ outputs.pr.pr.id > 1 }}", variables)) == []
    assert found(waiting("${{ vars.none }}", "${{ false }}", variables)) == []
    assert len(found(waiting("${{ vars.none }}", "${{ vars.go }}", variables))) == 1
    assert len(found(waiting("pr-${{ vars.none }}", "${{ outputs.pr.pr.id > 1 }}", variables))) == 1


def test_a_known_value_is_judged_to_the_letter() -> None:
    steps = "- uses: http\n  config: {url: 'https://a', method: \"${{ 'get' }}\", body: \"${{ 1 }}\"}\n"
    assert found(steps) == [
        'TS213 config.method: must be "DELETE" or "GET" or "HEAD" or "PATCH" or "POST" or "PUT" | '
        "this is what the template comes to",
        "TS213 config.body: must be text, but is a number | put the expression into quote()",
    ]


def test_a_task_is_judged_by_the_values_that_it_gets() -> None:
    task = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: wait, namespace: demo}
spec:
  vars: [{name: number, value: none}]
  steps:
  - {uses: git-wait-for-pr, config: {repoURL: "https://a/b", prNumber: "${{ vars.number }}"}}
---
"""
    use = STAGE + "      - task: {name: wait}\n        vars: [{name: number, value: NUMBER}]\n"
    assert found(task) == []
    assert found(task + use.replace("NUMBER", "'7'")) == []
    assert len(found(task + use.replace("NUMBER", "seven"))) == 1


def test_steps_of_earlier_releases_get_told_what_took_their_place() -> None:
    steps = """\
- uses: helm-update-image
  config: {path: values.yaml}
- uses: git-commit
  config: {path: ., message: new, messageFromSteps: [step-1]}
"""
    assert [one for one in found(steps) if "Kargo has dropped it" in one] == [
        'TS201 there is no step kind "helm-update-image" | Kargo has dropped it: yaml-update sets values of a chart',
        'TS211 config.messageFromSteps: unknown field "messageFromSteps" | '
        "Kargo has dropped it: write a message, such as ${{ outputs.ALIAS.commitMessage }}",
    ]
