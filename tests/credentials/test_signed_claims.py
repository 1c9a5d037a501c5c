from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.credentials.clouds import claims_of, private_key
from tranship.credentials.signed_claims import signed_claims
from tranship.errors import CredentialsError


def test_whoever_knows_the_key_can_check_the_claims() -> None:
    token = signed_claims({"iss": "tranship", "iat": 1}, private_key(), key_id="k1")

    assert claims_of(token, private_key()) == {"iss": "tranship", "iat": 1}
    head = token.split(".")[0]
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    assert "=" not in token


def _elliptic() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


@pytest.mark.parametrize("key", ["", "no key", private_key()[:200], _elliptic()], ids=["empty", "text", "cut", "EC"])
def test_a_key_that_can_not_sign_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(CredentialsError, match="must be an RSA key") as raised:
        signed_claims({}, key)
    assert raised.value.__cause__ is None
    assert not key or key not in str(raised.value)
