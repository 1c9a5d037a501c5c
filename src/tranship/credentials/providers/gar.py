"""Google's Artifact Registry: the key of a service account, exchanged for a token that reads for an hour."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenServices, in_seconds
from tranship.credentials.request import CredentialRequest
from tranship.credentials.signed_claims import signed_claims
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import CredentialsError

USERNAME = "oauth2accesstoken"
SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
"""Reading is all that the token is for."""

REGISTRY = re.compile(r"(?:.+\.)?gcr\.io/|.+-docker\.pkg\.dev/")
"""The start of a repository's address in Artifact Registry, or its predecessor."""

_TOKEN_SERVICE = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_KEY = "gcpServiceAccountKey"
_HOUR = 3600


class GARServiceAccountKeyProvider:
    """Takes ``gcpServiceAccountKey``: the JSON of a service account's key, in base64 once more, or as it is."""

    def __init__(self, services: TokenServices, tokens: TokenCache) -> None:
        self._services = services
        self._tokens = tokens

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """A token for the registry; None if the Secret has no key, or the repository is not in such a registry.

        :raises CredentialsError: the key is damaged, or Google refuses it.
        """
        encoded = request.text(_KEY)
        if not encoded or request.type is CredentialType.GIT or not REGISTRY.match(request.repo_url):
            return None

        def mint(now: datetime) -> Token:
            return self._mint(request, _service_account(request, encoded), now)

        token = self._tokens.get(mint, "gar", encoded)
        return None if token is None else Credentials(USERNAME, token.value, source=request.source)

    def _mint(self, request: CredentialRequest, account: Mapping[str, Any], now: datetime) -> Token:
        service = str(account.get("token_uri") or _TOKEN_SERVICE)
        seconds = int(now.timestamp())
        claims = {
            "iss": account["client_email"],
            "scope": SCOPE,
            "aud": service,
            "iat": seconds,
            "exp": seconds + _HOUR,
        }
        try:
            proof = signed_claims(claims, account["private_key"], key_id=str(account.get("private_key_id") or ""))
        except CredentialsError as error:
            raise CredentialsError(f"{request.source}: {_KEY}: {error}") from None
        answer = self._services.ask(
            "POST",
            service,
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            urlencode({"grant_type": _GRANT, "assertion": proof}).encode(),
        )
        value = answer.text("access_token")
        if not answer.is_success or not value:
            raise CredentialsError(
                f"{request.source}: Google gives {account['client_email']} no token ({answer.words(proof, value)})"
            )
        return Token(value, in_seconds(now, answer.fields.get("expires_in")))


def _service_account(request: CredentialRequest, encoded: str) -> Mapping[str, Any]:
    """The key's JSON with what an exchange needs."""
    text = encoded.strip()
    if not text.startswith("{"):
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode()
        except (binascii.Error, ValueError):
            raise CredentialsError(f"{request.source}: {_KEY} must be base64 of the key's JSON file") from None
    try:
        account = json.loads(text)
    except ValueError:
        account = None
    if not isinstance(account, dict) or not all(
        isinstance(account.get(name), str) and account[name] for name in ("client_email", "private_key")
    ):
        raise CredentialsError(
            f"{request.source}: {_KEY} must hold a service account's key: JSON with client_email and private_key"
        )
    return account
