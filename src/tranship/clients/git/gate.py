"""The gate: the one way on which Git gets out, where each host is checked at the moment it is connected to.

Git follows redirects and the URLs of submodules on its own, and looks names up when it likes. So it is told of a proxy
on this machine (SOCKS 5, RFC 1928), which asks the policy, and connects to the very addresses that were checked.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Self

from tranship.clients.addresses import AddressPolicy
from tranship.errors import AddressError, CancelledError, ClientError, GitError
from tranship.execution import Execution

USER = "tranship"
_CONNECT_SECONDS = 30.0
_CHUNK = 1 << 18
_REPLY = b"\x05%c\x00\x01" + bytes(6)
"""A SOCKS reply, without the address that nobody asks for."""
_DONE, _NOT_ALLOWED, _REFUSED, _NO_SUCH_COMMAND = 0, 2, 5, 7


class Gate:
    """A SOCKS proxy on 127.0.0.1, for those who know its password, open while its block runs."""

    def __init__(self, policy: AddressPolicy, execution: Execution) -> None:
        self._policy = policy
        self._execution = execution
        self._listener = socket.socket()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._closing = False
        self._trouble: ClientError | None = None
        self.password = secrets.token_hex(16)

    @property
    def trouble(self) -> ClientError | None:
        """Why the last connection that could not be made could not be."""
        return self._trouble

    @property
    def port(self) -> int:
        """Where on 127.0.0.1 it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The URL of the proxy, with its password: other users of this machine must not get in."""
        return f"socks5h://{USER}:{self.password}@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self._in_thread(self._accept)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            # Not everywhere does closing a socket wake the thread that waits for it.
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        with self._lock:
            threads = list(self._threads)
            for one in self._open:
                _hang_up(one)
        for thread in threads:
            thread.join()
        self._listener.close()

    def _in_thread(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name="git gate", daemon=True)
        with self._lock:
            self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._closing:
                client.close()
                return
            self._in_thread(lambda client=client: self._serve(client))  # type: ignore[misc]

    def _serve(self, client: socket.socket) -> None:
        """Serve one connection to its end."""
        with client, self._registered(client), contextlib.suppress(OSError, EOFError):
            client.settimeout(_CONNECT_SECONDS)
            wanted = self._greet(client)
            if wanted is None:
                return
            server, code = self._connect(*wanted)
            if server is None:
                client.sendall(_REPLY % code)
                return
            with server, self._registered(server):
                server.settimeout(None)
                client.sendall(_REPLY % _DONE)
                client.settimeout(None)
                back = self._in_thread(lambda: _copy(server, client))
                _copy(client, server)
                back.join()

    @contextlib.contextmanager
    def _registered(self, one: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.add(one)
            closing = self._closing
        if closing:
            _hang_up(one)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(one)

    def _greet(self, client: socket.socket) -> tuple[str, int] | None:
        """Let the client in; the host and port that it wants to go to, None if it may not come in."""
        _, count = _take(client, 2)
        if b"\x02" not in _take(client, count):
            client.sendall(b"\x05\xff")
            return None
        client.sendall(b"\x05\x02")
        _, length = _take(client, 2)
        user = _take(client, length)
        password = _take(client, _take(client, 1)[0])
        right = hmac.compare_digest(user + b":" + password, f"{USER}:{self.password}".encode())
        client.sendall(b"\x01\x00" if right else b"\x01\x01")
        if not right:
            return None
        _, command, _, kind = _take(client, 4)
        if kind == 3:
            host = _take(client, _take(client, 1)[0]).decode("utf-8", "replace")
        else:
            host = socket.inet_ntop(
                *((socket.AF_INET, _take(client, 4)) if kind == 1 else (socket.AF_INET6, _take(client, 16)))
            )
        port = int.from_bytes(_take(client, 2), "big")
        if command != 1:
            client.sendall(_REPLY % _NO_SUCH_COMMAND)
            return None
        return host, port

    def _connect(self, host: str, port: int) -> tuple[socket.socket | None, int]:
        """A connection to the host, if it may be reached and answers; else the code that says why not."""
        try:
            addresses = self._policy.check_host(host, port, self._execution).addresses
        except (AddressError, CancelledError) as error:
            self._trouble = error if isinstance(error, ClientError) else None
            return None, _NOT_ALLOWED
        reason = ""
        for address in addresses:
            try:
                return socket.create_connection((address, port), timeout=_CONNECT_SECONDS), _DONE
            except OSError as error:
                reason = error.strerror or "no answer"
        self._trouble = GitError(f"nobody answers at {host} on port {port} ({reason})")
        return None, _REFUSED


def _take(client: socket.socket, count: int) -> bytes:
    """So many bytes.

    :raises EOFError: there are no more.
    """
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes until there is no more, and say so to the other side."""
    try:
        while data := source.recv(_CHUNK):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # One direction has broken down, so the other is of no more use.
        _hang_up(source)
        _hang_up(target)


def _hang_up(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
