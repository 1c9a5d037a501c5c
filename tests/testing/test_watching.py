"""What others do meanwhile happens at its time, and once."""

from __future__ import annotations

from pathlib import Path

from tests.testing.trying import problems, tried, write_stage

SYNC = """\
- uses: argocd-update
  as: sync
  config: {apps: [{name: web, sources: [{repoURL: 'https://git.acme.dev/x.git', desiredRevision: '${{ vars.rev }}'}]}]}
"""
APP = "applications: {web: {source: {repoURL: https://git.acme.dev/x.git, path: a}, synced: false}}\n"


def test_an_application_is_synced_and_can_go_bad(tmp_path: Path) -> None:
    write_stage(tmp_path, SYNC.replace(", desiredRevision: '${{ vars.rev }}'", ""))
    good = "expect: {applications: {web: {status: {sync: {status: Synced}}}, argocd/web: {metadata: {name: web}}}}\n"
    result = tried(tmp_path, f"stage: test\n{APP}{good}")
    assert (problems(result), result.refused) == ([], "")
    bad = APP.replace("synced: false", "synced: false, phase: Failed, message: no luck")
    expect = "expect: {phase: Errored, steps: {sync: {message: {contains: no luck}}}}\n"
    result = tried(tmp_path, f"stage: test\n{bad}{expect}")
    assert (problems(result), result.refused) == ([], "")
    result = tried(tmp_path, f"stage: test\n{APP}expect: {{applications: {{other: {{}}}}}}\n")
    assert problems(result) == ["5:25 the Application other is not there"]


def test_manifests_of_applications_are_taken_too(tmp_path: Path) -> None:
    write_stage(tmp_path, SYNC.replace(", desiredRevision: '${{ vars.rev }}'", ""))
    (tmp_path / "app.yaml").write_text(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
        "metadata: {name: web, annotations: {kargo.akuity.io/authorized-stage: 'demo:test'}}\n"
        "spec: {source: {repoURL: https://git.acme.dev/x.git, targetRevision: main}}\n"
    )
    result = tried(tmp_path, "stage: test\nexpect: {applications: {web: {status: {health: {status: Healthy}}}}}\n")
    assert (problems(result), result.refused) == ([], "")


def test_an_event_whose_time_never_comes_is_a_failure(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: compose-output\n  as: say\n  config: {a: b}\n")
    given = "stage: test\nrepositories: {https://git.acme.dev/x.git: {files: {a: a}}}\n"
    commit = "commit: {files: {b: b}}"
    result = tried(tmp_path, f"{given}events: [{{after: nope, {commit}}}, {{{commit}}}, {{during: say, {commit}}}]\n")
    assert [one.problem for one in result.failures] == ["an event never happened, for its time never came"] * 3
    assert [one.details for one in result.failures] == [("after: nope",), ("once it waits",), ("during: say",)]


def test_somebody_pushes_after_a_step(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: compose-output\n  as: say\n  config: {a: b}\n")
    result = tried(
        tmp_path,
        "stage: test\nrepositories: {https://git.acme.dev/x.git: {files: {a: a, b: b}}}\n"
        "events: [{after: say, commit: {files: {a: null, c: c}, message: theirs}}]\n"
        "expect: {repositories: {https://git.acme.dev/x.git: {commits: [theirs], files: {a: {absent: true}, c: c}}}}\n",
    )
    assert (problems(result), result.refused) == ([], "")


def test_events_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: compose-output\n  as: say\n  config: {a: b}\n")
    for event, message in {
        "merge: {}": "events: say which repository is meant",
        "commit: {repository: https://git.acme.dev/x.git}": "events: https://git.acme.dev/x.git is none of the",
        "application: {name: web}": 'events: there is no Application "web"',
    }.items():
        assert message in tried(tmp_path, f"stage: test\nevents: [{{after: say, {event}}}]\n").refused


def test_a_merge_with_conflicts_is_refused(tmp_path: Path) -> None:
    write_stage(tmp_path, "- uses: compose-output\n  as: say\n  config: {a: b}\n")
    result = tried(
        tmp_path,
        """\
stage: test
repositories:
  https://github.com/acme/x.git:
    files: {a: one}
    branches: {topic: {from: main, files: {a: two}}}
    pullRequests: [{source: topic, title: two}]
events: [{after: say, commit: {files: {a: three}}}, {after: say, merge: {}}]
""",
    )
    assert 'events: "two" can\'t be merged into main: ' in result.refused
