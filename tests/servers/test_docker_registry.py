"""The real registry starts, lets in whom it should, and is gone afterwards."""

import base64
import socket

import pytest

from tests.servers.asking import ask
from tests.servers.docker_registry import PASSWORD, USER, DockerRegistry, Entry


def test_an_open_registry() -> None:
    with DockerRegistry() as registry:
        assert ask(f"{registry.url}/v2/").status == 200
        port = int(registry.host.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_a_registry_with_a_password() -> None:
    right, wrong = (base64.b64encode(f"{USER}:{password}".encode()).decode() for password in (PASSWORD, "no"))
    with DockerRegistry(Entry.BASIC) as registry:
        assert ask(f"{registry.url}/v2/").headers["WWW-Authenticate"] == 'Basic realm="tests"'
        assert ask(f"{registry.url}/v2/", headers={"Authorization": f"Basic {right}"}).status == 200
        assert ask(f"{registry.url}/v2/", headers={"Authorization": f"Basic {wrong}"}).status == 401


def test_a_registry_with_tokens() -> None:
    with DockerRegistry(Entry.TOKEN) as registry:
        challenge = ask(f"{registry.url}/v2/").headers["WWW-Authenticate"]
        assert challenge == f'Bearer realm="{registry.tokens.url}/token",service="registry of tests"'
        token = ask(f"{registry.tokens.url}/token?scope=repository:public/a:pull").body.decode().split('"')[3]
        tags = f"{registry.url}/v2/public/a/tags/list"
        assert ask(tags).status == 401
        assert ask(tags, headers={"Authorization": f"Bearer {token}"}).status == 404
        assert registry.tokens.asked == (("", "repository:public/a:pull"),)
