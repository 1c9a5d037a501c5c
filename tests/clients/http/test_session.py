"""Exchanges with real servers: what is sent, what comes back, and what happens when nothing good does."""

import gzip
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.local import CERTIFICATE
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import Headers, HTTPClient, Reply, Request, Terms, Upload, parse_url
from tranship.clients.http.tls import Trust
from tranship.errors import AddressError, CancelledError, HTTPError
from tranship.execution import BACKGROUND, Cancellation, Execution

ONCE_MORE = Terms(tries=3, pause=0)


def client(environment: Mapping[str, str] | None = None, trust: Trust | None = None) -> HTTPClient:
    return HTTPClient(AddressPolicy(allow_loopback=True, environment=environment or {}), trust or Trust())


def send(
    url: str, terms: Terms | None = None, method: str = "GET", execution: Execution = BACKGROUND, **more: Any
) -> Reply:
    """The reply to a request of a client that may reach this machine."""
    return client().send(Request(method, parse_url(url), **more), execution, terms or Terms())


def route(path: str, *answers: Answer, method: str | None = None) -> Route:
    return Route(path, answers, method)


def refusal(url: str, terms: Terms | None = None, **more: Any) -> str:
    with pytest.raises(HTTPError) as caught:
        send(url, terms, **more)
    return str(caught.value)


@contextmanager
def speaking(answer: bytes) -> Iterator[str]:
    """A server that says these bytes to everybody, and hangs up; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    if connection.recv(65536) == b"end":
                        return
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            with socket.create_connection(server.getsockname()) as goodbye:
                goodbye.sendall(b"end")
                thread.join()


def test_a_request_and_its_reply() -> None:
    with RouteServer([route("/a?b=1", Answer(201, {"X-Tag": ["one", "two"]}, b"hello"))]) as server:
        reply = send(f"{server.url}/a?b=1#c", headers=Headers((("x-mine", "m"),)))
        assert (reply.status, reply.body, str(reply.url)) == (201, b"hello", f"{server.url}/a?...")
        assert reply.headers.by_name()["X-Tag"] == ["one", "two"]
        (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/a?b=1")
    assert asked.headers == (
        ("Host", server.host),
        ("User-Agent", "tranship"),
        ("Accept-Encoding", "gzip"),
        ("X-Mine", "m"),
    )


@pytest.mark.parametrize(("method", "body", "length"), [("POST", b"", "0"), ("GET", b"x", "1"), ("DELETE", b"", None)])
def test_a_body_has_a_length(method: str, body: bytes, length: str | None) -> None:
    with RouteServer() as server:
        send(server.url, method=method, body=body)
        (asked,) = server.asked
    assert (asked.body, dict(asked.headers).get("Content-Length")) == (body, length)


def test_headers_that_say_how_a_request_is_made_up_are_ours() -> None:
    smuggled = Headers((("content-length", "99"), ("Transfer-Encoding", "chunked"), ("Host", "evil"), ("Trailer", "x")))
    with RouteServer() as server:
        send(server.url, method="POST", body=b"abc", headers=smuggled)
        (asked,) = server.asked
    assert asked.body == b"abc"
    assert {name for name, _ in asked.headers} == {"Host", "User-Agent", "Accept-Encoding", "Content-Length"}


def test_a_users_agent_and_encodings_are_the_users() -> None:
    packed = gzip.compress(b"hello")
    with RouteServer([route("/", Answer(200, {"Content-Encoding": "gzip"}, packed))]) as server:
        reply = send(server.url, headers=Headers((("User-Agent", "me"), ("Accept-Encoding", "gzip"))))
        (asked,) = server.asked
    assert reply.body == packed
    assert asked.headers[1:] == (("User-Agent", "me"), ("Accept-Encoding", "gzip"))


def test_user_and_password_of_the_url_become_a_header() -> None:
    with RouteServer() as server:
        url = server.url.replace("//", "//bob:pa%20ss@")
        send(url)
        send(url, headers=Headers((("authorization", "Bearer t"),)))
        first, second = server.asked
    assert dict(first.headers)["Authorization"] == "Basic Ym9iOnBhIHNz"
    assert [value for name, value in second.headers if name == "Authorization"] == ["Bearer t"]


def test_a_large_body_is_sent_from_where_it_is() -> None:
    opened = []

    def chunks() -> Iterator[bytes]:
        opened.append(1)
        yield from [b"abc", b"def"]

    with RouteServer([route("/", Answer(503), Answer(201))]) as server:
        reply = send(server.url, ONCE_MORE, "PUT", body=Upload(6, chunks))
        assert reply.status == 201
        assert [asked.body for asked in server.asked] == [b"abcdef", b"abcdef"]
    assert opened == [1, 1]


def test_a_packed_body_is_unpacked_and_looks_as_if_it_had_never_been_packed() -> None:
    headers = {"Content-Encoding": "GZIP", "Content-Type": "text/plain"}
    with RouteServer([route("/", Answer(200, headers, gzip.compress(b"hello")))]) as server:
        reply = send(server.url)
    assert reply.body == b"hello"
    assert not {"Content-Encoding", "Content-Length"} & reply.headers.by_name().keys()


def test_a_response_that_is_too_long() -> None:
    with RouteServer([route("/", Answer(200, {}, b"x" * 101))]) as server:
        assert len(send(server.url, Terms(limit=101)).body) == 101
        assert refusal(server.url, Terms(limit=100)) == (
            f"GET {server.url}: the response is longer than 100 bytes, the most that is taken"
        )


def test_a_bomb() -> None:
    bomb = gzip.compress(bytes(30 << 20))
    with RouteServer([route("/", Answer(200, {"Content-Encoding": "gzip"}, bomb))]) as server:
        assert "longer than 2 MiB" in refusal(server.url)


def test_a_response_that_is_cut_off() -> None:
    with RouteServer([route("/", Answer(200, {"Content-Length": "9"}, b"abc"))]) as server:
        assert "broke off the connection" in refusal(server.url)


def test_a_head_request_is_answered_without_body() -> None:
    with RouteServer([route("/", Answer(200, {"Content-Length": "999999999"}, b""))]) as server:
        reply = send(server.url, method="HEAD")
    assert (reply.body, reply.headers.get("Content-Length")) == (b"", "999999999")


def test_something_that_is_not_http() -> None:
    with speaking(b"SSH-2.0-OpenSSH\r\n") as url:
        assert "what it sent is not HTTP" in refusal(url)


def test_a_server_that_takes_too_long() -> None:
    with RouteServer([route("/", Answer(delay=600))]) as server:
        message = refusal(server.url, Terms(seconds=0.3))
        assert message.startswith(f"GET {server.url}: the server did not answer within 0.3 s; if it needs longer")


def test_a_request_ends_when_the_work_is_asked_to_stop() -> None:
    cancel = Cancellation()
    with RouteServer([route("/", Answer(delay=600))]) as server:

        def stop() -> None:
            while not server.asked:
                pass
            cancel.cancel("enough")

        stopper = threading.Thread(target=stop)
        stopper.start()
        with pytest.raises(CancelledError, match="stopped: enough"):
            send(server.url, execution=Execution(cancel))
        stopper.join()


def test_nothing_is_sent_once_the_work_was_asked_to_stop() -> None:
    cancel = Cancellation()
    cancel.cancel()
    with RouteServer() as server, pytest.raises(CancelledError):
        send(server.url, execution=Execution(cancel))
    assert server.asked == ()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://127.0.0.1/", 'it should start with "https://" or "http://"'),
        ("127.0.0.1/a", 'it should start with "https://" or "http://"'),
        ("http:///a", 'the URL names no host; write it as "http://host/path"'),
        ("http://127.0.0.1:0/", "there is no such port"),
        ("http://127.0.0.1:65536/", "there is no such port"),
    ],
)
def test_where_http_can_not_go(url: str, message: str) -> None:
    assert message in refusal(url)


def test_a_header_that_would_be_two() -> None:
    with RouteServer() as server:
        assert "line break" in refusal(server.url, headers=Headers((("X-A", "b\r\nX-C: d"),)))
    assert server.asked == ()


class TestRedirects:
    def test_they_are_followed(self) -> None:
        routes = [route("/a", Answer(302, {"Location": "b"})), route("/b", Answer(200, {}, b"here"))]
        with RouteServer(routes) as server:
            reply = send(f"{server.url}/a")
            assert (reply.body, str(reply.url)) == (b"here", f"{server.url}/b")
            assert not any(name == "Referer" for asked in server.asked for name, _ in asked.headers)

    def test_they_are_not_followed_where_nobody_wants_it(self) -> None:
        with RouteServer([route("/", Answer(302, {"Location": "/b"}))]) as server:
            assert send(server.url, Terms(redirects=False)).status == 302

    def test_one_that_leads_nowhere_is_an_ordinary_response(self) -> None:
        with RouteServer([route("/", Answer(302))]) as server:
            assert send(server.url).status == 302

    def test_they_end(self) -> None:
        with RouteServer([route("/", Answer(302, {"Location": "/"}))]) as server:
            assert refusal(server.url) == f"{server.url}/: there were 10 redirects; do they go round in circles?"
            assert len(server.asked) == 10

    @pytest.mark.parametrize("location", ["http://169.254.169.254/", "http://[::ffff:a9fe:a9fe]/", "//metadata/"])
    def test_they_do_not_lead_to_metadata(self, location: str) -> None:
        with RouteServer([route("/", Answer(302, {"Location": location}))]) as server:
            with pytest.raises(AddressError, match=r"/ redirects to another place: .*metadata"):
                send(f"{server.url}/")
            assert len(server.asked) == 1

    @pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)"])
    def test_they_do_not_leave_http(self, location: str) -> None:
        with RouteServer([route("/", Answer(302, {"Location": location}))]) as server:
            message = refusal(f"{server.url}/")
            assert message.startswith(f"{server.url}/ redirects to another place: the URL is none of HTTP")

    def test_secrets_stay_with_their_host(self) -> None:
        headers = Headers(
            (("Authorization", "Bearer t"), ("PRIVATE-TOKEN", "t"), ("X-Hook", "hunter2"), ("X-Trace", "t"))
        )
        with RouteServer() as other, RouteServer([route("/", Answer(302, {"Location": other.url}))]) as server:
            send(server.url, Terms(shows_secret=lambda text: "hunter2" in text), headers=headers)
            (asked,) = other.asked
        assert dict(asked.headers).keys() == {"Host", "User-Agent", "Accept-Encoding", "X-Trace"}


class TestRetries:
    def test_what_may_pass_is_tried_again(self) -> None:
        lines: list[str] = []
        with RouteServer(
            [route("/", Answer(503), Answer(429, {"Retry-After": "0"}), Answer(200, {}, b"ok"))]
        ) as server:
            assert send(server.url, ONCE_MORE, execution=Execution(log=lines.append)).body == b"ok"
        assert lines == [
            f"GET {server.url}: 503 Service Unavailable; trying again in 0.0 s",
            f"GET {server.url}: 429 Too Many Requests; trying again in 0.0 s",
        ]

    def test_but_not_for_ever(self) -> None:
        with RouteServer([route("/", Answer(503))]) as server:
            assert send(server.url, ONCE_MORE).status == 503
            assert len(server.asked) == 3

    def test_what_stays_is_not_tried_again(self) -> None:
        with RouteServer([route("/", Answer(500))]) as server:
            assert send(server.url, ONCE_MORE).status == 500
            assert send(server.url, ONCE_MORE, "POST").status == 500
            assert len(server.asked) == 2

    def test_what_was_perhaps_done_is_not_done_again(self) -> None:
        with RouteServer([route("/", Answer(200, {"Content-Length": "9"}, b"abc"), Answer(200))]) as server:
            assert "broke off" in refusal(server.url, ONCE_MORE, method="POST")
            assert len(server.asked) == 1

    def test_a_body_that_was_cut_off_is_asked_for_again(self) -> None:
        with RouteServer(
            [route("/", Answer(200, {"Content-Length": "9"}, b"abc"), Answer(200, {}, b"whole"))]
        ) as server:
            assert send(server.url, ONCE_MORE).body == b"whole"

    def test_advice_to_come_back_tomorrow_is_an_answer(self) -> None:
        with RouteServer([route("/", Answer(429, {"Retry-After": "86400"}))]) as server:
            assert send(server.url, ONCE_MORE).status == 429
            assert len(server.asked) == 1

    def test_a_pause_that_outlasts_the_time_is_not_made(self) -> None:
        with RouteServer([route("/", Answer(429, {"Retry-After": "50"}))]) as server:
            assert send(server.url, Terms(tries=3, seconds=20)).status == 429
            assert len(server.asked) == 1

    def test_one_try_is_all_there_is_unless_somebody_asks(self) -> None:
        with RouteServer([route("/", Answer(503))]) as server:
            send(server.url)
            assert len(server.asked) == 1

    def test_a_stream_is_tried_again_until_it_begins(self) -> None:
        routes = [route("/", Answer(502), Answer(200, {}, b"ok"))]
        with RouteServer(routes) as server, client().session(BACKGROUND) as session:
            with session.open(Request("GET", parse_url(server.url)), ONCE_MORE) as response:
                assert (response.status, response.length, b"".join(response.chunks())) == (200, 2, b"ok")
            assert len(server.asked) == 2


class TestTLS:
    def test_a_certificate_nobody_vouches_for(self) -> None:
        with RouteServer(tls=True) as server:
            assert "the server's certificate is not to be trusted: self-signed certificate" in refusal(server.url)
            assert server.asked == ()

    def test_it_is_taken_where_somebody_says_so(self) -> None:
        with RouteServer(tls=True) as server:
            assert send(server.url, Terms(verify=False)).status == 404

    def test_an_authority_of_ones_own(self) -> None:
        with RouteServer(tls=True) as server:
            assert (
                client(trust=Trust(CERTIFICATE)).send(Request("GET", parse_url(server.url)), BACKGROUND).status == 404
            )

    def test_a_server_without_tls(self) -> None:
        with RouteServer() as server:
            url = server.url.replace("http://", "https://")
            assert "the server does not speak TLS" in refusal(url, Terms(verify=False))


class TestProxies:
    def test_a_request_goes_through_the_proxy_of_its_terms(self) -> None:
        with RouteServer() as proxy:
            terms = Terms(proxy=proxy.url.replace("//", "//bob:pw@"))
            send("http://service.invalid/a?b", terms)
            (asked,) = proxy.asked
        assert asked.target == "/a?b"
        assert dict(asked.headers)["Host"] == "service.invalid"
        assert dict(asked.headers)["Proxy-Authorization"] == "Basic Ym9iOnB3"

    def test_a_request_goes_through_the_proxy_of_the_environment(self) -> None:
        with RouteServer() as proxy:
            # The operator's proxy may be on this machine even where steps may not go there.
            strict = HTTPClient(AddressPolicy(environment={"HTTP_PROXY": proxy.url}))
            assert strict.send(Request("GET", parse_url("http://service.invalid/")), BACKGROUND).status == 404
            with pytest.raises(AddressError, match="this machine itself"):
                strict.send(Request("GET", parse_url(proxy.url)), BACKGROUND)
            with pytest.raises(AddressError, match="this machine itself"):
                strict.send(Request("GET", parse_url("http://service.invalid/")), BACKGROUND, Terms(proxy=proxy.url))
            assert len(proxy.asked) == 1

    def test_metadata_is_not_asked_for_through_a_proxy(self) -> None:
        with RouteServer() as proxy:
            for url in ("http://169.254.169.254/", "http://metadata.google.internal/"):
                with pytest.raises(AddressError, match="metadata"):
                    send(url, Terms(proxy=proxy.url))
            assert proxy.asked == ()

    def test_a_proxy_that_does_not_tunnel(self) -> None:
        with speaking(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as url:
            message = refusal("https://service.invalid/", Terms(proxy=url))
        assert "refused to connect to service.invalid: 407 Proxy Authentication Required" in message

    def test_a_proxy_that_is_down(self) -> None:
        message = refusal("http://service.invalid/", Terms(proxy="http://127.0.0.1:1"))
        assert message.startswith("GET http://service.invalid/: the proxy 127.0.0.1:1 refused the connection")

    def test_a_proxy_of_another_kind(self) -> None:
        assert "the proxy h:1 is none of HTTP" in refusal("http://a/", Terms(proxy="socks5://h:1"))


def test_a_session_keeps_its_connection() -> None:
    ports: list[Sequence[str]] = []
    with RouteServer([route("/", Answer(200, {}, b"x"))]) as server, client().session(BACKGROUND) as session:
        for _ in range(3):
            with session.open(Request("GET", parse_url(server.url)), Terms()) as response:
                assert b"".join(response.chunks()) == b"x"
                ports.append(response._raw.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(set(map(tuple, ports))) == 1
