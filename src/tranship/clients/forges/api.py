"""The JSON APIs of forges: requests with a token, answers as plain data, pages, and refusals in the forge's words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tranship.clients.forges.protocol import RefusedError
from tranship.clients.http import Headers, HTTPClient, Reply, Request, Terms, parse_url
from tranship.clients.http.retries import advised_pause, pause
from tranship.errors import HTTPError
from tranship.execution import Execution

LARGEST_ANSWER = 32 << 20
MOST_PAGES = 100
"""Pages of a list that are read; nobody has so many open pull requests of one branch."""
LONGEST_ADVICE = 2.0
"""Seconds that are waited at most within a call, if a forge asks for it."""

A_WHILE = 60.0
"""Seconds to wait after too many requests, where the forge does not say how long."""

_TRANSIENT = frozenset({408, 429})
_SPOKEN = ("message", "error", "errors", "fields", "detail", "error_description")
_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')


@dataclass(frozen=True)
class Answer:
    """An answer of a forge: its status, its data (None if it is no JSON), and its headers."""

    status: int
    data: Any
    headers: Headers

    @property
    def fields(self) -> Mapping[str, Any]:
        """The data, if it is an object; else empty."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def words(self) -> str:
        """What the forge says about a failure, in its own words."""
        return _words(self.data) or f"HTTP {self.status}"


@dataclass(frozen=True)
class API:
    """An API of a forge.

    :param base: the URL that paths are added to. :param headers: sent with every request, the token among them.
    :param tries: how often a question is asked that the server has no answer to right now.
    """

    client: HTTPClient
    execution: Execution
    base: str
    headers: Mapping[str, str]
    skip_tls_verify: bool = False
    tries: int = 1

    def call(self, method: str, path: str, body: Any = None, **query: object) -> Answer:
        """The answer to a request, whatever its status.

        :param path: with a slash in front, escaped; or a whole URL of this API.
        :raises HTTPError: there is no answer.
        """
        url = path if "://" in path else self.base + path
        if query:
            url += "?" + urlencode(query)
        headers = dict(self.headers)
        data = b""
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        terms = Terms(limit=LARGEST_ANSWER, verify=not self.skip_tls_verify)
        request = Request(method, parse_url(url), Headers(tuple(headers.items())), data)
        for attempt in range(1, self.tries):
            answer = _read(self.client.send(request, self.execution, terms))
            advice = advised_pause(answer.status, answer.headers) or 0.0
            # Who is told to come back much later does so with the next attempt of the step.
            if method != "GET" or not (answer.status == 429 or answer.status >= 500) or advice > LONGEST_ADVICE:
                return answer
            self.execution.wait(max(advice, pause(attempt, 0.1)))
        return _read(self.client.send(request, self.execution, terms))

    def ask(self, method: str, path: str, body: Any = None, **query: object) -> Answer:
        """The answer to a request that went well.

        :raises HTTPError: there is no answer, or a failure that may pass.
        :raises RefusedError: the forge says no.
        """
        answer = self.call(method, path, body, **query)
        if not 200 <= answer.status < 300:
            raise refusal(answer, method, path)
        return answer

    def pages(self, path: str, **query: object) -> Iterator[Mapping[str, Any]]:
        """The objects of a list, page by page as long as the answers name a next one by a ``Link`` header.

        :raises HTTPError: an answer is no list. See also :meth:`ask`.
        """
        answer = self.ask("GET", path, **query)
        for _ in range(MOST_PAGES):
            yield from listed(answer, path)
            link = _NEXT.search(answer.headers.get("Link"))
            if link is None:
                return
            answer = self.ask("GET", self.own(link[1]))

    def with_headers(self, **headers: str) -> API:
        """The same with other headers."""
        return replace(self, headers=headers)

    def own(self, url: str) -> str:
        """A URL that an answer names, if it is of this API: the token goes nowhere else.

        :raises HTTPError: it is of another one.
        """
        if parse_url(url).origin != parse_url(self.base).origin:
            raise HTTPError("the forge names a next page on another server; it is not asked")
        return url


def part(data: Any, *keys: str) -> Mapping[str, Any]:
    """The object below some keys of another one; empty where there is none, for forges may answer anything."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def listed(answer: Answer, path: str) -> Iterator[Mapping[str, Any]]:
    """The objects of an answer that is a list.

    :raises HTTPError: it is none.
    """
    if not isinstance(answer.data, list):
        raise HTTPError(f"the forge's answer to {path} is no list", status=answer.status)
    return (one for one in answer.data if isinstance(one, dict))


def refusal(answer: Answer, method: str, path: str, now: float | None = None) -> HTTPError:
    """The error that an answer stands for.

    :param now: seconds since 1970.
    """
    retry_after = _limit(answer, time.time() if now is None else now)
    text = f"the forge answered {answer.status} to {method} {path.partition('?')[0]}: {answer.words}"
    if answer.status in _TRANSIENT or answer.status >= 500 or retry_after is not None:
        return HTTPError(text, status=answer.status, retry_after=retry_after)
    return RefusedError(text, status=answer.status)


def _limit(answer: Answer, now: float) -> float | None:
    """Seconds until requests are allowed again, where too many were made. GitHub says so with a 403, too."""
    limited = answer.status in (403, 429)
    advice = advised_pause(429 if limited else answer.status, answer.headers)
    if advice is not None or not limited:
        return advice
    if answer.headers.get("X-Ratelimit-Remaining") == "0":
        reset = answer.headers.get("X-Ratelimit-Reset")
        return max(1.0, float(reset) - now) if reset.isascii() and reset.isdigit() else A_WHILE
    return A_WHILE if "rate limit" in answer.words.lower() else None


def _read(reply: Reply) -> Answer:
    try:
        data = json.loads(reply.body) if reply.body.strip() else None
    except ValueError:
        data = None
    return Answer(reply.status, data, reply.headers)


def _words(data: Any) -> str:
    """The human part of a forge's error: ``message``, ``error`` and the like, with its details."""
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, list):
        return "; ".join(filter(None, map(_words, data)))
    if not isinstance(data, dict):
        return ""
    parts = [_words(data[key]) for key in _SPOKEN if data.get(key)]
    if not parts and all(isinstance(value, list | str) for value in data.values()):
        parts = [f"{key}: {_words(value)}" for key, value in data.items()]
    return "; ".join(dict.fromkeys(part for part in parts if part))
