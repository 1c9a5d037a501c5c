"""JSON web tokens signed with a private key (RS256): how GitHub Apps and Google's service accounts say who they are."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from tranship.errors import CredentialsError


def signed_claims(claims: Mapping[str, Any], private_key: str, *, key_id: str = "") -> str:
    """The claims as a signed token.

    :param private_key: an RSA key, PEM.
    :param key_id: the name by which the receiver knows the key, if it has several.
    :raises CredentialsError: the key is none, or the package that signs is not installed.
    """
    header = {"alg": "RS256", "typ": "JWT"} | ({"kid": key_id} if key_id else {})
    text = f"{_encoded(header)}.{_encoded(claims)}"
    return f"{text}.{_base64url(_signature(text.encode(), private_key))}"


def _signature(data: bytes, private_key: str) -> bytes:
    try:
        # The package is big and few need it, so it is an extra, and is loaded when it is needed.
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise CredentialsError(
            'this kind of credentials needs signatures: install them with pip install "tranship[signing]"'
        ) from None
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The chain might repeat parts of the key.
        raise CredentialsError(
            "the private key can't be read: it must be an RSA key in PEM, without a pass phrase"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise CredentialsError("the private key must be an RSA key")
    return key.sign(data, PKCS1v15(), SHA256())


def _encoded(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
