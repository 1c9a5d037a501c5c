"""http sends one request an attempt, and its expressions decide what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.authoring import READ, WAIT, WRITE, ChangeKind, Effects, StepContext, StepFailed, StepResult, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.errors import ExprError, HTTPError, StepError, TerminalError
from tranship.execution import BACKGROUND, Execution
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.models.base import read_model
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.http import HTTPConfig, registration

TOOLBOX = Toolbox(http=HTTPClient(AddressPolicy(allow_loopback=True, environment={})))
CAPABILITIES = StepRunnerCapabilities(toolbox=TOOLBOX)


def context(url: str, **config: Any) -> StepContext:
    return StepContext("/nowhere", "h", config=Config({"url": url, **config}))


def ask(answer: Answer, *, execution: Execution = BACKGROUND, **config: Any) -> StepResult:
    """What comes of one answer."""
    with RouteServer([Route("/a", (answer,))]) as server:
        return registration.factory(CAPABILITIES).run(context(f"{server.url}/a", **config), execution)


def says(text: str, status: int = 200) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, text.encode())


def test_a_good_status_is_a_success_and_has_outputs() -> None:
    lines: list[str] = []
    outputs = [{"name": "id", "fromExpression": "response.body.id"}, {"name": "n", "fromExpression": "7"}]
    result = ask(says('{"id": 17}'), execution=Execution(log=lines.append), outputs=outputs)
    assert (result.status, result.output) == ("Succeeded", {"id": 17.0, "n": 7})
    assert len(lines) == 1
    assert lines[0].endswith("/a: 200 OK")


def test_another_status_is_asked_again_and_no_error() -> None:
    result = ask(Answer(404))
    assert (result.status, result.output, result.retry_after) == ("Failed", None, None)
    assert result.message.endswith("/a: 404 Not Found; it is sent again until retry.timeout")


@pytest.mark.parametrize(
    ("config", "status"),
    [
        ({"successExpression": "response.status == 404"}, "Succeeded"),
        ({"successExpression": "false"}, "Running"),
        ({"failureExpression": "false"}, "Running"),
        ({"successExpression": "true", "failureExpression": "false"}, "Succeeded"),
        ({"successExpression": "", "failureExpression": ""}, "Failed"),
    ],
)
def test_expressions_decide(config: dict[str, Any], status: str) -> None:
    result = ask(Answer(404), pollInterval="45s", **config)
    assert result.status == status
    assert result.message.endswith("is false") is (status == "Running")
    assert result.retry_after == (Duration.of(45) if status == "Running" else None)


def test_a_failure_wins_and_says_why() -> None:
    config: dict[str, Any] = {"successExpression": "true", "failureExpression": "response.status == 409"}
    answer = says('{"message": "already there"}', 409)
    with pytest.raises(StepFailed, match=r"409 Conflict, which is a failure by failureExpression$"):
        ask(answer, **config)
    with pytest.raises(
        StepFailed, match=r"409 Conflict, which is a failure by failureExpression: already there$"
    ) as caught:
        ask(answer, **config, errorExpression="response.body.message")
    assert not caught.value.retry


def test_what_can_be_mended_by_another_try_and_what_can_not() -> None:
    with pytest.raises(TerminalError):
        ask(says("{}"), successExpression="response.(")
    with pytest.raises(ExprError):
        ask(says('{"a": null}'), outputs=[{"name": "v", "fromExpression": "response.body.a.b.c"}])
    with pytest.raises(StepError, match="/a: 200 OK, but its body is not the JSON it is said to be: 1:2"):
        ask(says("{"))
    with pytest.raises(HTTPError, match="longer than 2 MiB"):
        ask(says(f'"{"x" * (2 << 20)}"'))


def test_a_request_is_sent_as_it_was_configured() -> None:
    with RouteServer() as server:
        config = context(
            f"{server.url}/a?z=1",
            method="PATCH",
            headers=[{"name": "x-tag", "value": "one"}],
            queryParams=[{"name": "a", "value": "ü"}],
            body='{"a": 1}',
        )
        registration.factory(CAPABILITIES).run(config, BACKGROUND)
        (asked,) = server.asked
    assert (asked.method, asked.target, asked.body) == ("PATCH", "/a?a=%C3%BC&z=1", b'{"a": 1}')
    assert ("X-Tag", "one") in asked.headers


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"method": "get"}, "method: must be"),
        ({"url": ""}, "url: must not be empty"),
        ({"proxy": "127.0.0.1:3128"}, "proxy: must start with http:// or https://"),
        ({"timeout": "10"}, 'timeout: a duration is written like "90s"'),
        ({"timeout": "0"}, "timeout: has no unit; write 0s"),
        ({"responseContentType": "text/yaml"}, "responseContentType: must be"),
        ({"responseContentType": ""}, "responseContentType: must be"),
        ({"headers": {"X": "y"}}, "headers: must be a list"),
        ({"headers": [{"name": "X", "value": ""}]}, r"headers\[0\]\.value: must not be empty"),
        ({"body": {"a": 1}}, "body: must be text"),
        ({"outputs": [{"name": "a"}]}, r"outputs\[0\]\.fromExpression: is required, but missing"),
        ({"retries": 3}, "retries"),
    ],
)
def test_a_wrong_configuration_fails_before_anything_is_sent(config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        registration.factory(CAPABILITIES).run(context(**{"url": "http://127.0.0.1:1/", **config}), BACKGROUND)


@pytest.mark.parametrize(
    ("config", "effects"),
    [
        ({}, READ),
        ({"method": "HEAD"}, READ),
        ({"successExpression": "true"}, WAIT),
        ({"method": "HEAD", "failureExpression": "true"}, WAIT),
        ({"method": "POST"}, WRITE),
        ({"method": "DELETE", "successExpression": "true"}, WRITE),
    ],
)
def test_what_it_touches_depends_on_the_method(config: dict[str, str], effects: Effects) -> None:
    assert registration.effects_of(read_model(HTTPConfig, {"url": "u", **config})) == effects


@pytest.mark.parametrize(
    ("config", "kind"), [({"method": "POST"}, ChangeKind.REQUEST), ({"successExpression": "true"}, ChangeKind.WAIT)]
)
def test_a_plan_shows_the_request_and_sends_nothing(config: dict[str, str], kind: ChangeKind) -> None:
    assert registration.preview is not None
    outputs = [{"name": "id", "fromExpression": "response.body.id"}]
    with RouteServer() as server:
        given = context(f"{server.url}/a", outputs=outputs, **config)
        preview = registration.preview(registration.prepare(given, CAPABILITIES, BACKGROUND))
        assert server.asked == ()
    assert preview.output == {"id": Unknown(f"known after {given.alias}")}
    (change,) = preview.changes
    assert (change.kind, change.target) == (kind, server.host)


def test_the_linter_knows_its_outputs() -> None:
    rule = {"name": "id", "fromExpression": "response.body.id"}
    assert registration.outputs_of({"outputs": [rule]}) == {"id": Any}
    assert registration.outputs_of({"outputs": "${{ vars.rules }}"}) is None


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_request_that_may_have_been_sent_is_not_sent_again(method: str) -> None:
    with RouteServer([Route("/a", (Answer(200),))]) as server:
        again = replace(context(f"{server.url}/a", method=method), interrupted=True)
        with pytest.raises(TerminalError, match=f"interrupted while this step sent a {method} request") as caught:
            registration.factory(CAPABILITIES).run(again, BACKGROUND)
        assert server.asked == ()
    assert "Idempotency-Key" in str(caught.value)


@pytest.mark.parametrize(
    "config",
    [
        {"method": "GET"},
        {"method": "PUT"},
        {"method": "DELETE"},
        {"method": "POST", "headers": [{"name": "idempotency-key", "value": "p"}]},
    ],
)
def test_a_request_that_may_be_repeated_is_sent_again(config: dict[str, Any]) -> None:
    with RouteServer([Route("/a", (Answer(200),))]) as server:
        again = replace(context(f"{server.url}/a", **config), interrupted=True)
        assert registration.factory(CAPABILITIES).run(again, BACKGROUND).status == "Succeeded"
        assert len(server.asked) == 1


def test_a_plan_shows_a_request_whose_body_is_not_known_yet() -> None:
    assert registration.preview is not None
    given = context("https://hooks.acme.dev/a", method="POST", body=Unknown("known after push"))
    prepared = registration.prepare_unknown(given, CAPABILITIES, BACKGROUND)
    assert prepared is not None
    (change,) = registration.preview(prepared).changes
    assert change.details["body"] == "(known after push)"
