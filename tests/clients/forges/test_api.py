"""Answers of forges: what they say when something is wrong, and whether that may pass."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.clients.forges import RefusedError
from tranship.clients.forges.api import Answer, refusal
from tranship.clients.http import Headers


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "HTTP 422"),
        ("plain", "plain"),
        ({"message": "no", "documentation_url": "https://docs"}, "no"),
        (
            {"message": "Validation Failed", "errors": [{"message": "one"}, {"message": "two"}]},
            "Validation Failed; one; two",
        ),
        ({"message": {"title": ["is too short", "is odd"]}}, "title: is too short; is odd"),
        ({"error": "invalid_token", "error_description": "expired"}, "invalid_token; expired"),
        ({"error": {"message": "Bad request", "fields": {"source": ["gone"]}}}, "Bad request; source: gone"),
        ({"errors": [{"context": None, "message": "vetoed", "exceptionName": "x"}]}, "vetoed"),
        ({"message": "same", "error": "same"}, "same"),
        ([], "HTTP 422"),
        (17, "HTTP 422"),
    ],
)
def test_the_human_part_of_an_error(data: Any, words: str) -> None:
    assert Answer(422, data, Headers()).words == words


@pytest.mark.parametrize(
    ("status", "headers", "refused", "seconds"),
    [
        (400, {}, True, None),
        (401, {}, True, None),
        (403, {}, True, None),
        (404, {"Retry-After": "5"}, True, None),
        (403, {"Retry-After": "5"}, False, 5.0),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1090"}, False, 90.0),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "900"}, False, 1.0),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, False, 60.0),
        (403, {"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "1090"}, True, None),
        (408, {}, False, None),
        (429, {"Retry-After": "0"}, False, 0.0),
        (500, {}, False, None),
        (503, {"Retry-After": "7"}, False, 7.0),
    ],
)
def test_what_may_pass(status: int, headers: dict[str, str], refused: bool, seconds: float | None) -> None:
    error = refusal(Answer(status, {"message": "m"}, Headers(tuple(headers.items()))), "GET", "/p?secret=1", now=1000.0)
    assert str(error) == f"the forge answered {status} to GET /p: m"
    assert (isinstance(error, RefusedError), error.status, error.retry_after) == (refused, status, seconds)
