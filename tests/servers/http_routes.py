"""An HTTP server that answers from a table of routes and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from tests.servers.local import Handler, LocalServer
from tranship.testing.routes import Answer, Asked, Route, RouteTable

__all__ = ["Answer", "Asked", "Route", "RouteServer"]

NOT_FOUND = Answer(404, {"Content-Type": "text/plain; charset=utf-8"}, b"not found")
"""The answer where no route fits."""


class RouteServer:
    """Serves ``routes`` while its block runs."""

    def __init__(self, routes: Iterable[Route] = (), *, tls: bool = False) -> None:
        self._table = RouteTable(routes)
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
        return self._table.asked

    def serve(self, routes: Iterable[Route]) -> None:
        """Answer from these routes from now on, and forget what was asked before."""
        self._table.serve(routes)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stopping.set()
        self._server.__exit__(*exc)

    def _handler(self) -> type[Handler]:
        server = self

        class RouteHandler(Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
                asked = Asked(self.command, _target(self.path), tuple(self.headers.items()), self.body())
                answer = server._table.answer(asked) or NOT_FOUND
                if answer.delay:
                    server._stopping.wait(answer.delay)
                self.answer(answer.status, answer.header_lines(), answer.body)

            do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

        return RouteHandler


def _target(line: str) -> str:
    """Path and query of a request; those to a proxy name the whole URL, and look as any other does."""
    parts = urlsplit(line)
    return urlunsplit(("", "", parts.path or "/", parts.query, "")) if parts.scheme and parts.netloc else line
