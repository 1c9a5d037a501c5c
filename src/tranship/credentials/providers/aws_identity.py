"""Who this process is to Amazon: the role that a cluster or CI gives it, found where Amazon's own tools look for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tranship.clients.metadata import AMAZON
from tranship.credentials.exchange import TokenServices, identity_token
from tranship.credentials.providers.amazon import Amazon
from tranship.credentials.providers.aws_signature import AWSKey
from tranship.errors import AddressError, CredentialsError

_URI, _TOKEN, _TOKEN_FILE = (
    f"AWS_CONTAINER_{name}" for name in ("CREDENTIALS_FULL_URI", "AUTHORIZATION_TOKEN", "AUTHORIZATION_TOKEN_FILE")
)
_LONGEST = 10.0
"""Seconds for an answer of the agent, which is on the same machine, with all tries."""
_TRIES = 3


class AWSIdentity(Protocol):
    """An identity of the process."""

    @property
    def name(self) -> str:
        """What tells it from others."""
        ...

    @property
    def title(self) -> str:
        """What people know it by."""
        ...

    def key(self, region: str, now: datetime) -> tuple[AWSKey, str]:
        """A key of the identity, and the name (ARN) of its role, which tells the account.

        :param region: where to ask. :param now: the time.
        :raises CredentialsError: there is none to be had.
        """
        ...


def identity_of(environment: Mapping[str, str], services: TokenServices, amazon: Amazon) -> AWSIdentity | None:
    """The identity that the environment names, None if it names none; IRSA before Pod Identity, as Amazon has it."""
    role, file = environment.get("AWS_ROLE_ARN", ""), environment.get("AWS_WEB_IDENTITY_TOKEN_FILE", "")
    if role and file:
        return WebIdentity(role, file, amazon)
    if environment.get(_URI):
        return PodIdentity(
            environment[_URI], environment.get(_TOKEN, ""), environment.get(_TOKEN_FILE, ""), services, amazon
        )
    return None


@dataclass(frozen=True)
class WebIdentity:
    """A role for the token by which a cluster (IRSA on EKS) or CI (OIDC) vouches for the process.

    :param role: its ARN. :param file: holds the token.
    """

    role: str
    file: str
    amazon: Amazon = field(repr=False)

    @property
    def name(self) -> str:
        """The role."""
        return self.role

    @property
    def title(self) -> str:
        """The role, in words."""
        return f"the role {self.role}"

    def key(self, region: str, now: datetime) -> tuple[AWSKey, str]:  # noqa: ARG002 - the token needs no signature
        """A key of the role.

        :raises CredentialsError: the token can't be read, or Amazon does not know it.
        """
        return self.amazon.role_of_identity(self.role, identity_token(self.file), region), self.role


@dataclass(frozen=True)
class PodIdentity:
    """The role that EKS Pod Identity gives a pod: an agent on the same machine hands out its key.

    :param uri: the agent's address. :param token: shows the agent which pod asks.
    :param file: holds that token anew each time; it counts before ``token``.
    """

    uri: str = field(repr=False)
    token: str = field(repr=False)
    file: str
    services: TokenServices = field(repr=False)
    amazon: Amazon = field(repr=False)

    @property
    def name(self) -> str:
        """The agent, and where the pod's token is."""
        return f"pod {self.uri} {self.file}"

    @property
    def title(self) -> str:
        """The identity, in words."""
        return "the role of EKS Pod Identity"

    def key(self, region: str, now: datetime) -> tuple[AWSKey, str]:
        """A key of the pod's role.

        :raises CredentialsError: the agent gives none, or Amazon refuses it.
        """
        key = self._asked()
        return key, self.amazon.caller(key, region, now)

    def _asked(self) -> AWSKey:
        try:
            agent = self.services.metadata(self.uri, AMAZON)
        except AddressError as error:
            raise CredentialsError(f"{_URI}: {error}") from None
        token = identity_token(self.file) if self.file else self.token.strip()
        if not token.isprintable():
            raise CredentialsError(f"the token in {self.file or _TOKEN} must be one line; EKS writes it that way")
        headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
        answer = agent.ask("GET", self.uri, headers, seconds=_LONGEST, tries=_TRIES)
        key = AWSKey(*(answer.text(name) for name in ("AccessKeyId", "SecretAccessKey", "Token")))
        if not (answer.is_success and key.id and key.secret and key.session_token):
            said = answer.words(token, key.secret, key.session_token)
            raise CredentialsError(
                f"EKS Pod Identity gives this process no key ({said}); "
                "is there an association of a role with the pod's service account, made before the pod was?"
            )
        return key
