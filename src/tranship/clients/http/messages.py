"""What goes to a server and what comes back: requests, the terms they are sent on, and whole replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from tranship.clients.http.headers import Headers
from tranship.clients.http.url import HTTPURL

NO_HEADERS = Headers()
"""For requests that say nothing more."""

MOST_REQUESTS = 10
"""Requests that are made for one that is redirected again and again."""


@dataclass(frozen=True)
class Upload:
    """A body too large to hold: its ``size`` in bytes, and ``open``, which gives its bytes from the start each time."""

    size: int
    open: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Request:
    """A request: nothing is added to its headers but what the transfer needs."""

    method: str
    url: HTTPURL
    headers: Headers = NO_HEADERS
    body: bytes | Upload = field(default=b"", repr=False)


def is_success(status: int) -> bool:
    """Whether a status is one of 2xx."""
    return status // 100 == 2


def status_text(status: int) -> str:
    """A status with its name: ``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _nothing(_text: str) -> bool:
    """Know of no secrets."""
    return False


@dataclass(frozen=True)
class Terms:
    """On which terms a request is sent.

    :param seconds: how long everything may take, redirects and the whole body included; None: no end of its own.
    :param limit: bytes that the body of the response may have, unpacked.
    :param tries: how often a request is sent that fails in a way that may pass; only if it can be repeated safely.
    :param pause: seconds before the second try; they double with each further one.
    :param redirects: whether redirects are followed.
    :param verify: whether the server's certificate has to be good.
    :param proxy: the URL of the proxy to use; "" for what the environment says.
    :param trust_advice: what to do about a certificate that is not trusted.
    :param shows_secret: knows secrets, which then do not go to a host that a redirect names.
    """

    seconds: float | None = 30.0
    limit: int = 2 << 20
    tries: int = 1
    pause: float = 0.5
    redirects: bool = True
    verify: bool = True
    proxy: str = field(default="", repr=False)
    trust_advice: str = "name its authority in SSL_CERT_FILE, or set insecureSkipTLSVerify"
    shows_secret: Callable[[str], bool] = field(default=_nothing, repr=False, compare=False)


@dataclass(frozen=True)
class Reply:
    """A response that is there as a whole. ``url`` is where it came from, after redirects."""

    status: int
    headers: Headers
    body: bytes
    url: HTTPURL

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 2xx."""
        return is_success(self.status)
