"""Whom we trust: TLS contexts, made when they are first needed and then shared."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path

from tranship.errors import HTTPError


class Trust:
    """Makes TLS contexts. Thread-safe.

    Certificates are checked against the system's authorities, or those that ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` name,
    and those of ``authorities``.

    :param authorities: a PEM file with certificates of further authorities.
    """

    def __init__(self, authorities: Path | None = None) -> None:
        self._authorities = authorities
        self._lock = threading.Lock()
        self._contexts: dict[bool, ssl.SSLContext] = {}

    def context(self, *, verify: bool) -> ssl.SSLContext:
        """The context for connections.

        :param verify: whether the other side has to show a certificate that is good for its name.
        :raises HTTPError: the authorities can't be read.
        """
        with self._lock:
            if verify not in self._contexts:
                self._contexts[verify] = self._strict() if verify else _lenient()
            return self._contexts[verify]

    def _strict(self) -> ssl.SSLContext:
        from httpcore2 import default_ssl_context

        try:
            context = default_ssl_context()
            if self._authorities is not None:
                context.load_verify_locations(cafile=self._authorities)
        except OSError as error:
            why = "it holds no certificates" if isinstance(error, ssl.SSLError) else error.strerror
            raise HTTPError(f"the certificates of the authorities to trust can't be read: {why}") from error
        return context


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
