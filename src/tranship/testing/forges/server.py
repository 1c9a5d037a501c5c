"""An HTTP server on a free port of 127.0.0.1 that answers by a function, and is gone when its block ends."""

from __future__ import annotations

import json
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """A request as it came. ``path`` has its escapes; the names of ``headers`` are in lower case."""

    method: str
    path: str
    query_text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters; of those that come several times the last."""
        return dict(parse_qsl(self.query_text, keep_blank_values=True))

    @property
    def data(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body, if it is an object; else empty."""
        data = self.data
        return data if isinstance(data, dict) else {}


@dataclass(frozen=True)
class Answer:
    """An answer: ``data`` is sent as JSON, unless there is a ``body``."""

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def content(self) -> bytes:
        """What is sent."""
        if self.body is not None:
            return self.body
        return b"" if self.data is None else json.dumps(self.data).encode()


class LocalServer:
    """Serves by ``respond`` while its block runs; it is called by many threads at a time."""

    def __init__(self, respond: Callable[[Request], Answer]) -> None:
        self._handler = _handler(respond)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """Host and port, as in ``127.0.0.1:40001``."""
        if self._server is None:
            raise RuntimeError("the double has not been started; use it as a block: with ... as forge")
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), self._handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.hang_up()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients may go away whenever they like."""

    def hang_up(self) -> None:
        """End the connections that wait for another request."""
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue


def _handler(respond: Callable[[Request], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, self._body())
            try:
                answer = respond(request)
            except Exception:  # noqa: BLE001 - a bug of a double is to be seen where the test looks
                answer = Answer(500, {"message": f"the double failed: {traceback.format_exc()}"})
            self._send(answer)

        do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

        def _body(self) -> bytes:
            if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)

        def _send(self, answer: Answer) -> None:
            content, headers = answer.content, dict(answer.headers)
            if answer.data is not None and answer.body is None:
                headers.setdefault("Content-Type", "application/json; charset=utf-8")
            self.send_response_only(answer.status)
            for name, value in headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD" and answer.status != 204:
                self.wfile.write(content)

    return Handler
