"""The HTTP(S) server that all servers of the tests are made of, with a certificate for tests."""

from __future__ import annotations

from pathlib import Path

from tranship.testing import local_server
from tranship.testing.local_server import Handler

__all__ = ["CERTIFICATE", "Handler", "LocalServer"]

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""A self-signed certificate for 127.0.0.1 and localhost, with its key; nobody else trusts it."""


class LocalServer(local_server.LocalServer):
    """Serves with ``handler`` while its block runs, with ``tls`` under the certificate for tests."""

    def __init__(self, handler: type[Handler], *, tls: bool = False) -> None:
        super().__init__(handler, CERTIFICATE if tls else None)
