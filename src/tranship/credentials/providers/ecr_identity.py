"""Amazon ECR without a Secret: the role that a cluster or CI gives the process, or that of the Project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tranship.credentials.database import Credentials
from tranship.credentials.exchange import TokenServices
from tranship.credentials.providers.amazon import REGION, Amazon, DeniedError
from tranship.credentials.providers.aws_identity import AWSIdentity, identity_of
from tranship.credentials.providers.ecr import region_of
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import Token, TokenCache


class ECRIdentityProvider:
    """Uses the identity that the environment names: IRSA or Pod Identity on EKS, OIDC in CI.

    A Project may have a role of its own in the same account, ``kargo-project-<project>``. Its name is fixed, so that no
    Project can ask for another role. Without one, or where that may not pull, the process's own role serves, if it may.
    """

    def __init__(self, services: TokenServices, tokens: TokenCache, environment: Mapping[str, str]) -> None:
        self._amazon = Amazon(services, environment)
        self._tokens = tokens
        self._identity = identity_of(environment, services, self._amazon)
        self._region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION", "")

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """User name and password of the registry; None where there is no identity, or it may not have them.

        :raises CredentialsError: the identity can't be had, or Amazon does not know it.
        """
        region, identity = region_of(request), self._identity
        if identity is None or not REGION.fullmatch(region):
            return None

        def mint(now: datetime) -> Token | None:
            return self._mint(identity, request.project, region, now)

        token = self._tokens.get(mint, "ecr identity", identity.name, region, request.project)
        return None if token is None else Credentials(token.username, token.value, source=identity.title)

    def _mint(self, identity: AWSIdentity, project: str, region: str, now: datetime) -> Token | None:
        home = self._region or region
        own, arn = identity.key(home, now)
        try:
            key = self._amazon.role(_project_role(arn, project), own, home, now)
            return self._amazon.registry_token(region, key, now)
        except DeniedError:
            pass
        try:
            return self._amazon.registry_token(region, own, now)
        except DeniedError:
            return None


def _project_role(own: str, project: str) -> str:
    """The Project's role, in the partition and account of the process's own."""
    partition, account = ([*own.split(":"), "", "", "", "", ""])[1:5:3]
    return f"arn:{partition}:iam::{account}:role/kargo-project-{project}"
