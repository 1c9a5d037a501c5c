"""What the tests of providers share: requests with a Secret's data, and a way to services on this machine."""

from __future__ import annotations

from collections.abc import Mapping

from tests.credentials.clouds import NOW
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.credentials.database import CredentialType
from tranship.credentials.exchange import TokenServices
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import TokenCache

SERVICES = TokenServices(HTTPClient(AddressPolicy(allow_loopback=True, environment={})))


def tokens() -> TokenCache:
    """A cache at the time at which the services live."""
    return TokenCache(lambda: NOW)


def wanted(
    kind: CredentialType, repo_url: str, data: Mapping[str, str], annotations: Mapping[str, str] | None = None
) -> CredentialRequest:
    """A request of the project ``demo`` with a Secret that holds ``data``."""
    encoded = {name: value.encode() for name, value in data.items()}
    return CredentialRequest("demo", kind, repo_url, encoded, annotations or {}, "Secret demo/creds")
