"""Exchanges with servers: one after the other, over connections that are kept between them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

import httpcore2

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http.body import limited, unpacked
from tranship.clients.http.connections import CheckedBackend, Clock
from tranship.clients.http.headers import OURS, Headers
from tranship.clients.http.messages import MOST_REQUESTS, Reply, Request, Terms, Upload, is_success, status_text
from tranship.clients.http.redirects import is_redirect, redirected
from tranship.clients.http.retries import LONGEST_PAUSE, advised_pause, is_transient, may_pass, pause
from tranship.clients.http.tls import Trust
from tranship.clients.http.url import HTTPURL, parse_url
from tranship.clients.http.words import FAILURES, failure
from tranship.clients.proxies import proxy_for
from tranship.clients.stand_in import LOCAL
from tranship.errors import AddressError, HTTPError
from tranship.execution import Execution

_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
_HIGHEST_PORT = 65535

R = TypeVar("R", "Response", Reply)


class Response:
    """A response whose body is still on its way; closed when the block ends that it was opened for."""

    def __init__(
        self,
        raw: httpcore2.Response,
        url: HTTPURL,
        limit: int,
        fail: Callable[[Exception], Exception],
        *,
        gzip: bool,
    ) -> None:
        headers = Headers.received(raw.headers).without("Transfer-Encoding", "Trailer")
        self.status = raw.status
        self.url = url
        self.is_packed = gzip and headers.get("Content-Encoding").lower() == "gzip"
        self.headers = headers.without("Content-Encoding", "Content-Length") if self.is_packed else headers
        self._raw = raw
        self._limit = limit
        self._fail = fail

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 2xx."""
        return is_success(self.status)

    @property
    def length(self) -> int | None:
        """Bytes that the body has as the server says; None if it doesn't, or has packed it."""
        text = self.headers.get("Content-Length")
        return int(text) if text.isascii() and text.isdigit() else None

    def chunks(self) -> Iterator[bytes]:
        """The body, unpacked, in pieces.

        :raises HTTPError: it is longer than agreed, damaged, or does not come to its end.
        """
        raw = self._raw.iter_stream()
        try:
            yield from limited(unpacked(raw) if self.is_packed else raw, self._limit)
        except FAILURES as error:
            raise self._fail(error) from error

    def read(self) -> Reply:
        """The whole response.

        :raises HTTPError: as :meth:`chunks`.
        """
        return Reply(self.status, self.headers, b"".join(self.chunks()), self.url)

    def close(self) -> None:
        """Let go of the connection; it is used again if the body was read to its end."""
        self._raw.close()


class Session:
    """Exchanges of one thread, for one piece of work; use it as a block, at the end of which connections are closed."""

    def __init__(self, policy: AddressPolicy, trust: Trust, user_agent: str, execution: Execution) -> None:
        self._policy = policy
        self._trust = trust
        self._user_agent = user_agent
        self._execution = execution
        self._clock = Clock()
        self._pools: dict[tuple[HTTPURL | None, bool, bool], httpcore2.ConnectionPool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for pool in self._pools.values():
            pool.close()

    @contextmanager
    def open(self, request: Request, terms: Terms) -> Iterator[Response]:
        """The response to a request, whatever its status, while the block runs.

        :raises HTTPError: there is none.
        :raises AddressError: the request, or a redirect, leads where steps must not go.
        :raises CancelledError: the work was asked to stop.
        """
        with self._clock.running(self._execution, terms.seconds):
            response = self._repeated(lambda: self._followed(request, terms), request, terms)
            try:
                yield response
            finally:
                response.close()

    def send(self, request: Request, terms: Terms) -> Reply:
        """The whole response to a request, whatever its status.

        :raises HTTPError: there is none, or it is too long.
        :raises AddressError: as :meth:`open`. :raises CancelledError: as :meth:`open`.
        """

        def attempt() -> Reply:
            response = self._followed(request, terms)
            try:
                return response.read()
            finally:
                response.close()

        with self._clock.running(self._execution, terms.seconds):
            return self._repeated(attempt, request, terms)

    def _repeated(self, attempt: Callable[[], R], request: Request, terms: Terms) -> R:
        """What comes of a request, after as many tries as it needs and may have."""
        for number in range(1, terms.tries):
            seconds = pause(number, terms.pause)
            try:
                result = attempt()
            except HTTPError as error:
                if not may_pass(error, request.method) or not self._has_time(seconds):
                    raise
                why = str(error)
            else:
                advice = advised_pause(result.status, result.headers)
                seconds = seconds if advice is None else advice
                if not is_transient(result.status, request.method) or not self._has_time(seconds):
                    return result
                if isinstance(result, Response):
                    result.close()
                why = f"{request.method} {request.url}: {status_text(result.status)}"
            self._execution.log(f"{why}; trying again in {seconds:.1f} s")
            self._execution.wait(seconds)
        return attempt()

    def _has_time(self, seconds: float) -> bool:
        left = self._clock.left()
        return seconds <= LONGEST_PAUSE and (left is None or seconds < left)

    def _followed(self, request: Request, terms: Terms) -> Response:
        """The response at the end of all redirects."""
        came_from = ""
        for _ in range(MOST_REQUESTS):
            try:
                response = self._exchanged(request, terms, came_from)
            except AddressError as error:
                raise AddressError(f"{came_from}{error}") from None
            location = response.headers.get("Location")
            if not (terms.redirects and location and is_redirect(response.status)):
                return response
            response.close()
            came_from = f"{request.url} redirects to another place: "
            request = redirected(request, response.status, location, terms.shows_secret)
        raise HTTPError(f"{request.url}: there were {MOST_REQUESTS} redirects; do they go round in circles?")

    def _exchanged(self, request: Request, terms: Terms, came_from: str) -> Response:
        """The response to one request; ``came_from`` is what led to it, for messages."""
        url = request.url
        _check(url, came_from)
        self._execution.check()
        proxy = self._proxy(url, terms)
        if proxy:
            if proxy.scheme not in ("http", "https"):
                raise HTTPError(f"the proxy {proxy.place} is none of HTTP; its URL should start with http://")
            self._policy.check_name(url.host, url.effective_port)
        fail = self._failing(request, terms, proxy.place if proxy else "")
        headers, gzip = self._headers(request)
        raw = httpcore2.Request(
            request.method,
            self._place(url),
            headers=headers,
            content=request.body.open() if isinstance(request.body, Upload) else request.body,
        )
        try:
            response = self._pool(raw.url.scheme.decode(), proxy, terms).handle_request(raw)
        except FAILURES as error:
            raise fail(error) from error
        return Response(response, request.url, terms.limit, fail, gzip=gzip)

    def _proxy(self, url: HTTPURL, terms: Terms) -> HTTPURL | None:
        """The proxy that a request goes through; None for none."""
        if self._policy.stand_in is not None:
            return None
        configured = terms.proxy or proxy_for(url.scheme, url.host, url.effective_port, self._policy.environment)
        return parse_url(configured) if configured else None

    def _place(self, url: HTTPURL) -> httpcore2.URL:
        """Where a request is sent, and what is asked there."""
        stand_in = self._policy.stand_in
        if stand_in is None:
            return httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
        self._policy.check_host(url.host, url.effective_port, self._execution)
        return httpcore2.URL(scheme="http", host=LOCAL, port=stand_in.port, target=url.text)

    def _failing(self, request: Request, terms: Terms, proxy: str) -> Callable[[Exception], Exception]:
        def fail(error: Exception) -> Exception:
            # Connections that were broken off because somebody asked to stop have not failed.
            self._execution.check()
            return failure(error, request, terms, self._clock.seconds, proxy)

        return fail

    def _headers(self, request: Request) -> tuple[list[tuple[bytes, bytes]], bool]:
        """What goes on the wire, and whether the response may be packed."""
        given = request.headers.without(*OURS)
        names = {name.lower() for name, _ in given}
        added = [("Host", request.url.place)]
        if "user-agent" not in names:
            added.append(("User-Agent", self._user_agent))
        if request.url.username is not None and "authorization" not in names:
            pair = f"{request.url.username}:{request.url.password}".encode("utf-8", "surrogateescape")
            added.append(("Authorization", f"Basic {base64.b64encode(pair).decode()}"))
        size = request.body.size if isinstance(request.body, Upload) else len(request.body)
        if size or request.method in _WITH_LENGTH:
            added.append(("Content-Length", str(size)))
        gzip = request.method != "HEAD" and not names & {"accept-encoding", "range"}
        if gzip:
            added.append(("Accept-Encoding", "gzip"))
        return Headers((*added, *given)).encoded(), gzip

    def _pool(self, scheme: str, proxy: HTTPURL | None, terms: Terms) -> httpcore2.ConnectionPool:
        """The connections that requests by this scheme and proxy share."""
        with_tls = "https" in (scheme, proxy.scheme if proxy else "")
        key = (proxy, with_tls, terms.verify)
        if key not in self._pools:
            # To read the authorities' certificates takes its time.
            context = self._trust.context(verify=terms.verify) if with_tls else None
            # A proxy that the operator has named may be in any network.
            policy = self._policy.trusting() if proxy and not terms.proxy else self._policy
            backend = CheckedBackend(policy, self._execution, self._clock)
            if proxy is None:
                self._pools[key] = httpcore2.ConnectionPool(ssl_context=context, network_backend=backend)
            else:
                self._pools[key] = httpcore2.HTTPProxy(
                    httpcore2.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port, target="/"),
                    proxy_auth=None if proxy.username is None else (proxy.username.encode(), proxy.password.encode()),
                    ssl_context=context,
                    proxy_ssl_context=context if proxy.scheme == "https" else None,
                    network_backend=backend,
                )
        return self._pools[key]


def _check(url: HTTPURL, came_from: str) -> None:
    """Whether HTTP can go there at all."""
    if url.scheme not in ("http", "https"):
        raise HTTPError(f'{came_from}the URL is none of HTTP; it should start with "https://" or "http://"')
    if not url.host:
        raise HTTPError(f'{came_from}the URL names no host; write it as "{url.scheme}://host/path"')
    if not 0 < url.effective_port <= _HIGHEST_PORT:
        raise HTTPError(f"{url}: there is no such port; they go from 1 to {_HIGHEST_PORT}")
