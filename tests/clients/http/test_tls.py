"""TLS contexts are made once, and know whom to trust."""

import ssl
from pathlib import Path

import pytest

from tests.servers.local import CERTIFICATE
from tranship.clients.http.tls import Trust
from tranship.errors import HTTPError


def test_certificates_are_checked_unless_somebody_says_otherwise() -> None:
    trust = Trust()
    strict, lenient = trust.context(verify=True), trust.context(verify=False)
    assert (strict.verify_mode, strict.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (lenient.verify_mode, lenient.check_hostname) == (ssl.CERT_NONE, False)
    assert trust.context(verify=True) is strict


def test_further_authorities_are_trusted() -> None:
    with_ours, without = (
        trust.context(verify=True).cert_store_stats()["x509"] for trust in (Trust(CERTIFICATE), Trust())
    )
    assert with_ours == without + 1


def test_authorities_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(HTTPError, match="can't be read: No such file or directory"):
        Trust(tmp_path / "none.pem").context(verify=True)
    empty = tmp_path / "empty.pem"
    empty.touch()
    with pytest.raises(HTTPError, match="can't be read: it holds no certificates"):
        Trust(empty).context(verify=True)
