from __future__ import annotations

import pytest

from tests.lint.looking import found


def steps(value: str) -> str:
    return f"- uses: compose-output\n  vars: [{{name: a, value: '{value}'}}]\n  config: {{b: [{{c: '{value}'}}]}}\n"


@pytest.mark.parametrize(
    "value",
    ["Bearer ghp_" + "a1" * 18, "glpat-" + "x" * 20, "AKIA" + "A" * 16, "postgres://u:hunter22@db/x"],
)
def test_what_is_a_secret_by_its_form_is_found_and_not_repeated(value: str) -> None:
    problem = "TS501 this looks like a secret | keep it in a Secret, and read it by ${{ secret('NAME').KEY }}"
    assert found(steps(value)) == [problem, problem]


@pytest.mark.parametrize(
    "value",
    ["ghp_short", "https://example.com:8080/a@b", "https://user@example.com", "https://u:<password>@h", "a:b@c"],
)
def test_other_texts_are_none(value: str) -> None:
    assert found(steps(value)) == []
