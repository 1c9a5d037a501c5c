from __future__ import annotations

import threading

import httpx2
import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tests.store.test_kubernetes import config
from tranship.store.kubernetes_transport import StoppableTransport


def test_requests_are_answered_until_it_is_closed() -> None:
    with RouteServer([Route("/a", (Answer(body=b"yes"),))]) as server:
        transport = StoppableTransport(config(server.url))
        with httpx2.Client(transport=transport) as client:
            assert client.get(f"{server.url}/a").text == "yes"
            transport.close()
            with pytest.raises(httpx2.ConnectError, match="it was closed"):
                client.get(f"{server.url}/a")
        assert len(server.asked) == 1


def test_an_answer_that_comes_afterwards_is_given_up() -> None:
    with RouteServer([Route("/a", (Answer(body=b"late", delay=0.2),))]) as server:
        transport = StoppableTransport(config(server.url))
        ended: list[Exception] = []

        def ask() -> None:
            try:
                transport.handle_request(httpx2.Request("GET", f"{server.url}/a"))
            except httpx2.HTTPError as error:
                ended.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while not server.asked:
            thread.join(0.01)
        transport.close()
        thread.join(20)
    assert len(ended) == 1
