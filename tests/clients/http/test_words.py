"""A failed exchange is told in words that say what to do."""

import socket
import ssl

import httpcore2
import pytest

from tranship.clients.http import Request, Terms, parse_url
from tranship.clients.http.body import DamagedError, TooLongError
from tranship.clients.http.words import FAILURES, failure

REQUEST = Request("GET", parse_url("https://bob:hunter2@acme.dev/a?token=hunter2"))


def tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL] text of the library")
    error.reason = reason
    return error


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "text of the library")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            httpcore2.ConnectError(untrusted()),
            "the server's certificate is not to be trusted: self-signed certificate; name its authority in "
            "SSL_CERT_FILE, or set insecureSkipTLSVerify",
        ),
        (
            httpcore2.ConnectError(tls("WRONG_VERSION_NUMBER")),
            "the server does not speak TLS; is the URL one of http://?",
        ),
        (
            httpcore2.ConnectError(tls("SSLV3_ALERT_HANDSHAKE_FAILURE")),
            "the server refused TLS as we speak it: sslv3 alert handshake failure",
        ),
        (
            httpcore2.ConnectError(ConnectionRefusedError(111, "Connection refused")),
            "the server refused the connection; is it running, and is the port right?",
        ),
        (
            httpcore2.ConnectError(OSError(113, "No route to host")),
            "the server can't be reached: No route to host",
        ),
        (httpcore2.ConnectError(socket.gaierror("odd")), "the server can't be reached: odd"),
        (httpcore2.ConnectTimeout("x"), "the server can't be reached in time; is there a firewall in between?"),
        (httpcore2.ReadTimeout("x"), "the server did not answer within 10 s; if it needs longer, raise the timeout"),
        (httpcore2.WriteTimeout("x"), "the server did not answer within 10 s; if it needs longer, raise the timeout"),
        (httpcore2.ReadError(ConnectionResetError(104, "reset")), "the server broke off the connection"),
        (
            httpcore2.RemoteProtocolError("x"),
            "the server broke off the connection, or what it sent is not HTTP",
        ),
        (TooLongError(), "the response is longer than 2 MiB, the most that is taken"),
        (DamagedError(), "the response is packed with gzip, and damaged"),
        (httpcore2.LocalProtocolError("words of the library"), "words of the library"),
    ],
)
def test_failures_in_words(error: Exception, text: str) -> None:
    assert isinstance(error, FAILURES)
    assert str(failure(error, REQUEST, Terms(), 10.0, "")) == f"GET https://acme.dev/a?...: {text}"


def test_without_a_limit_none_is_named() -> None:
    assert str(failure(httpcore2.ReadTimeout(), REQUEST, Terms(), None, "")).endswith(
        "did not answer in time; if it needs longer, raise the timeout"
    )


def test_a_proxy_is_named_where_it_is_the_one_who_fails() -> None:
    def words(error: Exception) -> str:
        return str(failure(error, REQUEST, Terms(), None, "proxy:3128")).partition("...: ")[2]

    assert words(httpcore2.ConnectError(ConnectionRefusedError())).startswith(
        "the proxy proxy:3128 refused the connection"
    )
    assert words(httpcore2.ProxyError("407 Auth")) == "the proxy proxy:3128 refused to connect to acme.dev: 407 Auth"
    assert words(httpcore2.ConnectError(untrusted())).startswith("the server's certificate")
