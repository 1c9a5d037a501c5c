"""The servers of a test: what each kind answers, and what is noted of who asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.trying import problems, tried, write_stage

PR = """\
- uses: git-clone
  as: clone
  config: {{repoURL: '{url}', checkout: [{{branch: main, path: ./src}}]}}
- uses: file-write
  as: write
  config: {{path: ./src/new.txt, contents: hello}}
- uses: git-commit
  as: commit
  config: {{path: ./src, message: hello}}
- uses: git-push
  as: push
  config: {{path: ./src, targetBranch: topic}}
- uses: git-open-pr
  as: open
  config: {{repoURL: '{url}', sourceBranch: topic, targetBranch: main, labels: {labels}}}
- uses: git-wait-for-pr
  as: wait
  config: {{repoURL: '{url}', prNumber: '${{{{ outputs.open.pr.id }}}}'}}
"""
SECRET = """\
resources:
- apiVersion: v1
  kind: Secret
  metadata: {{name: git, namespace: demo, labels: {{kargo.akuity.io/cred-type: git}}}}
  stringData: {{repoURL: '{url}', username: bot, password: t0ken-1234}}
"""


@pytest.mark.parametrize(
    ("url", "labels"),
    [
        ("https://github.com/acme/gitops.git", "[prod]"),
        ("https://gitlab.acme.dev/group/sub/gitops.git", "[prod]"),
        ("https://bitbucket.org/acme/gitops.git", "[]"),
        ("https://dev.azure.com/acme/shop/_git/gitops", "[]"),
    ],
)
def test_pull_requests_on_forges_at_their_own_addresses(tmp_path: Path, url: str, labels: str) -> None:
    write_stage(tmp_path, PR.format(url=url, labels=labels))
    host = url.split("/")[2]
    result = tried(
        tmp_path,
        f"""\
stage: test
{SECRET.format(url=url)}
repositories: {{{url}: {{password: t0ken-1234, files: {{a.txt: a}}}}}}
events: [{{merge: {{}}}}]
expect:
  outputs: {{open: {{pr: {{url: {{contains: "https://{host}/"}}}}}}}}
  repositories:
    {url}:
      files: {{new.txt: hello}}
      pullRequests: [{{source: topic, target: main, title: hello, labels: {labels}, state: merged}}]
""",
    )
    assert (problems(result), result.refused) == ([], "")


def test_a_forge_that_fails_and_a_password_that_is_wrong(tmp_path: Path) -> None:
    url = "https://github.com/acme/gitops.git"
    write_stage(tmp_path, PR.format(url=url, labels="[]"))
    given = f"stage: test\n{SECRET.format(url=url)}"
    result = tried(
        tmp_path,
        f"{given}\nrepositories:\n  {url}:\n    password: t0ken-1234\n    files: {{a: a}}\n"
        "    failures: [{status: 502, method: POST, path: /pulls$, done: true}]\n"
        "expect:\n  phase: Errored\n  steps: {open: {status: Errored, message: {contains: '502'}}}\n"
        f"  repositories: {{{url}: {{pullRequests: [{{state: open}}]}}}}\n",
    )
    assert (problems(result), result.refused) == ([], "")
    result = tried(tmp_path, f"{given}\nrepositories: {{{url}: {{password: another, files: {{a: a}}}}}}\n")
    assert "refused the password" in result.failures[0].details[0]


def test_repositories_by_ssh_are_led_there_too(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        "- uses: git-clone\n  as: clone\n"
        "  config:\n    repoURL: git@git.acme.dev:acme/gitops.git\n"
        "    checkout: [{branch: env/a, path: ./a}, {tag: v1, path: ./b}]\n",
    )
    result = tried(
        tmp_path,
        """\
stage: test
repositories:
  ssh://git@git.acme.dev/acme/gitops.git:
    files: {a: a}
    tags: {v1: main}
    branches: {env/a: {from: main, files: {b: b}}}
expect: {outputs: {clone: {commits: {./a: {matches: "."}, ./b: {matches: "."}}}}}
""",
    )
    assert (problems(result), result.refused) == ([], "")


def test_artifacts_are_read_from_and_written_to_registries(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        "- uses: oci-push\n  as: copy\n"
        "  config: {srcRef: 'ghcr.io/acme/config:1', destRef: 'quay.io/acme/config:prod'}\n",
    )
    result = tried(
        tmp_path,
        """\
stage: test
artifacts:
  ghcr.io/acme/config:1: {layers: [{text: hello, mediaType: text/plain}], annotations: {a: b}}
  quay.io/acme/config: {}
expect:
  artifacts:
    quay.io/acme/config:prod: {layers: [{size: 5}], annotations: {a: b}}
    quay.io/acme/config:other: null
""",
    )
    assert (problems(result), result.refused) == ([], "")
    result = tried(
        tmp_path,
        "stage: test\nartifacts: {'ghcr.io/acme/config:1': {}, quay.io/acme/config: {}}\n"
        "expect: {artifacts: {'ghcr.io/acme/config:2': {}, 'ghcr.io/acme/config:1': null}}\n",
    )
    assert [one.partition(" ")[2] for one in problems(result)] == [
        "the artifact ghcr.io/acme/config:2 is not there",
        "the artifact ghcr.io/acme/config:1 is there",
    ]


def test_requests_are_recorded_with_the_step_that_sent_them(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        "- uses: http\n  as: ask\n  config: {url: 'https://api.acme.dev/a', queryParams: [{name: q, value: '1'}]}\n"
        "- uses: http\n  as: missing\n"
        "  config: {url: 'https://api.acme.dev/b', failureExpression: 'response.status == 404'}\n",
    )
    result = tried(
        tmp_path,
        """\
stage: test
http: {"https://api.acme.dev/a?q=1": {json: {ok: true}}, "https://api.acme.dev/a": 500}
expect:
  phase: Succeeded
  requests: [GET https://api.acme.dev/a?q=1, {url: {contains: /c}}]
""",
    )
    assert problems(result) == [
        "6:10 the promotion is Failed, expected Succeeded",
        '7:63 the url of request 2 does not contain "/c"',
    ]
    assert "nothing answers GET https://api.acme.dev/b; add it under http:" in result.failures[0].details
    assert result.failures[1].step.startswith('step "missing" (http')
