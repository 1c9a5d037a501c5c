from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.credentials.providers.shared import SERVICES
from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.credentials.exchange import TokenAnswer, TokenServices, expiry, in_seconds
from tranship.errors import CredentialsError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"message": "Bad credentials"}, "403 Forbidden: Bad credentials"),
        ({"error": "invalid_grant", "error_description": "Too old"}, "403 Forbidden: invalid_grant: Too old"),
        ({"error": {"code": 7, "message": "denied"}}, "403 Forbidden: denied"),
        ({"errors": [{"code": "UNAUTHORIZED", "message": "log in"}]}, "403 Forbidden: UNAUTHORIZED: log in"),
        ({"__type": "a.b#Expired", "Message": "old key"}, "403 Forbidden: Expired: old key"),
        ({"message": ["odd"]}, "403 Forbidden"),
        ({}, "403 Forbidden"),
    ],
)
def test_refusals_are_read_in_each_service_s_shape(fields: dict[str, object], words: str) -> None:
    assert TokenAnswer(403, fields).words() == words


def test_a_secret_that_a_refusal_repeats_is_not_shown() -> None:
    assert TokenAnswer(401, {"message": "bad token s3cr3t!"}).words("", "s3cr3t") == "401 Unauthorized: bad token ***!"


def test_words_without_a_shape_are_given_in_one_line_and_pages_for_browsers_are_not() -> None:
    assert TokenAnswer(404, {}, "no account\r\n of that name\n").words() == "404 Not Found: no account of that name"
    assert TokenAnswer(404, {}, "\n<!DOCTYPE html><title>Not Found</title>").words() == "404 Not Found"
    assert TokenAnswer(200, {}, "access_token=s3cr3t").words() == "200 OK"


def test_an_answer_that_is_no_object_is_empty() -> None:
    routes = [Route("/a", (Answer(body=b"[1]"),)), Route("/b", (Answer(502, body=b"<html>"),))]
    with RouteServer(routes) as server:
        assert SERVICES.ask("GET", server.url + "/a", {}) == TokenAnswer(200, {})
        assert SERVICES.ask("GET", server.url + "/b", {}) == TokenAnswer(502, {}, "<html>")


def test_a_redirect_is_not_followed() -> None:
    with RouteServer([Route("/a", (Answer(307, {"Location": "/b"}),)), Route("/b", (Answer(),))]) as server:
        assert SERVICES.ask("POST", server.url + "/a", {}, b"secret").status == 307
        assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://169.254.169.254/token", "ftp://x", "https://"])
def test_no_answer_is_an_error(url: str) -> None:
    with pytest.raises(CredentialsError, match="no token could be had"):
        TokenServices(SERVICES.http).ask("GET", url, {}, seconds=2)


def test_ends_of_tokens_are_read_in_both_forms() -> None:
    assert expiry("2026-03-01T13:00:00Z", NOW, 60) == NOW + timedelta(hours=1)
    assert expiry("2026-03-01T13:00:00", NOW, 60) == NOW + timedelta(hours=1)
    assert expiry("soon", NOW, 60) == NOW + timedelta(minutes=1)
    assert in_seconds(NOW, 90) == NOW + timedelta(seconds=90)
    for odd in (None, "90", -1, True, 10**9):
        assert in_seconds(NOW, odd) == NOW + timedelta(hours=1)
