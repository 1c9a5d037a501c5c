from __future__ import annotations

import pytest

from tests.lint.looking import STAGE, found, pointed_at

STEPS = """\
- uses: git-clone
  as: clone
  config: {repoURL: https://example.com/r.git, checkout: [{branch: main, path: ./out}]}
- uses: git-commit
  as: commit
  config: {path: ./out, message: Update}
"""


def message(expression: str) -> str:
    return f"{STEPS}- uses: compose-output\n  as: stop\n  config:\n    message: >-\n      ${{{{ {expression} }}}}\n"


@pytest.mark.parametrize(
    "expression",
    [
        "outputs.commit.commit",
        'outputs["commit"].commit',
        "outputs.comit?.commit",
        "outputs?.comit?.commit",
        "outputs.comit ?? 'none'",
        "outputs.comit == nil",
        "outputs.clone.commits['./out']",
        "outputs[ctx.stage].x",
        "outputs",
        "keys(outputs)",
        "let outputs = {'a': 1}; outputs.a",
        "status('commit') == 'Succeeded'",
        "stepMetas.commit.Status",
        "map([{'a': 1}], .a)",
        "filter([1], # > 0)",
        "ctx.targetFreight.origin.name",
        "ctx.meta.promotion.actor",
    ],
)
def test_what_can_be_read_is_no_finding(expression: str) -> None:
    assert found(message(expression)) == []


@pytest.mark.parametrize(
    ("expression", "finding", "word"),
    [
        (
            "outputs.comit.commit",
            'TS203 no step before this one is called "comit" | did you mean "commit"?',
            "comit",
        ),
        (
            "outputs.zzz.commit",
            'TS203 no step before this one is called "zzz" | before it come clone, commit',
            "zzz",
        ),
        ("outputs.commit.id", 'TS204 the step "commit" has no output "id" | it puts out commit', "id"),
        ("outputs.commit.comit", 'TS204 the step "commit" has no output "comit" | did you mean "commit"?', "comit"),
        ("vars.x", 'TS206 there is no variable "x" | add it to vars', "x"),
        ("vrs.x", 'TS304 there is nothing called "vrs" here | did you mean "vars"?', "vrs"),
        (
            "task.outputs.x",
            'TS304 there is nothing called "task" here | it is there in the steps of a task only; write outputs',
            "task",
        ),
        ("ctx.targetFreight.nam", 'TS304 ctx.targetFreight has no "nam" | did you mean "name"?', "nam"),
        ("upper(outputs.comit.x)", 'TS203 no step before this one is called "comit" | did you mean "commit"?', "comit"),
    ],
)
def test_what_is_not_there_is_found_at_its_place(expression: str, finding: str, word: str) -> None:
    assert found(message(expression)) == [finding]
    assert pointed_at(message(expression)) == [word]


def test_a_step_that_comes_later_is_too_late() -> None:
    steps = "- uses: fail\n  config:\n    message: ${{ outputs.commit.commit }}\n" + STEPS
    assert found(steps) == ['TS203 the step "commit" comes too late: it runs after this one | move it before this step']


def test_variables_see_those_before_them() -> None:
    steps = """\
- uses: fail
  vars:
  - {name: a, value: "${{ vars.b }}"}
  - {name: b, value: "1"}
  - {name: c, value: "${{ vars.b }} ${{ outputs.gone.x }} ${{ success() }}"}
  config: {message: "${{ vars.c }}"}
"""
    assert found(steps) == [
        'TS206 the variable "b" comes too late: it is defined after this one | change the order',
        'TS203 no step before this one is called "gone" | no step comes before this one',
        'TS302 there is no function "success" here | it works in a step\'s if and config, not in variables',
    ]


def test_steps_without_an_alias_are_called_by_their_number() -> None:
    steps = STEPS + "- uses: fail\n  config:\n    message: ${{ outputs['step-1'].x }}\n"
    assert found(steps.replace("  as: clone\n", "")) == [
        'TS204 the step "step-1" has no output "x" | it puts out commits'
    ]


TASK = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: notify, namespace: demo}
spec:
  steps:
  - uses: http
    as: call
    config: {url: "https://example.com", outputs: [{name: answer, fromExpression: response.body}]}
  - {uses: fail, config: {message: "${{ vars.fromStage }} ${{ task.outputs.call.answer }}"}}
---
"""


def use(of: str) -> str:
    return TASK + STAGE + "      - task: {name: notify}\n        as: told\n" + of


def reading(expression: str) -> str:
    return f"      - uses: fail\n        config: {{message: '${{{{ {expression} }}}}'}}\n"


VARS = "        vars: [{name: fromStage, value: a}]\n"


def test_the_steps_of_a_task_see_what_who_uses_it_gives() -> None:
    assert found(TASK) == []
    assert found(use(VARS)) == []
    assert found(use("")) == [
        'TS206 there is no variable "fromStage" where Stage "test" uses the task | add it to vars'
    ]


def test_outputs_of_a_task_are_read_by_the_full_alias() -> None:
    assert found(use(VARS + reading('outputs["told::call"].answer'))) == []
    assert found(use(VARS + reading('outputs["told::call"].anwser'))) == [
        'TS204 the step "told::call" has no output "anwser" | did you mean "answer"?'
    ]
    assert found(use(VARS + reading("outputs.told.answer"))) == [
        'TS203 the task "told" puts out nothing under its own name | '
        'read outputs["told::STEP"], or end the task with compose-output'
    ]


def test_compose_output_in_a_task_is_the_output_of_the_task() -> None:
    composed = TASK.replace("---\n", "  - {uses: compose-output, config: {text: hello}}\n---\n")
    given = composed + STAGE + "      - task: {name: notify}\n        as: told\n" + VARS
    assert found(given + reading("outputs.told.text")) == []
    assert found(given + reading("outputs.told.txt")) == [
        'TS204 the step "told" has no output "txt" | did you mean "text"?'
    ]


def test_of_a_task_that_is_not_here_nothing_is_said() -> None:
    stage = STAGE + "      - task: {name: elsewhere}\n        as: told\n"
    assert found(stage + reading('outputs.told.text + outputs["told::call"].x + status("told::call")')) == []


def test_a_slip_in_the_name_of_a_tasks_own_variable_is_found() -> None:
    task = TASK.replace("  steps:", "  vars: [{name: fromStaeg, value: a}]\n  steps:")
    assert found(task) == ['TS206 there is no variable "fromStage" | did you mean "fromStaeg"?']
