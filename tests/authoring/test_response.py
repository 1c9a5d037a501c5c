"""What expressions see of a response is what its media type says, or an error that says where it isn't."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.authoring.response import ResponseOutput, condition, response_env, text_or_nothing, value, values
from tranship.clients.http import Headers, Reply, parse_url
from tranship.errors import ExprError, StepError, TerminalError
from tranship.execution import BACKGROUND, Execution

FIELD = ("successExpression",)


def env(
    body: bytes = b"", content_type: str = "application/json", override: str = "", **headers: str
) -> dict[str, Any]:
    fields = (("Content-Type", content_type), *((name.replace("_", "-"), text) for name, text in headers.items()))
    return response_env(Reply(200, Headers(fields), body, parse_url("https://h/")), override)


def body(*arguments: Any) -> Any:
    return env(*arguments)["response"]["body"]


@pytest.mark.parametrize(
    ("data", "content_type", "override", "read"),
    [
        (b'{"a": [1, 2.5, "x", null]}', "application/json", "", {"a": [1.0, 2.5, "x", None]}),
        (b'{"a": 1}', "Application/JSON; charset=utf-8", "", {"a": 1.0}),
        (b'"text"', "application/json", "", "text"),
        (b"null", "application/json", "", None),
        (b'{"a": 1}', "application/vnd.api+json", "", {"a": 1.0}),
        (b'{"a": 1}', "", "", {"a": 1.0}),
        (b"<p>", "text/html", "", {}),
        (b"\xff", "text/html", "", {}),
        (b"", "application/json", "", {}),
        (b"", "text/plain", "", {}),
        (b"", "", "application/yaml", {}),
        (b"v1\n", "text/plain", "", "v1\n"),
        (b"\xff", "text/plain", "", "\ufffd"),
        (b'{"a": 1}', "application/json", "text/plain", '{"a": 1}'),
        (b'{"a": 1}', "text/plain", "application/json", {"a": 1.0}),
        (b"a: yes\nb: 010\n---\nc: 1\n", "text/yaml", "", {"a": True, "b": 8.0}),
        (b"a: [1]\n", "application/x-yaml", "", {"a": [1.0]}),
        (b"a: 1\n", "text/plain", "application/yaml", {"a": 1.0}),
        (b"# nothing\n", "application/yaml", "", None),
    ],
)
def test_a_body_is_what_its_type_says(data: bytes, content_type: str, override: str, read: Any) -> None:
    assert body(data, content_type, override) == read


@pytest.mark.parametrize(
    ("data", "content_type", "message"),
    [
        (b'{"a": ', "application/json", "not the JSON it is said to be: 1:7: expecting value"),
        (b" ", "application/json", "not the JSON it is said to be: 1:2: expecting value"),
        (b"\xef\xbb\xbf{}", "application/json", "not the JSON it is said to be: "),
        (b"[" * 100_000, "application/json", "not the JSON it is said to be: the JSON is nested too deeply"),
        (b"a: [1\n", "application/yaml", "not the application/yaml it is said to be: "),
        (b"\xff", "text/yaml", "not the text/yaml it is said to be: "),
    ],
)
def test_a_body_that_is_something_else(data: bytes, content_type: str, message: str) -> None:
    with pytest.raises(StepError, match=f"the response, but its body is {message}"):
        body(data, content_type)


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("response.status", 200),
        ("response.header('x-tag')", "one"),
        ("response.header('none')", ""),
        ("response.headers['X-Tag'][0]", "one"),
        ("response.headers.Get('x-tag')", "one"),
        ("response.headers.Values('x-TAG')", ["one"]),
        ("response.headers.None == nil", True),
        ("len(response.headers['None'])", 0),
        ("'X-Tag' in response.headers", True),
        ("'Get' in response.headers", False),
        ("response.headers", {"Content-Type": ["application/json"], "X-Tag": ["one"]}),
        ("ctx", None),
    ],
)
def test_expressions_over_a_response(expression: str, result: Any) -> None:
    assert value(expression, env(x_tag="one"), FIELD) == result


def test_what_is_no_expression_never_will_be_one() -> None:
    for evaluate in (value, condition):
        with pytest.raises(TerminalError) as caught:
            evaluate("response.(", env(), FIELD)
        assert caught.value.field == FIELD


def test_what_fails_on_this_response_may_work_on_the_next() -> None:
    with pytest.raises(ExprError, match="successExpression"):
        value("response.body.a.b.c", env(b'{"a": null}'), FIELD)


def test_conditions() -> None:
    assert condition("", env(), FIELD) is None
    assert condition("response.status == 200", env(), FIELD) is True
    assert condition("false", env(), FIELD) is False
    with pytest.raises(ExprError, match="must come out as true or false, but comes out as"):
        condition("response.body.ok", env(b'{"ok": "yes"}'), FIELD)


def test_outputs_in_order() -> None:
    rules = [("a", "1"), ("b", "response.status"), ("a", "2")]
    outputs = [ResponseOutput(name=name, from_expression=source) for name, source in rules]
    assert values(outputs, env()) == {"a": 2, "b": 200}


def test_a_text_that_may_be_missing() -> None:
    lines: list[str] = []
    execution = Execution(log=lines.append)
    given = env(b'{"message": "no", "code": 7, "a": null}')
    assert text_or_nothing("", given, FIELD, execution) == ""
    assert text_or_nothing("response.body.message", given, FIELD, execution) == "no"
    assert text_or_nothing("response.body.code", given, FIELD, execution) == ""
    assert lines == []
    assert text_or_nothing("response.body.a.b.c", given, FIELD, execution) == ""
    assert len(lines) == 1
    with pytest.raises(TerminalError):
        text_or_nothing("(", given, FIELD, BACKGROUND)
