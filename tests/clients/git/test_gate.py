"""The gate: hosts are checked when they are connected to, whatever name, redirect or submodule leads there."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene
from tests.servers.git_http import GitHTTPServer
from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.local import Handler, LocalServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.git import ssh_connect
from tranship.clients.git.gate import USER, Gate
from tranship.errors import AddressError, GitError
from tranship.execution import BACKGROUND, Cancellation, Execution

FORBIDDEN = "169.254.169.254"


def policy(names: dict[str, Sequence[str]]) -> AddressPolicy:
    """A policy for a network in which names have these addresses: the n-th lookup of a name finds the n-th."""
    asked: dict[str, int] = {}

    def lookup(host: str, _port: int) -> Sequence[str]:
        known = names[host]
        asked[host] = asked.get(host, -1) + 1
        return [known[min(asked[host], len(known) - 1)]]

    return AddressPolicy(allow_loopback=True, lookup=lookup)


def port(scene: Scene) -> str:
    return scene.server.host.rpartition(":")[2]


def test_a_name_leads_to_the_server(scene: Scene) -> None:
    client = scene.with_settings(addresses=policy({"git.example.com": ["127.0.0.1"]}))
    scene.clone(client=client, url=f"http://git.example.com:{port(scene)}/gitops.git")
    assert scene.server.requests


def test_a_name_that_leads_elsewhere_at_the_second_look_is_refused(scene: Scene) -> None:
    client = scene.with_settings(addresses=policy({"git.example.com": ["127.0.0.1", FORBIDDEN]}))
    with pytest.raises(AddressError, match=rf"can't be used: git\.example\.com leads to {FORBIDDEN}, which is"):
        scene.clone(client=client, url=f"http://git.example.com:{port(scene)}/gitops.git")
    assert scene.server.requests == ()


def redirecting(to: Callable[[str], str]) -> LocalServer:
    """A server that sends everybody elsewhere: to what ``to`` makes of a path."""

    class Redirect(Handler):
        def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
            self.answer(302, [("Location", to(self.path))], b"")

    return LocalServer(Redirect)


def test_a_redirect_is_followed_where_it_may_go(scene: Scene) -> None:
    with redirecting(lambda path: scene.server.url + path) as old:
        clone = scene.clone(url=f"{old.url}/gitops.git")
    assert (clone.repository / "packed-refs").exists()


@pytest.mark.parametrize("place", [FORBIDDEN, "metadata.google.internal", "evil.example", "[fe80::1]"])
def test_a_redirect_leads_nowhere_else(scene: Scene, place: str) -> None:
    client = scene.with_settings(addresses=policy({"evil.example": [FORBIDDEN], "localhost": ["127.0.0.1"]}))
    with (
        redirecting(lambda path: f"http://{place}{path}") as old,
        pytest.raises(AddressError, match="and steps may not reach those"),
    ):
        scene.clone(client=client, url=f"{old.url}/gitops.git")


def test_a_server_where_nobody_answers_is_told(scene: Scene) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        where = unused.getsockname()[1]
    for url in (f"http://127.0.0.1:{where}/x.git", f"ssh://git@127.0.0.1:{where}/x.git"):
        with pytest.raises(GitError, match=rf"nobody answers at 127\.0\.0\.1 on port {where} \(Connection refused\)"):
            scene.clone(url=url)


def test_a_proxy_of_the_user_s_is_used_and_redirects_are_not_followed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Route("/x.git/info/refs", (Answer(302, {"Location": "http://elsewhere/"}),))
    with RouteServer([answers]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with pytest.raises(GitError, match=r"http://git\.example\.com/x\.git leads elsewhere \(HTTP 302\)"):
            scene.clone(url="http://git.example.com/x.git")
        assert len(proxy.asked) == 1


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate(SETTINGS.addresses, BACKGROUND) as gate:
        yield gate


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[GitHTTPServer]:
    with GitHTTPServer(tmp_path / "served") as server:
        yield server


def talk(gate: Gate, *parts: bytes) -> bytes:
    """Say something to the gate, and all that it answers."""
    with socket.create_connection(("127.0.0.1", gate.port)) as connection:
        answer = b""
        # Who is not let in is hung up on, even in the middle of a sentence.
        with suppress(ConnectionError, OSError):
            for part in parts:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while more := connection.recv(4096):
                answer += more
    return answer


def login(password: str) -> bytes:
    return b"\x01%c%b%c%b" % (len(USER), USER.encode(), len(password), password.encode())


def to(host: str, where: int, *, command: int = 1) -> bytes:
    return b"\x05%c\x00\x03%c%b%b" % (command, len(host), host.encode(), where.to_bytes(2, "big"))


def test_nobody_else_gets_in(gate: Gate, echo: GitHTTPServer) -> None:
    where = int(echo.host.rpartition(":")[2])
    assert talk(gate, b"\x05\x01\x00") == b"\x05\xff"
    assert talk(gate, b"\x05\x01\x02", login("guessed")) == b"\x05\x02\x01\x01"
    assert b"HTTP" not in talk(
        gate, b"\x05\x01\x02", login("guessed"), to("127.0.0.1", where), b"GET / HTTP/1.1\r\n\r\n"
    )
    assert talk(gate, b"\x05") == b""
    assert echo.requests == ()


def test_who_knows_the_password_gets_through(gate: Gate, echo: GitHTTPServer) -> None:
    where = int(echo.host.rpartition(":")[2])
    request = b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = talk(gate, b"\x05\x02\x00\x02", login(gate.password), to("127.0.0.1", where), request)
    assert answer.startswith(b"\x05\x02\x01\x00\x05\x00\x00\x01" + bytes(6) + b"HTTP/1.1 404")
    by_address = b"\x05\x01\x00\x01\x7f\x00\x00\x01" + where.to_bytes(2, "big")
    assert b"HTTP/1.1 404" in talk(gate, b"\x05\x01\x02", login(gate.password), by_address, request)


def test_it_only_connects(gate: Gate) -> None:
    assert talk(gate, b"\x05\x01\x02", login(gate.password), to("127.0.0.1", 1, command=2))[5] == 7


def test_what_may_not_be_reached_is_refused_and_told(gate: Gate) -> None:
    assert talk(gate, b"\x05\x01\x02", login(gate.password), to(FORBIDDEN, 80))[5] == 2
    assert isinstance(gate.trouble, AddressError)
    by_address = b"\x05\x01\x00\x04" + socket.inet_pton(socket.AF_INET6, "fe80::1") + b"\x00\x50"
    assert talk(gate, b"\x05\x01\x02", login(gate.password), by_address)[5] == 2


def test_it_is_gone_with_its_block_and_hangs_up() -> None:
    with Gate(SETTINGS.addresses, BACKGROUND) as gate:
        where = gate.port
        idle = socket.create_connection(("127.0.0.1", where))
        idle.sendall(b"\x05")
    with idle, suppress(ConnectionResetError):
        assert idle.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", where))


def test_a_promotion_that_is_stopped_looks_nothing_up() -> None:
    cancel = Cancellation()
    with Gate(policy({"x.example": ["127.0.0.1"]}), Execution(cancel)) as gate:
        cancel.cancel()
        assert talk(gate, b"\x05\x01\x02", login(gate.password), to("x.example", 80))[5] == 2


def test_the_program_of_ssh_tells_when_it_does_not_get_through(gate: Gate) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ssh_connect.__file__), FORBIDDEN, "22"],
        env={"TRANSHIP_GATE": f"{gate.port}:{USER}:{gate.password}"},
        input=b"",
        check=False,
    )
    assert done.returncode == 1
