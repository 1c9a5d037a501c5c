"""Requests are what their configuration says, and plans show all of them but secrets."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.authoring import ChangeKind, StepContext, StepRun, Toolbox
from tranship.authoring.http import RequestConfig, TimeLimit, preview_of, request_of, terms_of
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import FieldsError, TerminalError
from tranship.execution import BACKGROUND
from tranship.gotypes.duration import Duration
from tranship.models.base import KargoModel, read_model
from tranship.promotion import StepRunnerCapabilities


class TimeConfig(KargoModel):
    limit: TimeLimit = Duration(0)


def config(url: str = "https://h/a", **more: Any) -> RequestConfig:
    return read_model(RequestConfig, {"url": url, **more})


def step_of(given: RequestConfig) -> StepRun[RequestConfig]:
    secrets = SecretRegistry()
    secrets.record("hunter2", SecretSource("Secret", "demo", "api", "token"))
    context = StepContext("/nowhere", "h", project="demo", secrets=secrets)
    return StepRun(context, given, StepRunnerCapabilities(), Toolbox(), BACKGROUND)


def test_a_request() -> None:
    headers = [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}]
    request = request_of(
        config("https://h/a?b=1", headers=headers, queryParams=[{"name": "a", "value": "ü"}]), "PUT", "ü"
    )
    assert (request.method, request.url.target, request.body) == ("PUT", "/a?a=%C3%BC&b=1", "ü".encode())
    assert list(request.headers) == [("X-A", "1"), ("X-A", "2")]


def test_a_malformed_url_will_never_work() -> None:
    with pytest.raises(TerminalError, match="url: the URL's host holds a character") as caught:
        request_of(config("http://[::1"))
    assert caught.value.field == ("url",)


def test_a_malformed_proxy_will_never_work() -> None:
    given = config()
    with pytest.raises(TerminalError, match="proxy: the URL's port is no number"):
        terms_of(step_of(given), given, timeout=Duration(0), limit=1, proxy="http://h:x")


def test_terms_know_the_secrets_of_the_promotion() -> None:
    given = config(insecureSkipTLSVerify=True)
    terms = terms_of(step_of(given), given, timeout=Duration.of(5), limit=7)
    assert (terms.seconds, terms.limit, terms.verify, terms.tries) == (5.0, 7, False, 1)
    assert terms.shows_secret("Bearer hunter2")
    assert not terms.shows_secret("Bearer x")


@pytest.mark.parametrize("timeout", ["0s", "-1s"])
def test_no_time_is_no_limit(timeout: str) -> None:
    given = config()
    assert terms_of(step_of(given), given, timeout=Duration.parse(timeout), limit=1).seconds is None


@pytest.mark.parametrize("text", ["0", "-0", "10", "1d", "soon", "about 5s", ""])
def test_times_need_units(text: str) -> None:
    with pytest.raises(FieldsError, match="limit: "):
        read_model(TimeConfig, {"limit": text})
    assert read_model(TimeConfig, {"limit": "1m1.5s"}).limit.seconds == 61.5


def test_a_plan_shows_a_request_without_its_secrets() -> None:
    given = config(
        "https://bob:pw@h/a?k=hunter2",
        headers=[
            {"name": "Authorization", "value": "Bearer t"},
            {"name": "X-Hook", "value": "of hunter2"},
            {"name": "X-Trace", "value": "t"},
        ],
    )
    change = preview_of(step_of(given), ChangeKind.REQUEST, request_of(given, "POST", '{"token": "hunter2", "n": 1}'))
    assert (change.kind, change.target, change.summary) == (ChangeKind.REQUEST, "h", "POST https://h/a?k=***")
    assert change.details == {
        "method": "POST",
        "url": "https://h/a?k=***",
        "headers": ["Authorization: ***", "X-Hook: ***", "X-Trace: t"],
        "body": '{"token": "***", "n": 1}',
    }


def test_a_plan_shows_no_body_where_there_is_none() -> None:
    given = config()
    assert "body" not in preview_of(step_of(given), ChangeKind.WAIT, request_of(given)).details
