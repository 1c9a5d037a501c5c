"""An HTTP server that answers from a table of routes and remembers what it was asked."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from tests.servers.local import Handler, LocalServer


@dataclass(frozen=True)
class Answer:
    """One answer: the ``delay``, in seconds, passes before it is sent. A header may have several values."""

    status: int = 200
    headers: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0


@dataclass(frozen=True)
class Route:
    """What is answered at a path: the n-th request gets the n-th answer, the last one repeats.

    ``path`` may have a query; it then answers that query only, whatever the order of its parameters. It is compared as
    it was sent and with its escapes undone. ``method`` None is any.
    """

    path: str
    answers: tuple[Answer, ...]
    method: str | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it came: ``target`` is the path with its query, headers are in order with the names as sent.

    A request that is meant for a proxy looks as any other does, but for its Host.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


NOT_FOUND = Answer(404, {"Content-Type": "text/plain; charset=utf-8"}, b"not found")
"""The answer where no route fits."""


class RouteServer:
    """Serves ``routes`` while its block runs."""

    def __init__(self, routes: Iterable[Route] = (), *, tls: bool = False) -> None:
        self._routes = tuple(routes)
        self._lock = threading.Lock()
        self._hits: Counter[int] = Counter()
        self._asked: list[Asked] = []
        self._stopping = threading.Event()
        self._server = LocalServer(self._handler(), tls=tls)

    @property
    def host(self) -> str:
        """Host and port."""
        return self._server.host

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self._server.url

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._asked)

    def serve(self, routes: Iterable[Route]) -> None:
        """Answer from these routes from now on, and forget what was asked before."""
        with self._lock:
            self._routes, self._hits, self._asked = tuple(routes), Counter(), []

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stopping.set()
        self._server.__exit__(*exc)

    def _answer(self, asked: Asked) -> Answer:
        with self._lock:
            self._asked.append(asked)
            # A route that names the query is meant for it, so it goes before one that takes any.
            fitting = [index for index, route in enumerate(self._routes) if _fits(route, asked)]
            fitting.sort(key=lambda index: "?" not in self._routes[index].path)
            answers = self._routes[fitting[0]].answers if fitting else ()
            if not answers:
                return NOT_FOUND
            self._hits[fitting[0]] += 1
            return answers[min(self._hits[fitting[0]], len(answers)) - 1]

    def _handler(self) -> type[Handler]:
        server = self

        class RouteHandler(Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
                asked = Asked(self.command, _target(self.path), tuple(self.headers.items()), self.body())
                answer = server._answer(asked)
                if answer.delay:
                    server._stopping.wait(answer.delay)
                self.answer(answer.status, _headers(answer), answer.body)

            do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

        return RouteHandler


def _target(line: str) -> str:
    """Path and query of a request; those to a proxy name the whole URL."""
    parts = urlsplit(line)
    return urlunsplit(("", "", parts.path or "/", parts.query, "")) if parts.scheme and parts.netloc else line


def _fits(route: Route, asked: Asked) -> bool:
    path, _, query = asked.target.partition("?")
    wanted_path, has_query, wanted_query = route.path.partition("?")
    if route.method not in (None, asked.method) or wanted_path not in (path, unquote(path)):
        return False
    return not has_query or sorted(parse_qsl(wanted_query, True)) == sorted(parse_qsl(query, True))


def _headers(answer: Answer) -> list[tuple[str, str]]:
    """The answer's headers; without a Content-Type one that tells text from other bytes, as web servers add it."""
    headers = [
        (name, value)
        for name, values in answer.headers.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    names = {name.lower() for name, _ in headers}
    if answer.body and not names & {"content-type", "content-encoding"}:
        headers.append(("Content-Type", _sniffed(answer.body)))
    return headers


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
