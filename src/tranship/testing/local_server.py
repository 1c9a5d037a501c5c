"""An HTTP(S) server on a free port of 127.0.0.1, in threads of its own, that is gone when its block ends."""

from __future__ import annotations

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self


class Handler(BaseHTTPRequestHandler):
    """Answers requests over connections that stay open, and writes no log."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    # Headers and body are written one after the other; the second must not wait for an acknowledgement of the first.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def body(self) -> bytes:
        """The whole body of the request, chunked or not."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            parts = []
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send a whole answer. A length that is among the headers stands, even if it is wrong."""
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        bodiless = status < 200 or status in (204, 304)
        said = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
        if said is None and not bodiless:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(body[:said])
            # Who announces more than comes has to hang up, or the client waits for ever.
            self.close_connection = self.close_connection or (said is not None and said > len(body))


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, handler: type[Handler], certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is left to the connection's own thread: a client that stalls must not stop the others.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may go away whenever they like; a handler's own bug is answered by hanging up."""

    def hang_up(self) -> None:
        """End all connections, also those that wait for another request."""
        with self._lock:
            for connection in self._open:
                try:
                    # Below TLS: unwrapping it would wait for the other side.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                except OSError:
                    continue


class LocalServer:
    """Serves with ``handler`` while its block runs.

    :param certificate: a PEM file with a certificate and its key, for HTTPS.
    """

    def __init__(self, handler: type[Handler], certificate: Path | None = None) -> None:
        self._handler = handler
        self._certificate = certificate
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """Host and port, as in ``127.0.0.1:40001``."""
        if self._server is None:
            raise RuntimeError("the server has not been started; use it as a block: with ... as server")
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return f"{'https' if self._certificate else 'http'}://{self.host}"

    def __enter__(self) -> Self:
        self._server = _Server(self._handler, self._certificate)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.hang_up()
            self._server.server_close()
