"""A registry sees who we are in the way it wants to, and nobody else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.clients.oci.artifacts import repository, store
from tests.servers.docker_registry import IDENTITY, PASSWORD, USER, DockerRegistry, Entry
from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.clients.oci import NOBODY, RegistryAccess
from tranship.clients.oci.access import IDENTITY_TOKEN
from tranship.errors import AddressError, HTTPError

BOT = RegistryAccess(USER, PASSWORD, "Secret demo/registry")
STRANGER = RegistryAccess("eve", "guess", "Secret demo/registry")


@pytest.fixture(scope="module")
def basic() -> Iterator[DockerRegistry]:
    with DockerRegistry(Entry.BASIC) as registry:
        yield registry


@pytest.fixture(scope="module")
def tokens() -> Iterator[DockerRegistry]:
    with DockerRegistry(Entry.TOKEN) as registry:
        yield registry


def refusal(name: str, access: RegistryAccess) -> str:
    with pytest.raises(HTTPError) as caught, repository(name, access, push=False) as source:
        source.manifest("1")
    return str(caught.value)


def test_a_password(basic: DockerRegistry) -> None:
    with repository(f"{basic.host}/team/app", BOT) as target:
        manifest = store(target, "1", b"layer")
        assert target.digest("1") == manifest.digest


def test_a_refusal_says_where_the_credentials_came_from(basic: DockerRegistry) -> None:
    name = f"{basic.host}/team/app"
    assert refusal(name, NOBODY).startswith(f"{name}: 401 Unauthorized; there are no credentials for it")
    assert refusal(name, STRANGER).startswith(
        f"{name}: 401 Unauthorized; the credentials from Secret demo/registry were used"
    )


def test_a_token_for_each_thing_that_is_wanted(tokens: DockerRegistry) -> None:
    with repository(f"{tokens.host}/public/app", BOT) as target:
        manifest = store(target, "1", b"layer")
    before = len(tokens.tokens.asked)
    with repository(f"{tokens.host}/public/app", NOBODY, push=False) as source:
        assert source.manifest("1").digest == manifest.digest
        assert source.digest("1") == manifest.digest
    assert tokens.tokens.asked[before:] == (("", "repository:public/app:pull"),)


def test_an_identity_token(tokens: DockerRegistry) -> None:
    with repository(f"{tokens.host}/team/app", RegistryAccess(IDENTITY_TOKEN, IDENTITY)) as target:
        store(target, "1", b"layer")
    assert tokens.tokens.asked[-1] == ("<identity>", "repository:team/app:pull,push")


def test_no_token_is_given(tokens: DockerRegistry) -> None:
    place = tokens.tokens.url.removeprefix("http://")
    refused = "401 Unauthorized; the credentials from Secret demo/registry were used"
    assert refusal(f"{tokens.host}/team/app", STRANGER) == f"{place} gave no token for {tokens.host}: {refused}"
    assert "401 Unauthorized; there are no credentials for it" in refusal(f"{tokens.host}/team/app", NOBODY)


def test_nobody_is_there() -> None:
    assert refusal("127.0.0.1:1/team/app", NOBODY) == (
        "GET https://127.0.0.1:1/v2/: the server refused the connection; is it running, and is the port right?"
    )


@contextmanager
def asking_for(challenge: str) -> Iterator[RouteServer]:
    """A registry that wants to see something."""
    asks = Answer(401, {"WWW-Authenticate": challenge})
    routes = [Route("/v2/", (asks,)), Route("/v2/a/b/manifests/1", (asks,))]
    with RouteServer(routes) as server:
        yield server


def test_a_realm_is_an_address_like_any_other() -> None:
    with (
        asking_for('Bearer realm="http://169.254.169.254/token"') as server,
        pytest.raises(AddressError, match="metadata"),
        repository(f"{server.host}/a/b", BOT) as target,
    ):
        target.manifest("1")


@pytest.mark.parametrize(
    ("realm", "message"),
    [
        ("", "names no server"),
        ("file:///etc/x", "names no server"),
        ("http:///a", "names no server"),
        ("//[", "bracket"),
    ],
)
def test_a_realm_that_is_none(realm: str, message: str) -> None:
    with asking_for(f'Bearer realm="{realm}"') as server:
        assert message in refusal(f"{server.host}/a/b", BOT)


@pytest.mark.parametrize("answer", [b"", b"[]", b'"text"', b"{}", b'{"token": 7}'])
def test_an_answer_without_a_token(answer: bytes) -> None:
    with (
        RouteServer([Route("/token", (Answer(200, {}, answer),))]) as server,
        asking_for(f'Bearer realm="{server.url}/token"') as registry,
    ):
        assert refusal(f"{registry.host}/a/b", BOT) == f"{server.host} answered without a token"


def test_a_token_that_has_run_out_is_replaced_once() -> None:
    with (
        RouteServer([Route("/token", (Answer(200, {}, b'{"access_token": "t"}'),))]) as server,
        asking_for(f'Bearer realm="{server.url}/token",service="s"') as registry,
    ):
        assert "401 Unauthorized; the credentials" in refusal(f"{registry.host}/a/b", BOT)
        assert [asked.target for asked in registry.asked] == ["/v2/", *["/v2/a/b/manifests/1"] * 2]
        assert [asked.target for asked in server.asked] == ["/token?scope=repository%3Aa%2Fb%3Apull&service=s"] * 2
        assert ("Authorization", "Bearer t") in registry.asked[1].headers


def test_what_a_registry_says_is_shown_as_one_line_without_control_characters() -> None:
    errors = json.dumps({"errors": [{"code": "DENIED", "message": "no\n\x1b[31m way"}, {"code": "OTHER"}]})
    with RouteServer(
        [Route("/v2/", (Answer(),)), Route("/v2/a/b/manifests/1", (Answer(403, {}, errors.encode()),))]
    ) as server:
        assert refusal(f"{server.host}/a/b", NOBODY) == (
            f'{server.host}/a/b: 403 Forbidden; there are no credentials for it (it says "DENIED no [31m way; OTHER")'
        )
