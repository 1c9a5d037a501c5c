from __future__ import annotations

import json

import pytest

from tests.lint.looking import STAGE
from tranship.builtin_steps import step_definitions
from tranship.lint.linter import Report, lint_corpus
from tranship.lint.reading import corpus_of
from tranship.lint.reports import github_report, json_report, sarif_report


@pytest.fixture
def report() -> Report:
    text = STAGE + "      - {uses: fail, config: {mesage: 100%}}\n      - uses: jira\n"
    return lint_corpus(corpus_of(text, "my files/sta,ge.yaml"), step_definitions())


def test_sarif_has_rules_results_and_regions(report: Report) -> None:
    log = json.loads(sarif_report(report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20files/sta%2Cge.yaml"},
                "region": {"startLine": 16, "startColumn": 31, "endColumn": 37},
            }
        }
    ]


def test_names_that_are_no_utf_8_are_escaped_as_they_are() -> None:
    corpus = corpus_of(STAGE + "      - uses: jira\n", b"odd/x\xff.yaml".decode("utf-8", "surrogateescape"))
    (result,) = json.loads(sarif_report(lint_corpus(corpus, {})))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "odd/x%FF.yaml"


def test_an_absolute_file_has_a_file_uri() -> None:
    log = json.loads(sarif_report(lint_corpus(corpus_of(STAGE + "      - uses: jira\n", "/a b/c.yaml"), {})))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "file:///a%20b/c.yaml"


def test_github_annotations_are_escaped(report: Report) -> None:
    assert github_report(report).splitlines() == [
        "::error file=my files/sta%2Cge.yaml,line=16,col=31,endColumn=37,title=TS211 unknown-config-field"
        '::config.mesage: unknown field "mesage": did you mean "message"?',
        "::warning file=my files/sta%2Cge.yaml,line=17,col=15,endColumn=19,title=TS202 platform-step"
        '::"jira" is a step of the Akuity Platform only: an open-source Kargo, and tranship, end the promotion here',
    ]


def test_json_counts(report: Report) -> None:
    assert json.loads(json_report(report))["summary"] == {"files": 1, "errors": 1, "warnings": 1}


def test_nothing_found_is_an_empty_report() -> None:
    empty = Report(())
    assert json.loads(json_report(empty))["findings"] == []
    assert json.loads(sarif_report(empty))["runs"][0]["results"] == []
    assert github_report(empty) == ""
