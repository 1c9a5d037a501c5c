"""Cases are run as they are in `tranship test`: real promotions in a world that the test describes."""

from __future__ import annotations

from pathlib import Path

from tests.testing.trying import problems, tried, write_stage

GIT = """\
- uses: git-clone
  as: clone
  config:
    repoURL: https://git.acme.dev/gitops.git
    checkout: [{branch: main, path: ./src}]
- uses: yaml-update
  as: edit
  config: {path: ./src/values.yaml, updates: [{key: tag, value: '${{ imageFrom("ghcr.io/acme/web").Tag }}'}]}
- uses: git-commit
  as: commit
  config: {path: ./src, message: 'Update to ${{ imageFrom("ghcr.io/acme/web").Tag }}'}
- uses: git-push
  as: push
  config: {path: ./src}
"""
GIVEN = """\
stage: test
freight: {images: [ghcr.io/acme/web:1.4.2]}
repositories:
  https://git.acme.dev/gitops.git: {files: {values.yaml: "tag: 1.4.1\\n"}}
"""


def test_a_promotion_is_compared_with_what_is_expected(tmp_path: Path) -> None:
    write_stage(tmp_path, GIT)
    result = tried(
        tmp_path,
        GIVEN
        + """\
expect:
  steps: {push: Succeeded, edit: {config: {path: ./src/values.yaml}}}
  outputs: {push: {branch: main}}
  repositories:
    https://git.acme.dev/gitops.git:
      commits: [Update to 1.4.2]
      files: {values.yaml: "tag: 1.4.2\\n", other.yaml: {absent: true}}
      diff: {contains: ["-tag: 1.4.1", "+tag: 1.4.2"]}
      tags: []
""",
    )
    assert problems(result) == []
    assert result.refused == ""
    assert [one.ran for one in result.steps] == [True] * 4
    assert result.steps[0].place == f"{tmp_path}/stage.yaml:11:9"


def test_each_failure_has_its_place_and_its_step(tmp_path: Path) -> None:
    write_stage(tmp_path, GIT)
    result = tried(
        tmp_path,
        GIVEN
        + """\
expect:
  phase: Failed
  steps: {push: Failed, nope: Succeeded}
  repositories:
    https://git.acme.dev/gitops.git:
      commits: [{message: Update, files: [values.yaml]}]
      files: {values.yaml: {yaml: {tag: 1.4.3}}}
      branches: {env: {files: {}}}
""",
    )
    assert problems(result) == [
        "8:10 the promotion is Succeeded, expected Failed",
        '9:17 step "push" is Succeeded, expected Failed',
        '9:31 there is no step "nope"; there are clone, edit, commit, push',
        '13:41 values.yaml on main: tag is "1.4.2", expected "1.4.3"',
        '12:27 the message of commit 1 on main is "Update to 1.4.2", expected "Update"',
        '14:18 there is no branch "env" in https://git.acme.dev/gitops.git',
    ]
    assert result.failures[3].step == f'step "push" (git-push, {tmp_path}/stage.yaml:22:9)'


def test_without_expectations_a_promotion_has_to_succeed(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: fail\n  as: stop\n  config: {message: not today}\n")
    result = tried(tmp_path, "stage: test\n")
    (failure,) = result.failures
    assert failure.problem == "the promotion is Failed, expected Succeeded"
    assert failure.details == ("failed: not today",)
    assert failure.step == f'step "stop" (fail, {tmp_path}/stage.yaml:11:9)'
    assert tried(tmp_path, "stage: test\nexpect: {phase: Failed, message: {contains: not today}}\n").passed


def test_expressions_are_told_the_time_that_is_given(tmp_path: Path) -> None:
    write_stage(
        tmp_path, "- uses: compose-output\n  as: when\n  config: {day: '${{ now().Format(\"2006-01-02 15:04\") }}'}\n"
    )
    expected = "expect: {outputs: {when: {day: 2026-03-01 08:00}}}\n"
    assert problems(tried(tmp_path, f"stage: test\nnow: 2026-03-01T08:00:00Z\n{expected}")) == []


def test_what_the_test_does_not_give_is_named_and_nothing_else_is_reached(tmp_path: Path) -> None:
    write_stage(tmp_path, GIT)
    (failure,) = tried(tmp_path, "stage: test\nfreight: {images: [ghcr.io/acme/web:1.4.2]}\n").failures
    assert failure.details[0].startswith(
        "nobody answers for git.acme.dev here; "
        "a test reaches nothing but what it gives: add it under repositories, http or artifacts"
    )
    other = "repositories: {https://git.acme.dev/other.git: {}}\n"
    (failure,) = tried(tmp_path, f"stage: test\nfreight: {{images: [ghcr.io/acme/web:1.4.2]}}\n{other}").failures
    assert "there is no repository https://git.acme.dev/gitops.git; add it under repositories:" in failure.details


def test_a_wrong_template_fails_before_it_begins(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: git-clne\n  as: clone\n")
    (failure,) = tried(tmp_path, "stage: test\n").failures
    assert failure.problem == "the promotion can't begin, for the template is wrong"
    assert failure.details == (
        f'{tmp_path}/stage.yaml:11:15: step "clone": there is no step kind "git-clne"; did you mean "git-clone"?',
    )
    assert tried(tmp_path, "stage: test\nexpect: {error: {contains: git-clne}}\n").passed
    (failure,) = tried(tmp_path, "stage: test\nexpect: {error: {contains: git-clone-it}}\n").failures
    assert (failure.position.line, failure.position.column) == (4, 28)


def test_an_error_that_does_not_come_is_a_failure(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: compose-output\n  as: say\n  config: {a: b}\n")
    result = tried(tmp_path, "stage: test\nexpect: {error: {contains: x}}\n")
    assert problems(result) == ["4:10 the promotion could begin, and is Succeeded"]


def test_a_case_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    write_stage(tmp_path, GIT)
    result = tried(tmp_path, "stage: tset\n")
    assert result.refused.endswith(
        'it.test.yaml:1:1: there is no Stage "tset" in the manifests of the test; did you mean "test"?'
    )
    for text, message in {
        "freight: happy-otter": 'there is no Freight "happy-otter" in the manifests of the test; there are: none',
        "http: {hooks: 200}": 'http: "hooks" is no [METHOD ]URL, such as POST https://hooks.acme.dev/x',
        "artifacts: {'x y': {}}": 'artifacts: "x y" is no REPO:TAG',
        "resources: [{apiVersion: v1, kind: Pod}]": 'resources[0]: "Pod" is no kind that templates can see',
        "repositories: {nowhere: {}}": '"nowhere" is no URL of a Git repository',
        "repositories: {https://a.b/c: {folder: gone}}": f"there is no folder {tmp_path}/gone",
    }.items():
        assert message in tried(tmp_path, f"stage: test\n{text}\n").refused


def test_secrets_are_masked_in_what_is_said(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        "- uses: compose-output\n  as: say\n  config: {hidden: '${{ secret(\"token\").value }}'}\n",
    )
    result = tried(
        tmp_path,
        """\
stage: test
resources:
- {apiVersion: v1, kind: Secret, metadata: {name: token, namespace: demo}, stringData: {value: hunter2-hunter2}}
expect: {outputs: {say: {hidden: other}}}
""",
    )
    assert problems(result) == ['6:34 outputs.say.hidden is "***", expected "other"']


def test_a_promotion_that_waits_is_running_and_nobody_has_waited(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        "- uses: http\n  as: poll\n"
        "  config: {url: 'https://ci.acme.dev/1', successExpression: 'response.body.done', pollInterval: 1h}\n"
        "  retry: {timeout: 100h}\n",
    )
    slow = "http: {https://ci.acme.dev/1: [{json: {done: false}}, {json: {done: false}}, {json: {done: true}}]}\n"
    assert tried(tmp_path, f"stage: test\n{slow}expect: {{requests: [GET https://ci.acme.dev/1, {{}}, {{}}]}}\n").passed
    never = "http: {https://ci.acme.dev/1: {json: {done: false}}}\nwaits: 2\n"
    result = tried(tmp_path, f"stage: test\n{never}expect: {{phase: Running, steps: {{poll: Running}}}}\n")
    assert problems(result) == []
