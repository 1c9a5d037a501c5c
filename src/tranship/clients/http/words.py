"""What went wrong with a request, in the words of somebody who wants to mend it."""

from __future__ import annotations

import ssl

import httpcore2

from tranship.clients.http.body import DamagedError, TooLongError
from tranship.clients.http.messages import Request, Terms
from tranship.errors import HTTPError
from tranship.files.atomic import size_text

FAILURES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    TooLongError,
    DamagedError,
)
"""What the transfer raises; nothing of it reaches a user."""

_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE"})


def failure(error: Exception, request: Request, terms: Terms, seconds: float | None, proxy: str) -> HTTPError:
    """A failed exchange in a user's words.

    :param seconds: how long it was allowed to take.
    :param proxy: host and port of the proxy that was in between; "" for none.
    """
    return HTTPError(f"{request.method} {request.url}: {_why(error, request, terms, seconds, proxy)}")


def underlying(error: BaseException) -> BaseException | None:
    """What the system said; the transfer passes it on as the argument of its own errors."""
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, BaseException) else None


def _why(error: Exception, request: Request, terms: Terms, seconds: float | None, proxy: str) -> str:
    cause = underlying(error)
    who = f"the proxy {proxy}" if proxy else "the server"
    match error, cause:
        case _, ssl.SSLCertVerificationError():
            return f"the server's certificate is not to be trusted: {cause.verify_message}; {terms.trust_advice}"
        case _, ssl.SSLError() if cause.reason in _NO_TLS:
            return "the server does not speak TLS; is the URL one of http://?"
        case _, ssl.SSLError():
            reason = (cause.reason or "it does not say why").lower().replace("_", " ")
            return f"the server refused TLS as we speak it: {reason}"
        case httpcore2.ConnectError(), ConnectionRefusedError():
            return f"{who} refused the connection; is it running, and is the port right?"
        case httpcore2.ConnectTimeout(), _:
            return f"{who} can't be reached in time; is there a firewall in between?"
        case httpcore2.ConnectError(), OSError():
            return f"{who} can't be reached: {cause.strerror or cause}"
        case httpcore2.TimeoutException(), _:
            limit = "in time" if seconds is None else f"within {seconds:.3g} s"
            return f"{who} did not answer {limit}; if it needs longer, raise the timeout"
        case httpcore2.ProxyError(), _:
            return f"{who} refused to connect to {request.url.place}: {error}"
        case httpcore2.NetworkError(), _:
            return f"{who} broke off the connection"
        case httpcore2.RemoteProtocolError(), _:
            return f"{who} broke off the connection, or what it sent is not HTTP"
        case TooLongError(), _:
            return f"the response is longer than {size_text(terms.limit)}, the most that is taken"
        case DamagedError(), _:
            return "the response is packed with gzip, and damaged"
    return str(error)
