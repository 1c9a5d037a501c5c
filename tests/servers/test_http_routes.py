"""The table of routes is served as it is written, and requests are remembered."""

import gzip
import http.client
import socket
import ssl
import urllib.request
from http.client import HTTPConnection

import pytest

from tests.servers.asking import ask
from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.local import CERTIFICATE


def test_the_nth_request_gets_the_nth_answer_and_the_last_repeats() -> None:
    with RouteServer([Route("/a", (Answer(503), Answer(200, body=b"ok")))]) as server:
        assert [ask(f"{server.url}/a").status for _ in range(3)] == [503, 200, 200]


def test_routes_are_told_apart_by_method_and_query() -> None:
    routes = [
        Route("/a", (Answer(body=b"any"),)),
        Route("/a", (Answer(body=b"never, for the first fits too"),), "GET"),
        Route("/a?x=1&y=2", (Answer(body=b"this query"),)),
        Route("/b", (Answer(201),), "POST"),
    ]
    with RouteServer(routes) as server:
        assert ask(f"{server.url}/a?x=3").body == b"any"
        assert ask(f"{server.url}/a?y=2&x=1").body == b"this query"
        assert ask(f"{server.url}/b", "POST", b"").status == 201
        for missing in (ask(f"{server.url}/b"), ask(f"{server.url}/c")):
            assert (missing.status, missing.body) == (404, b"not found")


def test_requests_are_remembered_whole() -> None:
    with RouteServer() as server:
        ask(f"{server.url}/p/q?r=%20s", "PUT", b"\xffbody", {"X-Tag": "one"})
        (asked,) = server.asked
    assert (asked.method, asked.target, asked.body) == ("PUT", "/p/q?r=%20s", b"\xffbody")
    assert ("X-Tag", "one") in asked.headers


def test_chunked_bodies_are_read_and_connections_stay_open() -> None:
    with RouteServer([Route("/a", (Answer(body=b"ok"),))]) as server:
        connection = http.client.HTTPConnection(server.host, timeout=10)
        for _ in range(2):
            connection.request("POST", "/a", iter([b"ab", b"c"]), encode_chunked=True)
            assert connection.getresponse().read() == b"ok"
        connection.close()
        assert [asked.body for asked in server.asked] == [b"abc", b"abc"]


def test_answers_to_head_and_without_content_have_no_body() -> None:
    routes = [Route("/a", (Answer(body=b"four"),)), Route("/gone", (Answer(204, body=b"x"),))]
    with RouteServer(routes) as server:
        head, gone = ask(f"{server.url}/a", "HEAD"), ask(f"{server.url}/gone")
        assert (head.status, head.headers["Content-Length"], head.body) == (200, "4", b"")
        assert (gone.status, gone.body) == (204, b"")


def test_a_content_type_is_found_where_none_is_given() -> None:
    bodies = {"/text": b'{"a": 1}', "/html": b"<html>", "/zip": gzip.compress(b"x"), "/bytes": b"\xff", "/empty": b""}
    routes = [Route(path, (Answer(body=body),)) for path, body in bodies.items()]
    routes.append(Route("/own", (Answer(headers={"content-type": "a/b"}, body=b"x"),)))
    with RouteServer(routes) as server:
        types = {route.path: ask(server.url + route.path).headers.get("Content-Type") for route in routes}
    assert types == {
        "/text": "text/plain; charset=utf-8",
        "/html": "text/html; charset=utf-8",
        "/zip": "application/x-gzip",
        "/bytes": "application/octet-stream",
        "/empty": None,
        "/own": "a/b",
    }


def test_a_header_may_have_several_values() -> None:
    with (
        RouteServer([Route("/a", (Answer(headers={"X-N": ["1", "2"]}),))]) as server,
        urllib.request.urlopen(f"{server.url}/a", timeout=10) as response,
    ):
        assert response.headers.get_all("X-N") == ["1", "2"]


def test_a_length_that_is_wrong_is_sent_as_it_is_and_the_connection_ends() -> None:
    route = Route("/a", (Answer(headers={"Content-Length": "100"}, body=b"short"),))
    with RouteServer([route]) as server, pytest.raises(http.client.IncompleteRead):
        ask(f"{server.url}/a")


def test_it_speaks_tls_with_its_own_certificate() -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with RouteServer([Route("/a", (Answer(body=b"ok"),))], tls=True) as server:
        assert server.url.startswith("https://127.0.0.1:")
        with urllib.request.urlopen(f"{server.url}/a", timeout=10, context=context) as response:
            assert response.read() == b"ok"


def test_a_client_that_stalls_in_the_handshake_stops_nobody() -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with RouteServer([Route("/a", (Answer(body=b"ok"),))], tls=True) as server:
        host, _, port = server.host.partition(":")
        with (
            socket.create_connection((host, int(port))),
            urllib.request.urlopen(f"{server.url}/a", timeout=10, context=context) as response,
        ):
            assert response.read() == b"ok"


def test_a_delayed_answer_does_not_outlive_the_server() -> None:
    with RouteServer([Route("/a", (Answer(delay=3600),))]) as server:
        connection = http.client.HTTPConnection(server.host, timeout=10)
        connection.request("GET", "/a")
        while not server.asked:
            pass
    connection.close()
    assert server.asked[0].target == "/a"


def test_serving_other_routes_forgets_what_was_asked() -> None:
    with RouteServer([Route("/a", (Answer(200), Answer(500)))]) as server:
        ask(f"{server.url}/a")
        server.serve([Route("/a", (Answer(201), Answer(202)))])
        forgotten = server.asked
        assert ask(f"{server.url}/a").status == 201
        assert (forgotten, [asked.target for asked in server.asked]) == ((), ["/a"])


def test_a_request_to_a_proxy_is_answered_as_any_other() -> None:
    with RouteServer([Route("/a", (Answer(200, {}, b"through"),))]) as server:
        connection = HTTPConnection(server.host)
        connection.request("GET", "http://elsewhere.invalid/a?b=1", headers={"Host": "elsewhere.invalid"})
        assert connection.getresponse().read() == b"through"
        connection.close()
        assert server.asked[0].target == "/a?b=1"
