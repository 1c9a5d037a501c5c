"""Lines that may hold a secret are marked, so that no report shows them."""

from __future__ import annotations

import pytest

from tranship.lint.reading import corpus_of

HEAD = "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: demo}\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "stringData: {token: [hunter22",
        '{"apiVersion": "v1", "kind": "Secret", "stringData": {"token": hunter22: 1}}',
        HEAD + "stringData: {token: hunter22, token: hunter22}\n",
        HEAD + "data: {token: hunter22!}\n",
        HEAD + "stringDta: {token: hunter22}\n",
        "kind: Stage\n---\n" + HEAD + "stringData: {token: *hunter22}\n",
    ],
)
def test_a_secret_that_can_not_be_read_is_not_shown(text: str) -> None:
    faults = corpus_of(text).faults
    assert faults
    assert all(problem.hidden for _, problem in faults)
    assert all("hunter22" not in str(problem) for _, problem in faults)


def test_what_holds_no_secret_is_shown() -> None:
    ((_, problem),) = corpus_of("apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nspec: [").faults
    assert not problem.hidden
