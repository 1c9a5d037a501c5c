"""Where a redirect leads, and what of the request goes along: never a secret to a host it was not meant for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tranship.clients.http.messages import Request, Upload
from tranship.clients.http.url import HTTPURL
from tranship.errors import HTTPError

_TO_GET = frozenset({301, 302, 303})
_AS_IT_WAS = frozenset({307, 308})
_OF_THE_BODY = ("Content-Type", "Content-Encoding", "Content-Language", "Content-Location")


def is_redirect(status: int) -> bool:
    """Whether a status says to go elsewhere, if the response says where."""
    return status in _TO_GET or status in _AS_IT_WAS


def redirected(request: Request, status: int, location: str, shows_secret: Callable[[str], bool]) -> Request:
    """The request that follows a redirect, as browsers and Go do it: after 301, 302 and 303 a GET without body.

    :param shows_secret: knows secrets when it sees them.
    :raises HTTPError: the location is no URL, or a body with a secret would go to another host.
    """
    url = request.url.join(location)
    headers, method, body = request.headers, request.method, request.body
    if status in _TO_GET:
        method = method if method == "HEAD" else "GET"
        headers, body = headers.without(*_OF_THE_BODY), b""
    if not _is_meant(url, request.url):
        headers = headers.for_another_host(shows_secret)
        if isinstance(body, Upload) or shows_secret(body.decode("utf-8", "replace")):
            raise HTTPError(
                f"{request.url} redirects to {url.place}; what the request holds was not written for that host, so it "
                "is not sent there: if it may have it, use its URL"
            )
    return replace(request, method=method, url=url, headers=headers, body=body)


def _is_meant(url: HTTPURL, before: HTTPURL) -> bool:
    """Whether what was written for the one URL may go to the other: the same host, or the same with TLS."""
    if url.origin == before.origin:
        return True
    return before.origin == ("http", before.host, 80) and url.origin == ("https", before.host, 443)
