from __future__ import annotations

import pytest

from tests.lint.looking import STAGE, found, pointed_at

CLONE = "- uses: git-clone\n  config: {repoURL: 'https://a/b', checkout: [{branch: main, path: ./out}]}\n"
COMMIT = "- uses: git-commit\n  config: {path: ./out, message: Update}\n"


def cloned(checkout: str) -> str:
    return f"- uses: git-clone\n  config: {{repoURL: 'https://a/b', checkout: [{checkout}]}}\n"


def step(kind: str, config: str) -> str:
    return f"- uses: {kind}\n  config: {{{config}}}\n"


@pytest.mark.parametrize(
    ("steps", "finding"),
    [
        (
            COMMIT,
            'TS221 no git-clone before this step checks anything out to "./out" | '
            "the work directory is empty when it runs",
        ),
        (
            COMMIT + CLONE,
            'TS221 no git-clone before this step checks anything out to "./out" | '
            "the work directory is empty when it runs",
        ),
        (
            CLONE + step("git-push", "path: ./outt, targetBranch: b"),
            'TS221 no git-clone before this step checks anything out to "./outt" | there is ./out',
        ),
        (
            CLONE + step("copy", "inPath: ./out/a, outPath: ./copy") + step("git-clear", "path: ./copy"),
            'TS221 no git-clone before this step checks anything out to "./copy" | there is ./out',
        ),
        (
            CLONE + step("yaml-update", "path: values.yaml, updates: [{key: a, value: b}]"),
            'TS221 no step before this one puts anything at "values.yaml" | there is ./out',
        ),
        (
            CLONE + step("yaml-merge", "inFiles: [out/a, in/b], outFile: c"),
            'TS221 no step before this one puts anything at "in/b" | there is ./out',
        ),
    ],
)
def test_a_path_where_nothing_is(steps: str, finding: str) -> None:
    assert found(steps) == [finding]


@pytest.mark.parametrize(
    "steps",
    [
        CLONE + step("git-commit", "path: out/, message: a"),
        CLONE + step("git-commit", "path: /x/../out/env, message: a"),
        CLONE + step("git-commit", "path: './${{ ctx.targetFreight.name }}', message: a"),
        CLONE + step("git-commit", "path: '${OUT}', message: a"),
        cloned("{path: './${{ ctx.targetFreight.name }}'}") + COMMIT,
        cloned("{path: .}") + COMMIT,
        step("untar", "inPath: a.tgz, outPath: ./b").replace("a.tgz", "'${{ ctx.promotion }}'")
        + step("yaml-parse", "path: b/c/d, outputs: [{name: a, fromExpression: b}]"),
        step("http-download", "url: 'https://a', outPath: a/b.yaml") + step("copy", "inPath: a, outPath: c"),
        step("http-download", "url: 'https://a', outPath: a/b.yaml") + step("copy", "inPath: ., outPath: c"),
        step("http-download", "url: 'https://a', outPath: '${{ ctx.stage + ctx.promotion }}'")
        + step("copy", "inPath: a, outPath: c"),
        step("yaml-merge", "inFiles: [a], outFile: c, ignoreMissingFiles: true"),
        step("delete", "path: a"),
        "- task: {name: elsewhere}\n" + COMMIT,
    ],
)
def test_a_path_where_something_may_be(steps: str) -> None:
    assert [one for one in found(steps) if not one.startswith("TS208")] == []


def test_paths_in_variables_are_known() -> None:
    variables = "  vars: [{name: out, value: ./src}]\n"
    commit = f"- uses: git-commit\n{variables}  config: {{path: '${{{{ vars.out }}}}', message: a}}\n"
    assert found(cloned("{path: src}") + commit) == []
    assert found(CLONE + commit) == [
        'TS221 no git-clone before this step checks anything out to "./src" | there is ./out'
    ]


def test_a_step_of_an_unknown_kind_may_do_anything() -> None:
    assert [one[:5] for one in found("- uses: scan-for-viruses\n" + COMMIT)] == ["TS208"]


PUSH = "- uses: git-push\n  config: {path: ./out}\n"


def test_a_push_without_a_commit_pushes_nothing() -> None:
    assert found(CLONE + PUSH) == [
        'TS222 no git-commit before this step commits anything in "./out" | '
        "there is nothing to push; add git-commit before it"
    ]
    assert pointed_at(CLONE + PUSH)[0].startswith("./out")
    assert len(found(CLONE + PUSH + COMMIT)) == 1
    assert len(found(CLONE + step("git-push", "path: ./out, targetBranch: main"))) == 1
    assert len(found(CLONE + step("git-push", "path: ./out, tag: v1"))) == 1


@pytest.mark.parametrize(
    "steps",
    [
        CLONE + COMMIT + PUSH,
        CLONE + COMMIT.replace("git-commit", "git-commit\n  if: ${{ always() }}") + PUSH,
        CLONE + COMMIT.replace("./out", "'${{ ctx.promotion }}'") + PUSH,
        CLONE + step("git-push", "path: ./out, targetBranch: prod"),
        CLONE + step("git-push", "path: ./out, targetBranch: '${{ ctx.promotion }}'"),
        CLONE + step("git-push", "path: ./out, generateTargetBranch: true"),
        CLONE + step("git-tag", "path: ./out, tag: v1, message: a") + step("git-push", "path: ./out, tag: v1"),
        cloned("{path: out, branch: new, create: true}") + PUSH,
        cloned("{path: out, commit: abc}") + step("git-push", "path: ./out, targetBranch: b"),
    ],
)
def test_a_push_that_does_something(steps: str) -> None:
    assert found(steps) == []


def test_a_pull_request_whose_number_is_written_down() -> None:
    assert found(step("git-merge-pr", "repoURL: 'https://a/b', prNumber: 42")) == [
        "TS223 it is always the pull request 42, whatever is promoted | "
        "open one with git-open-pr before it, and write ${{ outputs.ALIAS.pr.id }}"
    ]
    assert found(step("git-merge-pr", "repoURL: 'https://a/b', prNumber: '${{ vars.a ?? 1 }}'")) == []


TASK = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: save, namespace: demo}
spec:
  steps:
  - {uses: git-commit, config: {path: ./src, message: a}}
---
"""


def test_a_task_is_judged_where_it_is_used() -> None:
    clone = "".join(f"      {line}\n" for line in CLONE.splitlines())
    use = STAGE + clone + "      - task: {name: save}\n"
    assert found(TASK) == []
    assert found(TASK + use.replace("./out", "./src")) == []
    assert found(TASK + use) == [
        'TS221 no git-clone before this step checks anything out to "./src" where Stage "test" uses the task | '
        "there is ./out"
    ]
