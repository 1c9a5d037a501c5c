"""Connections that go to checked addresses only, end in time, and break off when the work is asked to stop."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from httpcore2 import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
    WriteTimeout,
)

from tranship.clients.addresses import AddressPolicy
from tranship.clients.impatience import impatiently
from tranship.execution import Execution

LONGEST_CONNECT = 15.0
"""Seconds that a connection to one address may take."""
_PIECE = 16 << 10


class Clock:
    """How long an exchange may still take, and what it has open. One thread works with it, any may break it off."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        """What the exchange was given."""
        self._deadline: float | None = None
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._broken = False

    @contextmanager
    def running(self, execution: Execution, seconds: float | None) -> Iterator[None]:
        """Limit what happens in the block to so many seconds, and to the execution's time."""
        limits = [limit for limit in (seconds, execution.remaining) if limit is not None]
        self.seconds = min(limits) if limits else None
        self._deadline = None if self.seconds is None else time.monotonic() + self.seconds
        with execution.cancel.when_cancelled(self.break_off):
            yield

    def left(self) -> float | None:
        """Seconds that are left, None if there is no limit."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def cut(self, timeout: float | None, over: type[Exception]) -> float | None:
        """A timeout that ends in time; raises ``over`` if there is no time left."""
        left = self.left()
        if left == 0:
            raise over("the time is over")
        limits = [limit for limit in (timeout, left) if limit is not None]
        return min(limits) if limits else None

    def watch(self, connection: socket.socket) -> socket.socket:
        """A handle on a connection by which it is broken off; it stays valid while the other goes over into TLS."""
        handle = connection.dup()
        with self._lock:
            self._sockets.add(handle)
            broken = self._broken
        if broken:
            self.break_off()
        return handle

    def forget(self, handle: socket.socket) -> None:
        """Close a handle; its connection has ended."""
        with self._lock:
            self._sockets.discard(handle)
        handle.close()

    def break_off(self) -> None:
        """End all connections: whoever waits for one of them wakes with an error."""
        with self._lock:
            self._broken = True
            for handle in self._sockets:
                with contextlib.suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)


class CheckedBackend(NetworkBackend):
    """Opens connections for a pool, to addresses that ``policy`` lets through: what was checked is what is dialled."""

    def __init__(self, policy: AddressPolicy, execution: Execution, clock: Clock) -> None:
        self._policy = policy
        self._execution = execution
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the signature is the base class's
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> NetworkStream:
        """Connect to the first address that answers.

        :raises AddressError: the host must not be reached.
        """
        *others, last = self._policy.check_host(host, port, self._execution).addresses
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (ConnectError, ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> NetworkStream:
        seconds = self._clock.cut(LONGEST_CONNECT if timeout is None else timeout, ConnectTimeout)
        backend = SyncBackend()
        try:
            stream = impatiently(
                self._execution,
                lambda: backend.connect_tcp(address, port, seconds),
                # A little more than the call itself may take: its own words are better.
                None if seconds is None else seconds + 1,
                dispose=NetworkStream.close,
            )
        except TimeoutError as error:
            raise ConnectTimeout(error) from error
        return _Bounded(stream, self._clock, self._clock.watch(stream.get_extra_info("socket")))


class _Bounded(NetworkStream):
    """A stream whose every wait ends when the clock says so."""

    def __init__(self, inner: NetworkStream, clock: Clock, handle: socket.socket) -> None:
        self._inner = inner
        self._clock = clock
        self._handle = handle

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.cut(timeout, ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # In pieces, so that a server which takes a few bytes now and then does not outlast the clock.
        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            self._inner.write(bytes(view[start : start + _PIECE]), self._clock.cut(timeout, WriteTimeout))

    def close(self) -> None:
        self._inner.close()
        self._clock.forget(self._handle)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._clock.cut(timeout, ConnectTimeout))
        except Exception:
            self.close()
            raise
        return _Bounded(inner, self._clock, self._handle)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
