"""Connections go to the addresses that were checked, and end when they have to."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpcore2
import pytest

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http.connections import CheckedBackend, Clock
from tranship.errors import AddressError, CancelledError
from tranship.execution import BACKGROUND, Cancellation, Execution


@contextmanager
def listening() -> Iterator[tuple[socket.socket, int]]:
    """A socket that listens, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, server.getsockname()[1]


def backend(addresses: Sequence[str], clock: Clock, execution: Execution = BACKGROUND) -> CheckedBackend:
    policy = AddressPolicy(allow_loopback=True, lookup=lambda _host, _port: addresses, environment={})
    return CheckedBackend(policy, execution, clock)


def test_a_connection_goes_to_the_checked_address() -> None:
    clock = Clock()
    with listening() as (server, port), clock.running(BACKGROUND, 10):
        stream = backend(["127.0.0.1"], clock).connect_tcp("acme.dev", port)
        connection, _ = server.accept()
        with connection:
            stream.write(b"x" * 100_000)
            assert len(connection.recv(100_000, socket.MSG_WAITALL)) == 100_000
            connection.sendall(b"hello")
            assert stream.read(10) == b"hello"
            stream.close()


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    clock = Clock()
    with listening() as (_, port), clock.running(BACKGROUND, 10):
        stream = backend(["127.0.0.2", "127.0.0.1"], clock).connect_tcp("acme.dev", port)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()


def test_no_address_answers() -> None:
    clock = Clock()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with clock.running(BACKGROUND, 10), pytest.raises(httpcore2.ConnectError):
        backend(["127.0.0.2", "127.0.0.1"], clock).connect_tcp("acme.dev", port)


def test_a_refused_address_is_not_dialled() -> None:
    clock = Clock()
    with clock.running(BACKGROUND, 10), pytest.raises(AddressError, match="metadata"):
        backend(["169.254.169.254"], clock).connect_tcp("acme.dev", 80)


def test_nothing_happens_once_the_time_is_over() -> None:
    clock = Clock()
    with listening() as (_, port):
        with clock.running(BACKGROUND, 10):
            stream = backend(["127.0.0.1"], clock).connect_tcp("acme.dev", port)
        with clock.running(BACKGROUND, 0):
            assert clock.left() == 0
            with pytest.raises(httpcore2.ReadTimeout):
                stream.read(1)
            with pytest.raises(httpcore2.WriteTimeout):
                stream.write(b"x")
            with pytest.raises(httpcore2.ConnectTimeout):
                backend(["127.0.0.1"], clock).connect_tcp("acme.dev", port)
        stream.close()


def test_the_time_of_the_work_limits_that_of_an_exchange() -> None:
    clock = Clock()
    with clock.running(Execution(deadline=0.0), 10):
        assert (clock.left(), clock.seconds) == (0.0, 0.0)
    with clock.running(BACKGROUND, None):
        assert clock.left() is None


def test_whoever_waits_wakes_when_the_work_is_asked_to_stop() -> None:
    clock, cancel = Clock(), Cancellation()
    execution = Execution(cancel)
    with listening() as (server, port), clock.running(execution, 60):
        stream = backend(["127.0.0.1"], clock, execution).connect_tcp("acme.dev", port)
        connection, _ = server.accept()

        def stop() -> None:
            assert connection.recv(1) == b"x"
            cancel.cancel()

        stopper = threading.Thread(target=stop)
        stopper.start()
        stream.write(b"x")
        assert stream.read(1) == b""
        stopper.join()
        stream.close()
        connection.close()
        with pytest.raises(CancelledError):
            backend(["127.0.0.1"], clock, execution).connect_tcp("acme.dev", port)


def test_a_connection_that_comes_too_late_is_broken_off_at_once() -> None:
    clock = Clock()
    clock.break_off()
    near, far = socket.socketpair()
    with near, far:
        handle = clock.watch(near)
        assert far.recv(1) == b""
        clock.forget(handle)
