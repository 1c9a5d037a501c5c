"""Azure Container Registry: the identity that a cluster gives a process, exchanged for a registry's token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenAnswer, TokenServices, identity_token, in_seconds
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import CredentialsError

USERNAME = "00000000-0000-0000-0000-000000000000"
"""What Azure wants as a user name where the password is a token."""

REGISTRY = re.compile(r"([a-zA-Z0-9-]+)\.azurecr\.io/")
"""The start of a repository's address in ACR, with the registry's name."""

_SCOPE = "https://containerregistry.azure.net/.default"
_AUTHORITY = "https://login.microsoftonline.com/"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FORM: Mapping[str, str] = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_LIFETIME = 150 * 60
"""Seconds that a registry's token is used. It is good for three hours; the answer does not say so."""


class ACRWorkloadIdentityProvider:
    """Uses Azure's workload identity, where the environment has one: client, tenant, and the file with its token.

    It needs no Secret. The identity opens what it was given roles for in each registry.

    :param registry: the address of a registry's token service, by the registry's name.
    """

    def __init__(
        self,
        services: TokenServices,
        tokens: TokenCache,
        environment: Mapping[str, str],
        *,
        registry: str = "https://{name}.azurecr.io",
    ) -> None:
        self._services = services
        self._tokens = tokens
        self._client = environment.get("AZURE_CLIENT_ID", "")
        self._tenant = environment.get("AZURE_TENANT_ID", "")
        self._file = environment.get("AZURE_FEDERATED_TOKEN_FILE", "")
        self._authority = (environment.get("AZURE_AUTHORITY_HOST") or _AUTHORITY).rstrip("/")
        self._registry = registry

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """A token for the registry; None where the process has no such identity, or the repository is not in ACR.

        :raises CredentialsError: the identity can't be read, or Azure refuses it.
        """
        found = REGISTRY.match(request.repo_url)
        if not (self._client and self._tenant and self._file) or not found or request.type is CredentialType.GIT:
            return None
        name = found[1].lower()

        def mint(now: datetime) -> Token:
            return self._mint(name, now)

        token = self._tokens.get(mint, "acr", self._tenant, self._client, name)
        source = f"the workload identity {self._client}"
        return None if token is None else Credentials(USERNAME, token.value, source=source)

    def _mint(self, name: str, now: datetime) -> Token:
        assertion = identity_token(self._file)
        login = self._post(
            f"{self._authority}/{self._tenant}/oauth2/v2.0/token",
            grant_type="client_credentials",
            client_id=self._client,
            scope=_SCOPE,
            client_assertion_type=_ASSERTION,
            client_assertion=assertion,
        )
        access = login.text("access_token")
        if not login.is_success or not access:
            raise CredentialsError(
                f"Azure does not let the workload identity {self._client} in ({login.words(assertion, access)})"
            )
        exchanged = self._post(
            self._registry.format(name=name) + "/oauth2/exchange",
            grant_type="access_token",
            service=f"{name}.azurecr.io",
            access_token=access,
        )
        refresh = exchanged.text("refresh_token")
        if not exchanged.is_success or not refresh:
            raise CredentialsError(
                f"the registry {name}.azurecr.io gives the workload identity {self._client} no token "
                f"({exchanged.words(access, refresh)})"
            )
        return Token(refresh, in_seconds(now, _LIFETIME))

    def _post(self, url: str, **form: str) -> TokenAnswer:
        return self._services.ask("POST", url, _FORM, urlencode(form).encode())
