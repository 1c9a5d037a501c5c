from __future__ import annotations

import json

import pytest

from tests.lint.looking import found, pointed_at


def request(expression: str, field: str = "successExpression") -> str:
    return f"- uses: http\n  config:\n    url: https://example.com\n    {field}: {json.dumps(expression)}\n"


def parsed(expression: str) -> str:
    outputs = f"    outputs:\n    - name: a\n      fromExpression: {json.dumps(expression)}\n"
    return (
        f"- uses: file-write\n  config: {{path: a, contents: b}}\n- uses: json-parse\n  config:\n    path: a\n{outputs}"
    )


WAREHOUSE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: main, namespace: demo}
spec:
  subscriptions:
  - image: {repoURL: a/b}
  freightCreationCriteria:
    expression: |
      EXPRESSION
"""


@pytest.mark.parametrize(
    ("text", "finding", "word"),
    [
        (request("response.status =="), "TS301 the expression ends too early: a value is missing", ""),
        (request("len(1, 2) > 1"), "TS303 ", None),
        (request("respones.status == 200"), 'TS304 there is nothing called "respones" here | did', "respones"),
        (request("response.statusCode == 200"), 'TS304 response has no "statusCode" | did', "statusCode"),
        (request("response.status == vars.code"), 'TS304 there is nothing called "vars" here | it is there in', "vars"),
        (request("quote(response.status) == ''"), 'TS302 there is no function "quote" here | it is a func', "quote"),
        (request("uper(response.body) == 'A'"), 'TS302 there is no function "uper" here | did you mean', "uper"),
        (request("response.status"), "TS305 a condition must be true or false, and this is int", "response.status"),
        (request("string(response.status)"), "TS305 a condition must be true or false, and this is string", None),
        (
            request("${{ response.body.done }}"),
            'TS304 there is nothing called "response" here | an exp',
            "response",
        ),
        (request("response.body.", "errorExpression"), "TS301 ", None),
        (request("response.stat", "failureExpression"), 'TS304 response has no "stat" | did', "stat"),
        (parsed("a["), "TS301 ", None),
        (
            parsed("imageFrom('a').Tag"),
            'TS302 there is no function "imageFrom" here | it is a function of',
            "imageFrom",
        ),
        (WAREHOUSE.replace("EXPRESSION", "imageFrom('a/b').Tga == ''"), "TS303 ", "Tga"),
        (WAREHOUSE.replace("EXPRESSION", "imageFrom('a') == tag"), 'TS304 there is nothing called "tag" here', "tag"),
    ],
)
def test_what_is_wrong_with_an_expression_as_a_whole(text: str, finding: str, word: str | None) -> None:
    (one,) = found(text)
    assert one.startswith(finding)
    assert word is None or pointed_at(text)[0].startswith(word)


@pytest.mark.parametrize(
    "text",
    [
        request("response.status == 200 && response.header('X-Done') == 'yes'"),
        request("response.headers.Get('x') != '' || response.headers['X'][0] == 'a'"),
        request("response.body.a.b?.c ?? false"),
        request("let b = response.body; b.done"),
        request("any(response.body.items, .ready)"),
        request("response.status == ${{ vars.code ?? 200 }}"),
        request("response.body.message", "errorExpression"),
        parsed("vars.a + $env['x-y'][0] + outputs"),
        parsed("len(items) > 3 ? items[0].name : nil"),
        WAREHOUSE.replace("EXPRESSION", "imageFrom('a/b').Tag == commitFrom('https://a/b').Tag"),
    ],
)
def test_what_can_be_said_of_a_response_or_document(text: str) -> None:
    assert found(text) == []
