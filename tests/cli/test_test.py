from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.conftest import Typed
from tests.testing.trying import write_stage, write_test

STEPS = """\
- uses: compose-output
  as: say
  config: {hello: '${{ vars.who }}'}
- uses: fail
  as: stop
  if: ${{ vars.who == "nobody" }}
  config: {message: nobody is there}
"""
TESTS = """\
stage: test
cases:
- name: somebody
  vars: {who: you}
  expect: {outputs: {say: {hello: you}}, snapshot: true}
- name: nobody
  vars: {who: nobody}
  expect: {phase: Succeeded}
"""


def timeless(text: str) -> str:
    return re.sub(r" +(<1s|\d+\.\ds)$", "", re.sub(r"in \S+ ·", "in 1s ·", text), flags=re.MULTILINE)


def test_results_are_shown_case_by_case_and_counted(typed: Typed) -> None:
    write_stage(Path(), STEPS)
    write_test(Path(), TESTS)
    code, out, err = typed("test", "--jobs", "1", "--update")
    assert (code, err) == (1, "")
    assert timeless(out) == (
        "it.test.yaml\n"
        " ✓ somebody\n"
        " ✗ nobody\n"
        "   it.test.yaml:10:19: the promotion is Failed, expected Succeeded\n"
        "     failed: nobody is there\n"
        '     step "stop" (fail, stage.yaml:14:9)\n'
        "\n"
        "1 passed, 1 failed in 1s · coverage 100% (2 of 2 steps, 2 of 2 outcomes of conditions)\n"
        "it.test.snapshot.yaml was written\n"
    )
    code, out, _ = typed("test", "--jobs", "1", "-k", "somebody", "--gaps", "--junit", "report.xml")
    assert code == 0
    assert timeless(out).splitlines()[-2:] == [
        "1 passed (1 left out) in 1s · coverage 50% (1 of 2 steps, 1 of 2 outcomes of conditions)",
        ' stage.yaml:14:9: step "stop" (fail) never ran',
    ]
    assert '<testcase name="somebody"' in Path("report.xml").read_text()


def test_too_little_coverage_is_a_failure(typed: Typed) -> None:
    write_stage(Path(), STEPS)
    write_test(Path(), "stage: test\nvars: {who: you}\n")
    code, _, err = typed("test", "--jobs", "1", "--min-coverage", "80")
    assert (code, err) == (
        1,
        "the coverage of 50.0% is less than the 80% that are asked for; --gaps lists what never ran\n",
    )


def test_results_for_machines_are_nothing_else(typed: Typed) -> None:
    write_stage(Path(), STEPS)
    write_test(Path(), TESTS)
    code, out, err = typed("test", "--jobs", "1", "-o", "json", "-k", "nobody not somebody")
    assert (code, err) == (1, "")
    assert json.loads(out)["summary"]["leftOut"] == 1
    code, out, _ = typed("test", "--jobs", "1", "-o", "junit", "-k", "nobody")
    assert (code, out.partition("\n")[0]) == (1, '<?xml version="1.0" encoding="utf-8"?>')


def test_bad_input_ends_with_3(typed: Typed) -> None:
    write_stage(Path(), STEPS)
    assert typed("test", "stage.yaml") == (3, "", "stage.yaml holds no test: no document of the kind PromotionTest\n")
    write_test(Path(), "stage: tset\n")
    code, out, _ = typed("test", "--jobs", "1")
    assert code == 3
    assert " ! tset" in out
    assert '   it.test.yaml:1:1: there is no Stage "tset" in the manifests of the test; did you mean "test"?\n' in out
    code, _, err = typed("test", "-k", "nothing")
    assert (code, err) == (3, 'no case has "nothing" in its name or file; there are "tset"\n')


TOKEN = "canary-7f3a-sings"
SECRET_STEPS = """\
- uses: http
  as: tell
  continueOnError: true
  config:
    method: POST
    url: '${{ "https://chat.acme.dev/" + secret("chat").token + "?t=" + secret("chat").token }}'
    headers: [{name: Authorization, value: 'Bearer ${{ secret("chat").token }}'}]
    body: '${{ quote({"token": secret("chat").token}) }}'
    failureExpression: response.status == 404
- uses: fail
  as: stop
  config: {message: 'no entry with ${{ secret("chat").token }}'}
"""
SECRET_TESTS = f"""\
stage: test
resources:
- {{apiVersion: v1, kind: Secret, metadata: {{name: chat, namespace: demo}}, stringData: {{token: {TOKEN}}}}}
http: {{https://chat.acme.dev/other: 200}}
cases:
- name: all is wrong
  expect:
    phase: Succeeded
    message: x
    snapshot: true
    steps: {{tell: {{config: {{url: x, body: {{contains: y}}}}, output: x, message: x}}, stop: {{message: x}}}}
    requests: []
- name: requests
  expect:
    requests: [{{url: x, headers: {{Authorization: x}}, body: x, json: {{token: x}}}}]
"""


def test_no_secret_is_shown_and_none_is_in_a_snapshot(typed: Typed) -> None:
    write_stage(Path(), SECRET_STEPS)
    write_test(Path(), SECRET_TESTS)
    shown = ""
    for arguments in (("--update",), ("-o", "json"), ("--junit", "report.xml"), ("--gaps",)):
        code, out, err = typed("--debug", "test", "--jobs", "1", *arguments)
        assert code == 1
        shown += out + err
    written = Path("it.test.snapshot.yaml").read_text() + Path("report.xml").read_text()
    assert "no entry with ***" in shown
    assert "https://chat.acme.dev/***?t=***" in written
    assert [text for text in (shown, written) if TOKEN in text] == []
    assert Path("it.test.yaml").read_text().count(TOKEN) == 1
