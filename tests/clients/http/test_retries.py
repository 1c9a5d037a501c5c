"""Another try only where it may help and can do no harm."""

import ssl
from datetime import UTC, datetime

import httpcore2
import pytest

from tranship.clients.http.headers import Headers
from tranship.clients.http.retries import advised_pause, is_transient, may_pass, pause
from tranship.errors import HTTPError


def failed(cause: Exception | None) -> HTTPError:
    error = HTTPError("failed")
    error.__cause__ = cause
    return error


def test_pauses_double_and_spread() -> None:
    assert [pause(number, 1.0, lambda: 0.5) for number in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (pause(1, 1.0, lambda: 0.0), pause(1, 1.0, lambda: 1.0)) == (0.5, 1.5)
    assert 0.5 <= pause(1, 1.0) <= 1.5


@pytest.mark.parametrize(
    ("cause", "method", "again"),
    [
        (httpcore2.ConnectError(OSError()), "GET", True),
        (httpcore2.ConnectError(OSError()), "POST", True),
        (httpcore2.ConnectTimeout(OSError()), "POST", True),
        (httpcore2.ReadError(OSError()), "GET", True),
        (httpcore2.ReadError(OSError()), "PUT", True),
        (httpcore2.ReadError(OSError()), "POST", False),
        (httpcore2.ReadTimeout(OSError()), "PATCH", False),
        (httpcore2.RemoteProtocolError("hung up"), "DELETE", True),
        (httpcore2.RemoteProtocolError("hung up"), "POST", False),
        (httpcore2.ConnectError(ssl.SSLCertVerificationError()), "GET", False),
        (httpcore2.LocalProtocolError("bad header"), "GET", False),
        (httpcore2.ProxyError("407"), "GET", False),
        (None, "GET", False),
    ],
)
def test_failures_that_may_pass(cause: Exception | None, method: str, again: bool) -> None:
    assert may_pass(failed(cause), method) is again


@pytest.mark.parametrize(
    ("status", "method", "again"),
    [
        (429, "GET", True),
        (429, "POST", True),
        (503, "GET", True),
        (503, "POST", False),
        (502, "PUT", True),
        (504, "HEAD", True),
        (408, "GET", True),
        (500, "GET", False),
        (404, "GET", False),
        (200, "GET", False),
    ],
)
def test_statuses_that_may_pass(status: int, method: str, again: bool) -> None:
    assert is_transient(status, method) is again


@pytest.mark.parametrize(
    ("status", "text", "seconds"),
    [
        (429, "7", 7.0),
        (503, " 0 ", 0.0),
        (503, "Thu, 01 Jan 2026 00:00:30 GMT", 30.0),
        (503, "Thu, 01 Jan 2026 00:00:30 -0000", 30.0),
        (503, "Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        (503, "soon", None),
        (503, "-1", None),
        (503, "", None),
        (500, "7", None),
    ],
)
def test_a_servers_advice(status: int, text: str, seconds: float | None) -> None:
    headers = Headers((("Retry-After", text),))
    assert advised_pause(status, headers, datetime(2026, 1, 1, tzinfo=UTC)) == seconds


def test_advice_by_the_clock_of_this_machine() -> None:
    assert advised_pause(503, Headers((("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"),))) == 0.0
