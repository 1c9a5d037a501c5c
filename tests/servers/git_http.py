"""Git over smart HTTP: the real ``git http-backend`` behind a small server."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.servers.local import Handler, LocalServer


@dataclass(frozen=True)
class GitRequest:
    """A request as it came: ``path`` without its query, and the user name it was sent with ("" for none)."""

    method: str
    path: str
    query: str
    user: str

    @property
    def is_push(self) -> bool:
        """Whether it belongs to a push."""
        return "git-receive-pack" in self.path or "git-receive-pack" in self.query


class GitHTTPServer:
    """Serves the bare repositories below ``root`` while its block runs: ``<url>/name`` and ``<url>/name.git``.

    :param username: with ``password``, the only user who gets in (HTTP Basic); otherwise everybody does.
    :param readonly: refuse all pushes (403), or those to the repositories of these names.
    :param tls: serve HTTPS, with a certificate that nobody trusts.
    :param before_push: called with the repository's path before each pack that is pushed, to make a race.
    """

    def __init__(
        self,
        root: Path,
        *,
        username: str | None = None,
        password: str | None = None,
        readonly: bool | Collection[str] = False,
        tls: bool = False,
        before_push: Callable[[str], None] | None = None,
    ) -> None:
        self._root = root
        self._username = username
        self._password = password
        self._readonly = readonly
        self._before_push = before_push
        self._lock = threading.Lock()
        self._requests: list[GitRequest] = []
        self._bytes_sent = 0
        self._server = LocalServer(self._handler(), tls=tls)

    @property
    def host(self) -> str:
        """Host and port."""
        return self._server.host

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self._server.url

    @property
    def requests(self) -> tuple[GitRequest, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._requests)

    @property
    def bytes_sent(self) -> int:
        """How many bytes Git has sent, without the headers."""
        with self._lock:
            return self._bytes_sent

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def _receive(self, request: GitRequest) -> None:
        with self._lock:
            self._requests.append(request)
        if self._before_push and request.method == "POST" and request.is_push:
            self._before_push(request.path.strip("/").rpartition("/")[0])

    def _admits(self, user: str, password: str) -> bool:
        return not (self._username or self._password) or (user, password) == (self._username or "", self._password)

    def _refuses_push(self, path: str) -> bool:
        if isinstance(self._readonly, bool):
            return self._readonly
        return path.strip("/").split("/")[0].removesuffix(".git") in {
            name.removesuffix(".git") for name in self._readonly
        }

    def _project(self, path: str) -> str:
        """The path below the root: ``name.git`` and ``name`` are the same repository."""
        name, slash, rest = path.strip("/").partition("/")
        if not (self._root / name).exists():
            other = name.removesuffix(".git") if name.endswith(".git") else f"{name}.git"
            name = other if (self._root / other).exists() else name
        return f"/{name}{slash}{rest}"

    def _handler(self) -> type[Handler]:
        server = self

        class GitHandler(Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
                path, _, query = self.path.partition("?")
                user, password = _basic(self.headers.get("Authorization", ""))
                request = GitRequest(self.command, path, query, user)
                body = self.body()
                server._receive(request)
                if not server._admits(user, password):
                    self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"Unauthorized\n")
                elif request.is_push and server._refuses_push(path):
                    self.answer(403, [], b"Forbidden\n")
                else:
                    self._backend(server._project(path), query, user, body)

            do_POST = do_GET  # noqa: N815 - the base class asks for this name

            def _backend(self, path: str, query: str, user: str, body: bytes) -> None:
                environment = {
                    "PATH": os.environ.get("PATH", os.defpath),
                    "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_CONFIG_GLOBAL": os.devnull,
                    "GIT_CONFIG_COUNT": "2",
                    "GIT_CONFIG_KEY_0": "http.receivepack",
                    "GIT_CONFIG_VALUE_0": "true",
                    "GIT_CONFIG_KEY_1": "safe.directory",
                    "GIT_CONFIG_VALUE_1": "*",
                    "GIT_PROJECT_ROOT": str(server._root),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "REQUEST_METHOD": self.command,
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "CONTENT_LENGTH": str(len(body)),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                    "REMOTE_ADDR": "127.0.0.1",
                    "REMOTE_USER": user,
                }
                with tempfile.TemporaryFile() as given:
                    given.write(body)
                    given.seek(0)
                    process = subprocess.Popen(
                        ["git", "http-backend"],
                        env=environment,
                        stdin=given,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                    )
                with process:
                    self._pass_on(process)

            def _pass_on(self, process: subprocess.Popen[bytes]) -> None:
                """Send what a CGI program prints, as it comes; packs may be too large to hold."""
                assert process.stdout is not None
                status, headers = 200, []
                while line := process.stdout.readline().strip():
                    name, _, value = line.decode().partition(":")
                    if name.lower() == "status":
                        status = int(value.split()[0])
                    else:
                        headers.append((name, value.strip()))
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                try:
                    while part := process.stdout.read(1 << 16):
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                        with server._lock:
                            server._bytes_sent += len(part)
                    self.wfile.write(b"0\r\n\r\n")
                finally:
                    process.kill()

        return GitHandler


def _basic(header: str) -> tuple[str, str]:
    """User name and password of an Authorization header, empty where there are none."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    user, _, password = base64.b64decode(value).decode("utf-8", "replace").partition(":")
    return user, password
