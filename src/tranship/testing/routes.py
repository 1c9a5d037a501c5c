"""A table of routes: which answer a request gets, and what was asked so far."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True)
class Answer:
    """One answer: the ``delay``, in seconds, passes before it is sent. A header may have several values."""

    status: int = 200
    headers: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0

    def header_lines(self) -> list[tuple[str, str]]:
        """Its headers; without a Content-Type one that tells text from other bytes, as web servers add it."""
        headers = [
            (name, value)
            for name, values in self.headers.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        names = {name.lower() for name, _ in headers}
        if self.body and not names & {"content-type", "content-encoding"}:
            headers.append(("Content-Type", _sniffed(self.body)))
        return headers


@dataclass(frozen=True)
class Route:
    """What is answered at a path: the n-th request gets the n-th answer, the last one repeats.

    ``path`` may have a query; it then answers that query only, whatever the order of its parameters. It is compared as
    it was sent and with its escapes undone. ``method`` None is any.
    """

    path: str
    answers: tuple[Answer, ...]
    method: str | None = None

    def fits(self, asked: Asked) -> bool:
        """Whether it is meant by a request."""
        path, _, query = asked.target.partition("?")
        wanted_path, has_query, wanted_query = self.path.partition("?")
        if self.method not in (None, asked.method) or wanted_path not in (path, unquote(path)):
            return False
        return not has_query or sorted(parse_qsl(wanted_query, True)) == sorted(parse_qsl(query, True))


@dataclass(frozen=True)
class Asked:
    """A request as it came: ``target`` is the path with its query, headers are in order with the names as sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class RouteTable:
    """Answers from ``routes``; called by any number of threads."""

    def __init__(self, routes: Iterable[Route] = ()) -> None:
        self._routes = tuple(routes)
        self._lock = threading.Lock()
        self._hits: Counter[int] = Counter()
        self._asked: list[Asked] = []

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._asked)

    def serve(self, routes: Iterable[Route]) -> None:
        """Answer from these routes from now on, and forget what was asked before."""
        with self._lock:
            self._routes, self._hits, self._asked = tuple(routes), Counter(), []

    def answer(self, asked: Asked) -> Answer | None:
        """The answer to a request; None if no route fits."""
        with self._lock:
            self._asked.append(asked)
            # A route that names the query is meant for it, so it goes before one that takes any.
            fitting = [index for index, route in enumerate(self._routes) if route.fits(asked)]
            fitting.sort(key=lambda index: "?" not in self._routes[index].path)
            answers = self._routes[fitting[0]].answers if fitting else ()
            if not answers:
                return None
            self._hits[fitting[0]] += 1
            return answers[min(self._hits[fitting[0]], len(answers)) - 1]


def _sniffed(body: bytes) -> str:
    if body.startswith(b"\x1f\x8b\x08"):
        return "application/x-gzip"
    if body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "text/html; charset=utf-8"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if "\0" in text else "text/plain; charset=utf-8"
