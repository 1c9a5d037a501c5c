"""The server of the doubles: whole requests come in, whole answers go out, and it is gone afterwards."""

from __future__ import annotations

import http.client
import json
import socket

import pytest

from tests.servers.asking import ask
from tranship.testing.server import Answer, Request, answering


def test_a_request_is_handed_on_whole() -> None:
    asked: list[Request] = []

    def respond(request: Request) -> Answer:
        asked.append(request)
        return Answer(201, {"a": 1}, {"X-Tag": "one"})

    with answering(respond) as server:
        reply = ask(f"http://{server.host}/p%2Fq?a=1&b=&a=2", "PUT", b'{"x": 1}', {"X-Name": "v"})
    (request,) = asked
    assert (request.method, request.path, request.query) == ("PUT", "/p%2Fq", {"a": "2", "b": ""})
    assert (request.headers["x-name"], request.fields) == ("v", {"x": 1})
    assert (reply.status, json.loads(reply.body), reply.headers["X-Tag"]) == (201, {"a": 1}, "one")
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"'])
def test_a_body_that_is_no_object_has_no_fields(body: bytes) -> None:
    assert Request("GET", "/", body=body).fields == {}


def test_chunked_bodies_are_read_and_connections_stay_open() -> None:
    with answering(lambda request: Answer(body=request.body)) as server:
        connection = http.client.HTTPConnection(server.host, timeout=10)
        for _ in range(2):
            connection.request("POST", "/", iter([b"ab", b"c"]), encode_chunked=True)
            assert connection.getresponse().read() == b"abc"
        connection.close()


def test_a_bug_of_a_double_is_seen() -> None:
    def respond(_request: Request) -> Answer:
        raise KeyError("forgotten")

    with answering(respond) as server:
        reply = ask(f"http://{server.host}/")
    assert reply.status == 500
    assert b"the double failed" in reply.body
    assert b"forgotten" in reply.body


def test_it_is_gone_afterwards_and_not_there_before() -> None:
    server = answering(lambda _request: Answer(204))
    with pytest.raises(RuntimeError, match="the server has not been started; use it as a block"):
        _ = server.host
    with server:
        port = int(server.host.rpartition(":")[2])
        assert ask(f"http://{server.host}/").status == 204
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
