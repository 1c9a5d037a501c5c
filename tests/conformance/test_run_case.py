"""Whole cases, from their text to their outcome."""

from pathlib import Path
from typing import Any

from tests.conformance.case_files import CaseText
from tests.conformance.run_case import run_case


def outcome(tmp_path: Path, text: str) -> dict[str, Any]:
    return run_case(CaseText("case", text), tmp_path)


def test_calls_go_on_from_where_the_last_one_stood(tmp_path: Path) -> None:
    text = """
name: case
calls: 5
context: {stepExecutionMetadata: [{alias: a, status: Succeeded, startedAt: "-2h", finishedAt: "-1h"}], startFromStep: 1}
steps:
- {uses: scripted, as: a}
- uses: scripted
  as: b
  config: {attempts: [{status: Running, retryAfter: 10s}, {status: Succeeded, output: {n: 1}}]}
"""
    a = {"alias": "a", "status": "Succeeded", "startedAt": "kept", "finishedAt": "kept"}
    first, second = outcome(tmp_path, text)["calls"]
    assert first == {
        "status": "Running",
        "currentStep": 1,
        "retryAfter": "10s",
        "steps": [a, {"alias": "b", "status": "Running", "startedAt": "set"}],
        "state": {"b": None},
    }
    assert second == {
        "status": "Succeeded",
        "currentStep": 1,
        "steps": [a, {"alias": "b", "status": "Succeeded", "startedAt": "kept", "finishedAt": "set"}],
        "state": {"b": {"n": 1}},
    }


def test_no_more_calls_are_made_than_the_case_allows(tmp_path: Path) -> None:
    text = """
name: case
calls: 2
steps: [{uses: scripted, as: a, config: {attempts: [{status: Errored, error: e1}]}, retry: {errorThreshold: 9}}]
"""
    calls = outcome(tmp_path, text)["calls"]
    assert [call["steps"][0]["errorCount"] for call in calls] == [1, 2]
    assert all("e1" in call["error"] for call in calls)


def test_the_context_has_defaults_and_takes_the_last_freight_for_the_target(tmp_path: Path) -> None:
    text = """
name: case
context:
  freight:
  - {name: f1, origin: {kind: Warehouse, name: w1}}
  - {name: f2, origin: {kind: Warehouse, name: w2}}
steps: [{uses: echo-context, as: a}]
"""
    context = outcome(tmp_path, text)["calls"][0]["state"]["a"]["context"]
    assert (context["project"], context["stage"], context["workDirSet"]) == ("demo", "test", True)
    assert context["promotion"] == "test.01jzzzzzzzzzzzzzzzzzzzzzzz.abc1234"
    assert sorted(context["freight"]) == ["Warehouse/w1", "Warehouse/w2"]
    assert context["targetFreightRef"]["name"] == "f2"


def test_servers_setup_and_files_make_the_world(tmp_path: Path) -> None:
    text = """
name: case
servers:
  git: {}
  http: {routes: [{path: /a, responses: [{body: "${SHA}"}]}]}
  registry: {repos: {team/app: {"1.0": {layers: [{text: hello, mediaType: text/plain}]}}}}
setup: |
  git init -q --bare $GIT_ROOT/r.git
  git init -q seed && cd seed && git commit -q --allow-empty -m init
  git push -q ${GIT}/r.git main
  echo "SHA=$(git rev-parse HEAD)" >> $VARS
  echo "MARK=${DIGEST_team_app_1_0}" >> $VARS
files: {a.txt: "at ${SHA}", l: {symlink: "${BASE}/x"}}
steps: [{uses: echo, as: a, config: {all: ["${GIT}/r.git", "${HTTP}", "${HTTP_HOST}", "${REGISTRY}/x", "${MARK}"]}}]
"""
    found = outcome(tmp_path, text)
    assert found["calls"][0]["state"]["a"]["config"]["all"] == [
        "${GIT}/r.git",
        "${HTTP}",
        "${HTTP_HOST}",
        "${REGISTRY}/x",
        "${DIGEST_team_app_1_0}",
    ]
    assert found["files"] == {"a.txt": "at ${SHA}", "l": {"symlink": "${BASE}/x"}}
    commits = [{"author": "Setup <setup@example.com>", "message": "init\n", "parents": 0}]
    assert found["git"] == {"r.git": {"branches": {"main": {"commits": commits, "tree": {}}}}}
    assert found["registry"]["team/app"]["1.0"]["digest"] == "${DIGEST_team_app_1_0}"
    assert "requests" not in found


def test_documents_are_read_as_kubernetes_reads_them(tmp_path: Path) -> None:
    text = "name: case\nsteps: [{uses: echo, as: a, config: {v: [y, 0o7, 1:30, 2026-01-01, 1e3]}}]\n"
    values = outcome(tmp_path, text)["calls"][0]["state"]["a"]["config"]["v"]
    assert values == [True, 7, "1:30", "2026-01-01", 1000]


def test_a_promotion_is_created_from_a_stage(tmp_path: Path) -> None:
    stage = """
name: case
mode: create
project: demo
stage: STAGE
freight: f1
resources:
- apiVersion: kargo.akuity.io/v1alpha1
  kind: Stage
  metadata: {name: test, namespace: demo}
  spec:
    requestedFreight: [{origin: {kind: Warehouse, name: w}, sources: {direct: true}}]
    promotionTemplate: {spec: {steps: [{uses: echo}]}}
"""
    created = outcome(tmp_path, stage.replace("STAGE", "test"))
    assert created == {"created": {"stage": "test", "freight": "f1", "steps": [{"uses": "echo", "as": "step-1"}]}}
    assert list(outcome(tmp_path, stage.replace("STAGE", "other"))) == ["error"]


def test_the_environment_is_the_case_s_and_then_as_before(tmp_path: Path) -> None:
    text = """
name: case
env: {SHARED_RESOURCES_NAMESPACE: shared}
resources: [{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shared}, data: {k: v}}]
steps: [{uses: echo, as: a, config: {v: "${{ sharedConfigMap('c').k }}"}}]
"""
    assert outcome(tmp_path, text)["calls"][0]["state"]["a"]["config"]["v"] == "v"
    without = text.replace("env:", "about:").replace("{SHARED_RESOURCES_NAMESPACE: shared}", "none")
    assert outcome(tmp_path, without)["calls"][0]["state"]["a"]["config"]["v"] != "v"


def test_a_case_that_can_t_be_read_has_an_outcome_too(tmp_path: Path) -> None:
    assert outcome(tmp_path, "name: case\nstep: []\n") == {"panic": "ValueError: a case has no field 'step'"}
