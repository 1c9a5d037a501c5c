import pytest

from tranship.formats.yaml_problems import PROBLEMS, explain


def test_known_problems_are_said_in_words_that_help() -> None:
    assert explain("did not find expected ',' or ']'", "while parsing", "[a", 2) == 'a "," or "]" is expected here'


def test_what_is_not_known_is_said_in_the_words_of_the_parser() -> None:
    assert explain("found something", "while looking", "x", 0) == "found something while looking"
    assert explain("", "", "x", 0) == "this is no YAML"


def test_a_tab_is_told_from_other_characters() -> None:
    problem = "found character that cannot start any token"
    assert explain(problem, "", "\tx", 0) == "a tab can't indent: use spaces"
    assert explain(problem, "", "`x", 0) == PROBLEMS[problem]


@pytest.mark.parametrize("text", ["{{ .Values.x }}", "{{- if .x }}", "a: {{`x`}}", "{% if x %}", '{{ "x" | quote }}'])
def test_a_template_is_recognised(text: str) -> None:
    assert explain("did not find expected key", "", text, 0).endswith("; if this is a template, render it first")


@pytest.mark.parametrize("text", ["${{ vars.x }}", "{a: {b: c}}", "{ {a: b}: c}"])
def test_what_is_no_template_of_helm_is_not_taken_for_one(text: str) -> None:
    assert "template" not in explain("did not find expected key", "", text, 0)
