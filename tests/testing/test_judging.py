"""Expectations of all kinds that are not met, with where they stand; for those that are see the tests of cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.trying import problems, tried, write_stage

NOTE = """\
- uses: set-metadata
  as: note
  config: {updates: [{kind: Stage, name: test, values: {seen: 'yes'}}]}
- uses: http
  as: ask
  config: {url: 'https://api.acme.dev/a'}
"""
GIVEN = (
    "stage: test\nhttp: {https://api.acme.dev/a: 200}\nrepositories: {https://git.acme.dev/x.git: {files: {a: b}}}\n"
)


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ("{requests: []}", "6:10 1 request was sent, expected 0"),
        (
            "{requests: [POST https://api.acme.dev/a]}",
            '6:21 request 1 is "GET https://api.acme.dev/a", expected',
        ),
        ("{requests: [{json: {}}]}", "6:22 the json of request 1 is not there"),
        ("{requests: [{headers: {user-agent: x}}]}", '6:44 the headers of request 1: user-agent is "'),
        ("{resources: [{kind: Stage, metadata: {name: prod}}]}", "6:22 Stage prod is not there"),
        (
            "{resources: [{kind: Stage, metadata: {name: test}, status: {metadata: {seen: 'no'}}}]}",
            '6:86 Stage test: status.metadata.seen is "yes", expected "no"',
        ),
        (
            "{repositories: {https://git.acme.dev/x.git: {tags: [v1]}}}",
            "6:54 the list of new tags has 0 entries, expected 1",
        ),
        ("{repositories: {https://git.acme.dev/x.git: {absent: true}}}", '6:62 the branch "main" is there'),
        (
            "{repositories: {https://git.acme.dev/x.git: {branches: {z: {absent: false}}}}}",
            '6:77 the branch "z" is not there',
        ),
        ("{outputs: {nope: {}, note: {a: b}}}", '6:20 there is no step "nope"; there are note, ask'),
        ("{outputs: {note: {a: b}}}", "6:20 outputs.note is not there"),
        ("{message: {contains: x}}", '6:30 the message does not contain "x"'),
    ],
)
def test_each_kind_of_expectation_has_its_place(tmp_path: Path, expect: str, problem: str) -> None:
    write_stage(tmp_path, NOTE)
    result = tried(tmp_path, f"{GIVEN}expect: {expect}\n")
    assert result.refused == ""
    assert problems(result)[0].startswith(problem)


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{repositories: {https://git.acme.dev/other.git: {}}}", "is none of the repositories that the test gives"),
        ("{repositories: {https://git.acme.dev/x.git: {pullRequests: []}}}", "is on no forge that is known"),
        ("{resources: [{kind: Pod}]}", 'resources: there is no kind "Pod"'),
    ],
)
def test_expectations_that_make_no_sense_are_refused(tmp_path: Path, expect: str, message: str) -> None:
    write_stage(tmp_path, NOTE)
    assert message in tried(tmp_path, f"{GIVEN}expect: {expect}\n").refused


def test_what_the_file_expects_holds_unless_the_case_says_otherwise(tmp_path: Path) -> None:
    write_stage(tmp_path, NOTE)
    rest = "expect: {phase: Failed, steps: {ask: Failed}}\ncases: [{name: a, expect: {phase: Succeeded}}]\n"
    assert problems(tried(tmp_path, GIVEN + rest)) == ['6:38 step "ask" is Succeeded, expected Failed']
