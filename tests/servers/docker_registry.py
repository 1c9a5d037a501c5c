"""Debian's docker-registry, the real one: open to all, to one user by password, or by tokens of a server of ours."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.servers.local import CERTIFICATE, Handler, LocalServer

USER, PASSWORD = "bot", "pw:1"
"""Who gets in where not everybody does."""
IDENTITY = "identity-of-bot"
"""The token by which the token server knows the user, too."""

_HASHED = "$2b$04$abcdefghijklmnopqrstuuGXm2485ST/eq2F7gOglrUOaHHLqZoua"
_SERVICE, _ISSUER = "registry of tests", "tests"
_SECONDS = 30


class Entry(StrEnum):
    """Who gets in, and how."""

    OPEN = "open"
    BASIC = "basic"
    TOKEN = "token"
    """Anybody gets a token to pull from repositories below ``public/``, the user one for everything."""


class DockerRegistry:
    """Serves a registry while its block runs."""

    def __init__(self, entry: Entry = Entry.OPEN) -> None:
        self._entry = entry
        self._folder = tempfile.TemporaryDirectory(prefix="docker-registry-")
        self._tokens = TokenServer()
        self._process: subprocess.Popen[bytes] | None = None
        self.host = ""

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return f"http://{self.host}"

    @property
    def tokens(self) -> TokenServer:
        """The server that gives tokens."""
        return self._tokens

    def __enter__(self) -> Self:
        if self._entry is Entry.TOKEN:
            self._tokens.__enter__()
        for _ in range(5):
            # The port is free now; if somebody takes it first, the registry ends, and another one is tried.
            with socket.create_server(("127.0.0.1", 0)) as probe:
                self.host = f"127.0.0.1:{probe.getsockname()[1]}"
            if self._starts():
                return self
        raise RuntimeError("docker-registry does not start; is it installed?")

    def __exit__(self, *_exc: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        if self._entry is Entry.TOKEN:
            self._tokens.__exit__()
        self._folder.cleanup()

    def _starts(self) -> bool:
        folder = Path(self._folder.name)
        (folder / "users").write_text(f"{USER}:{_HASHED}\n", encoding="utf-8")
        # JSON is YAML.
        (folder / "config.yml").write_text(json.dumps(self._configuration(folder)), encoding="utf-8")
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "OTEL_TRACES_EXPORTER": "none"}
        self._process = subprocess.Popen(
            ["docker-registry", "serve", str(folder / "config.yml")],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", int(self.host.rpartition(":")[2]))).close()
            except OSError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _configuration(self, folder: Path) -> Mapping[str, Any]:
        configuration: dict[str, Any] = {
            "version": 0.1,
            "log": {"level": "error", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": self.host, "secret": "tests"},
        }
        if self._entry is Entry.BASIC:
            configuration["auth"] = {"htpasswd": {"realm": "tests", "path": str(folder / "users")}}
        if self._entry is Entry.TOKEN:
            certificate = folder / "certificate.pem"
            certificate.write_text(_certificate_text(), encoding="utf-8")
            configuration["auth"] = {
                "token": {
                    "realm": f"{self._tokens.url}/token",
                    "service": _SERVICE,
                    "issuer": _ISSUER,
                    "rootcertbundle": str(certificate),
                }
            }
        return configuration


class TokenServer:
    """Gives tokens to do things in a registry, and remembers what was asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: list[tuple[str, str]] = []
        self._server = LocalServer(_token_handler(self._answer))

    @property
    def url(self) -> str:
        """The base URL."""
        return self._server.url

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Who has asked for what: user name ("" for nobody) and scope."""
        with self._lock:
            return tuple(self._asked)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.__exit__()

    def _answer(self, user: str, password: str, scope: str) -> tuple[int, bytes]:
        with self._lock:
            self._asked.append((user, scope))
        known = (user, password) == (USER, PASSWORD) or password == IDENTITY
        if user and not known:
            return 401, b'{"details": "wrong password"}'
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        allowed = actions.split(",") if known else ["pull"] if name.startswith("public/") else []
        token = _signed([{"type": kind, "name": name, "actions": allowed}])
        return 200, json.dumps({"token": token}).encode()


def _token_handler(answer: Callable[[str, str, str], tuple[int, bytes]]) -> type[Handler]:
    class TokenHandler(Handler):
        def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
            query = parse_qs(urlsplit(self.path).query)
            given = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            user, _, password = given.partition(":")
            self._give(answer(user, password, query.get("scope", [""])[0]))

        def do_POST(self) -> None:  # noqa: N802 - the base class asks for this name
            form = parse_qs(self.body().decode())
            self._give(answer("<identity>", form["refresh_token"][0], form["scope"][0]))

        def _give(self, answered: tuple[int, bytes]) -> None:
            self.answer(answered[0], [("Content-Type", "application/json")], answered[1])

    return TokenHandler


def _certificate_text() -> str:
    """The certificate that tokens are checked with, alone."""
    text = CERTIFICATE.read_text(encoding="utf-8")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    return text[text.index(begin) : text.index(end) + len(end)] + "\n"


def _signed(access: list[dict[str, Any]]) -> str:
    """A token that the registry believes."""
    now = int(time.time())
    lines = _certificate_text().strip().splitlines()
    header = {"typ": "JWT", "alg": "ES256", "x5c": ["".join(lines[1:-1])]}
    claims = {"iss": _ISSUER, "sub": USER, "aud": _SERVICE, "iat": now, "nbf": now - 60, "exp": now + 300, "jti": "1"}
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (header, {**claims, "access": access}))
    der = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", str(CERTIFICATE)], input=text.encode(), capture_output=True, check=True
    ).stdout
    return f"{text}.{_encoded(_raw_signature(der))}"


def _raw_signature(der: bytes) -> bytes:
    """The two numbers of a signature, out of the form in which OpenSSL has them."""
    first = der[4 : 4 + der[3]]
    second = der[6 + der[3] :]
    return b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in (first, second))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
