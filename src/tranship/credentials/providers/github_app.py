"""GitHub Apps: an app's private key, exchanged for a token that opens one repository for an hour."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, urlsplit

from tranship.clients.github_api import github_base, github_headers
from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenServices, expiry
from tranship.credentials.request import CredentialRequest
from tranship.credentials.signed_claims import signed_claims
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import CredentialsError

USERNAME = "kargo"
"""GitHub takes any with a token."""

SCOPES = "kargo.akuity.io/github-token-scopes"
"""The annotation of a Secret for several Projects: JSON, each Project with the names of the repositories it may use."""

WAITS = (3.0, 10.0, 30.0)
"""Seconds before a new token is tried again that GitHub does not know yet everywhere. GitHub's own advice."""

_CLOCK_SKEW = 60
_CLAIM_SECONDS = 9 * 60
"""GitHub takes no claim that is good for more than ten minutes."""
_HOUR = 3600.0
_TRIAL_SECONDS = 10.0
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")


class GitHubAppProvider:
    """Takes ``githubAppClientID`` (or ``githubAppID``), ``githubAppInstallationID`` and ``githubAppPrivateKey``.

    For Git repositories over HTTP(S); a GitHub Enterprise is where the repository is. A token is given out when GitHub
    has shown that it knows it, or after the last of ``waits``.
    """

    def __init__(
        self,
        services: TokenServices,
        tokens: TokenCache,
        *,
        waits: tuple[float, ...] = WAITS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._services = services
        self._tokens = tokens
        self._waits = waits
        self._sleep = sleep

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """A token for the repository; None if the Secret has no app, or is not for this repository in this Project.

        :raises CredentialsError: the app's data is damaged, or GitHub refuses it.
        """
        app = request.text("githubAppClientID") or request.text("githubAppID")
        installation, key = request.text("githubAppInstallationID"), request.text("githubAppPrivateKey")
        if not (app and installation and key) or request.type is not CredentialType.GIT:
            return None
        parts = urlsplit(request.repo_url)
        owner, _, name = parts.path.strip("/").rpartition("/")
        if parts.scheme not in ("http", "https") or not owner or not _is_in_scope(request, name):
            return None
        if not installation.strip().isdecimal():
            raise CredentialsError(f"{request.source}: githubAppInstallationID must be a number")
        base = github_base(parts.netloc, parts.scheme)

        def mint(now: datetime) -> Token:
            token = self._mint(request, base, app.strip(), installation.strip(), _pem(request, key), name, now)
            if "/" not in owner:
                self._await(f"{base}/repos/{quote(owner)}/{quote(name)}", token.value)
            return token

        token = self._tokens.get(mint, "github app", app, installation, key, request.repo_url)
        return None if token is None else Credentials(USERNAME, token.value, source=request.source)

    def _mint(
        self, request: CredentialRequest, base: str, app: str, installation: str, key: str, name: str, now: datetime
    ) -> Token:
        seconds = int(now.timestamp())
        claims = {"iat": seconds - _CLOCK_SKEW, "exp": seconds + _CLAIM_SECONDS, "iss": app}
        try:
            proof = signed_claims(claims, key)
        except CredentialsError as error:
            raise CredentialsError(f"{request.source}: githubAppPrivateKey: {error}") from None
        answer = self._services.ask(
            "POST",
            f"{base}/app/installations/{installation}/access_tokens",
            {**github_headers(proof), "Content-Type": "application/json"},
            json.dumps({"repositories": [name]}).encode(),
        )
        value = answer.text("token")
        if not answer.is_success or not value:
            raise CredentialsError(
                f"{request.source}: GitHub gives the app {app} no token for the repository {name} "
                f"({answer.words(proof, value)}); see that the app is installed there and that the key is its own"
            )
        return Token(value, expiry(answer.text("expires_at"), now, _HOUR))

    def _await(self, repository: str, token: str) -> None:
        """Wait until GitHub knows the token: it spreads new ones to its machines, and calls them unknown until then."""
        for wait in (*self._waits, None):
            try:
                if self._services.ask("GET", repository, github_headers(token), seconds=_TRIAL_SECONDS).is_success:
                    return
            except CredentialsError:
                # The token may be as good as any; what is done with it will say.
                pass
            if wait is not None:
                self._sleep(wait)


def _is_in_scope(request: CredentialRequest, name: str) -> bool:
    """Whether the Secret's annotation lets the Project use the repository; without one each may be used."""
    text = request.annotations.get(SCOPES, "")
    if not text:
        return True
    try:
        scopes = json.loads(text)
    except ValueError:
        scopes = None
    if not isinstance(scopes, Mapping):
        raise CredentialsError(
            f"{request.source}: the annotation {SCOPES} must be JSON: "
            f'an object such as {{"{request.project}": ["{name}"]}}'
        )
    names = scopes.get(request.project)
    return isinstance(names, list) and name in [one.lower() for one in names if isinstance(one, str)]


def _pem(request: CredentialRequest, key: str) -> str:
    """The private key as PEM; some Secrets hold it as base64 once more."""
    if "-----BEGIN" in key:
        return key
    try:
        return base64.b64decode("".join(key.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        hint = "its base64 is damaged" if _BASE64.fullmatch(key) else "it is no PEM"
        raise CredentialsError(f"{request.source}: githubAppPrivateKey can't be read: {hint}") from None
