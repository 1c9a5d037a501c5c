"""When a request is worth another try, and how long to wait before."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore2

from tranship.clients.http.headers import Headers
from tranship.clients.http.words import underlying
from tranship.errors import HTTPError

LONGEST_PAUSE = 60.0
"""Seconds after which a server's advice to come back later is an answer of its own."""

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_OVERLOADED = frozenset({429, 503})
_TRANSIENT = _OVERLOADED | {408, 502, 504}
_PASSING = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.RemoteProtocolError)


def pause(number: int, first: float, draw: Callable[[], float] = random.random) -> float:
    """Seconds to wait after the try of this number, from 1: doubled each time, and spread so that clients part ways.

    :param first: the pause after the first try. :param draw: gives numbers from 0 to 1.
    """
    return min(LONGEST_PAUSE, first * 2.0 ** (number - 1)) * (0.5 + draw())


def may_pass(error: HTTPError, method: str) -> bool:
    """Whether a failed exchange may go well the next time, and asking again does no harm."""
    failure = error.__cause__
    if not isinstance(failure, _PASSING) or isinstance(underlying(failure), ssl.SSLError):
        return False
    # A connection that never came about has done nothing.
    return method in _REPEATABLE or isinstance(failure, (httpcore2.ConnectError, httpcore2.ConnectTimeout))


def is_transient(status: int, method: str) -> bool:
    """Whether a status may be another one the next time, and asking again does no harm."""
    # Whoever asks too often has been sent away before anything was done.
    return status == 429 or (status in _TRANSIENT and method in _REPEATABLE)


def advised_pause(status: int, headers: Headers, now: datetime | None = None) -> float | None:
    """Seconds that the server asks to wait; None if it does not say."""
    text = headers.get("Retry-After").strip()
    if status not in _OVERLOADED or not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
