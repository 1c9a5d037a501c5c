"""Google's Artifact Registry without a Secret: the account that Google gives the process, or that of the Project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from tranship.clients.metadata import GOOGLE
from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenAnswer, TokenServices, expiry, in_seconds
from tranship.credentials.providers.gar import REGISTRY, USERNAME
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import AddressError, CredentialsError

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""The account's roles say what a token opens: one account may pull only, another one may also push."""

_HOST = "GCE_METADATA_HOST"
_PLACE = "metadata.google.internal"
_ROOT = "/computeMetadata/v1/"
_IMPERSONATION = "https://iamcredentials.googleapis.com"
_NO_SUCH_ACCOUNT = frozenset({400, 403, 404})
"""How Google says that an account is not there, can't be there by its name, or is not for this process."""
_HOUR = 3600.0
_LONGEST = 10.0
"""Seconds for an answer of the metadata server, which is on the same machine, with all tries."""
_TRIES = 3


class GARIdentityProvider:
    """Uses the account that Google's metadata server tells the process: on GKE, and on Google's machines.

    A Project may have a service account of its own in the same project of Google's, ``kargo-project-<project>``. Its
    name is fixed, so that no Project can ask for another one. Without it, the process's own account serves.

    :param environment: may name another address of the server, as Google's own tools have it: ``GCE_METADATA_HOST``.
    :param impersonation: the address of the service that gives tokens of other accounts.
    """

    def __init__(
        self,
        services: TokenServices,
        tokens: TokenCache,
        environment: Mapping[str, str],
        *,
        impersonation: str = _IMPERSONATION,
    ) -> None:
        self._services = services
        self._tokens = tokens
        self._root = f"http://{environment.get(_HOST) or _PLACE}{_ROOT}"
        self._impersonation = impersonation

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """A token for the registry; None if the repository is not in such a registry.

        :raises CredentialsError: there is none to be had.
        """
        if request.type is CredentialType.GIT or not REGISTRY.match(request.repo_url):
            return None

        def mint(now: datetime) -> Token:
            return self._mint(request.project, now)

        token = self._tokens.get(mint, "gar identity", request.project)
        source = "Google's identity of this process"
        return None if token is None else Credentials(USERNAME, token.value, source=source)

    def _mint(self, project: str, now: datetime) -> Token:
        own = self._own(now)
        return self._of_project(project, own, now) or own

    def _own(self, now: datetime) -> Token:
        """The process's own token. The server keeps it, so we don't."""
        query = urlencode({"scopes": SCOPE})
        answer = self._asked(f"instance/service-accounts/default/token?{query}")
        value = answer.text("access_token")
        if not answer.is_success or not value:
            raise CredentialsError(
                f"Google's metadata server gives this process no token ({answer.words(value)}); "
                "give the pod or the machine a service account"
            )
        return Token(value, in_seconds(now, answer.fields.get("expires_in")))

    def _of_project(self, project: str, own: Token, now: datetime) -> Token | None:
        """A token of the Project's account, None if that is not there or not for us.

        :raises CredentialsError: it is not known whether there is one; the process's own may well open more.
        """
        account = f"kargo-project-{project}@{self._domain()}.iam.gserviceaccount.com"
        answer = self._services.ask(
            "POST",
            f"{self._impersonation}/v1/projects/-/serviceAccounts/{quote(account, safe='@')}:generateAccessToken",
            {"Authorization": f"Bearer {own.value}", "Content-Type": "application/json", "Accept": "application/json"},
            json.dumps({"scope": [SCOPE]}).encode(),
        )
        if answer.status in _NO_SUCH_ACCOUNT:
            return None
        value = answer.text("accessToken")
        if not answer.is_success or not value:
            raise CredentialsError(
                f"Google gives no token of {account} ({answer.words(own.value, value)}), "
                "and does not say that there is no such account"
            )
        return Token(value, expiry(answer.text("expireTime"), now, _HOUR))

    def _domain(self) -> str:
        """The domain of accounts in the project of Google's that the process runs in."""
        answer = self._asked("project/project-id")
        organisation, _, name = answer.raw.strip().rpartition(":")
        if not answer.is_success or not name:
            raise CredentialsError(f"Google's metadata server does not say the project's ID ({answer.words()})")
        # Old projects may belong to a domain: acme.dev:web, whose accounts are at web.acme.dev.
        return f"{name}.{organisation}" if organisation else name

    def _asked(self, path: str) -> TokenAnswer:
        url = self._root + path
        try:
            server = self._services.metadata(url, GOOGLE)
        except AddressError as error:
            raise CredentialsError(f"{_HOST}: {error}") from None
        try:
            return server.ask("GET", url, {"Metadata-Flavor": "Google"}, seconds=_LONGEST, tries=_TRIES)
        except CredentialsError as error:
            raise CredentialsError(f"{error}; TRANSHIP_GOOGLE_IDENTITY is for processes in Google's cloud") from error
