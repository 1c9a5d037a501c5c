"""A program that SSH starts to get out: it goes through the gate and passes on what comes, both ways.

It is run on its own, by the isolated interpreter, and therefore imports nothing of tranship.
"""

from __future__ import annotations

import os
import socket
import sys
import threading


def main() -> int:
    """Connect to the host and port of the arguments; the environment says where the gate is and what opens it."""
    host, port = sys.argv[1].encode(), int(sys.argv[2])
    gate_port, user, password = os.environ["TRANSHIP_GATE"].split(":")
    connection = socket.create_connection(("127.0.0.1", int(gate_port)))
    greeting = b"\x05\x01\x02\x01%c%b%c%b" % (len(user), user.encode(), len(password), password.encode())
    connection.sendall(greeting + b"\x05\x01\x00\x03%c%b%b" % (len(host), host, port.to_bytes(2, "big")))
    replies = b""
    while len(replies) < 14:
        more = connection.recv(14 - len(replies))
        if not more:
            return 1
        replies += more
    if replies[5] != 0:
        return 1
    threading.Thread(target=_send, args=(connection,), daemon=True).start()
    while data := connection.recv(1 << 18):
        _write(data)
    return 0


def _send(connection: socket.socket) -> None:
    try:
        while data := os.read(0, 1 << 18):
            connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _write(data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    sys.exit(main())
