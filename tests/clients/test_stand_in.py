from __future__ import annotations

import pytest

from tranship.clients.addresses import AddressPolicy
from tranship.clients.git.configuration import base_configuration
from tranship.clients.git.values import GitSettings
from tranship.clients.http import Headers, HTTPClient, Request, parse_url
from tranship.clients.stand_in import StandIn
from tranship.errors import AddressError
from tranship.execution import BACKGROUND
from tranship.testing.server import Answer, answering
from tranship.testing.server import Request as Asked


def nowhere(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


def test_only_hosts_that_it_answers_for_can_be_reached_and_no_name_is_looked_up() -> None:
    policy = AddressPolicy(lookup=nowhere, stand_in=StandIn(4711, frozenset({"git.acme.dev"}), advice="add it"))
    found = policy.check_url("https://git.acme.dev/x", BACKGROUND)
    assert found is not None
    assert (found.host, found.addresses) == ("git.acme.dev", ("127.0.0.1",))
    assert policy.check_host("127.0.0.1", 4711, BACKGROUND).addresses == ("127.0.0.1",)
    for url in ("https://other.dev/x", "git@other.dev:x", "http://127.0.0.1:80/", "http://169.254.169.254/"):
        with pytest.raises(AddressError, match=r"^nobody answers for [a-z0-9.]+ here; add it$"):
            policy.check_url(url, BACKGROUND)
    with pytest.raises(AddressError, match=r"nobody answers for other\.dev here"):
        policy.trusting().check_host("other.dev", 443, BACKGROUND)


def test_http_asks_it_for_the_whole_url_in_the_clear_and_through_no_proxy() -> None:
    asked: list[Asked] = []

    def respond(request: Asked) -> Answer:
        asked.append(request)
        return Answer(200, {"ok": True})

    with answering(respond) as server:
        stand_in = StandIn(int(server.host.rpartition(":")[2]), frozenset({"api.acme.dev"}))
        policy = AddressPolicy(environment={"https_proxy": "http://127.0.0.1:1"}, stand_in=stand_in)
        client = HTTPClient(policy)
        request = Request("POST", parse_url("https://user:pw@api.acme.dev:8443/a%20b?c=d"), Headers(), b"body")
        assert client.send(request, BACKGROUND).body == b'{"ok": true}'
        with pytest.raises(AddressError):
            client.send(Request("GET", parse_url("https://other.dev/"), Headers()), BACKGROUND)
    (one,) = asked
    assert (one.method, one.path, one.query_text) == ("POST", "https://api.acme.dev:8443/a%20b", "c=d")
    assert (one.headers["host"], one.body) == ("api.acme.dev:8443", b"body")


def test_git_is_led_there_by_the_beginnings_of_urls() -> None:
    stand_in = StandIn(4711, git=(("git@git.acme.dev:", "http://127.0.0.1:4711/git.acme.dev/"),))
    pairs = base_configuration(GitSettings(AddressPolicy(stand_in=stand_in))).pairs
    assert pairs[-1] == ("url.http://127.0.0.1:4711/git.acme.dev/.insteadOf", "git@git.acme.dev:")
    assert not [key for key, _ in base_configuration(GitSettings()).pairs if key.startswith("url.")]
