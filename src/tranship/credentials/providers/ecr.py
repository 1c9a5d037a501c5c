"""Amazon ECR: an access key, or the identity of the process, exchanged for a registry's password for half a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenServices, identity_token
from tranship.credentials.providers.amazon import REGION, REGISTRY, Amazon, DeniedError
from tranship.credentials.providers.aws_signature import AWSKey
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import CredentialsError


class ECRAccessKeyProvider:
    """Takes ``awsRegion``, ``awsAccessKeyID`` and ``awsSecretAccessKey``, for images and OCI charts in ECR."""

    def __init__(self, services: TokenServices, tokens: TokenCache, environment: Mapping[str, str]) -> None:
        self._amazon = Amazon(services, environment)
        self._tokens = tokens

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """User name and password of the registry; None if the Secret has no key, or the repository is not in ECR.

        :raises CredentialsError: the key is damaged, or Amazon refuses it.
        """
        if not _region(request):
            return None
        region, key_id, secret = (
            request.text(name).strip() for name in ("awsRegion", "awsAccessKeyID", "awsSecretAccessKey")
        )
        if not (region and key_id and secret):
            return None
        if not REGION.fullmatch(region):
            raise CredentialsError(f'{request.source}: awsRegion must be a region such as "eu-central-1"')

        def mint(now: datetime) -> Token:
            try:
                return self._amazon.registry_token(region, AWSKey(key_id, secret), now)
            except CredentialsError as error:
                raise CredentialsError(f"{request.source}: {error}") from error

        token = self._tokens.get(mint, "ecr", region, key_id, secret)
        return None if token is None else Credentials(token.username, token.value, source=request.source)


class ECRWebIdentityProvider:
    """Uses the role that a cluster gives the process (IRSA on EKS, OIDC in CI), where the environment names one.

    It needs no Secret. A Project may have a role of its own in the same account, ``kargo-project-<project>``; without
    one, or where that may not pull, the process's own role serves, if it may.
    """

    def __init__(self, services: TokenServices, tokens: TokenCache, environment: Mapping[str, str]) -> None:
        self._amazon = Amazon(services, environment)
        self._tokens = tokens
        self._role = environment.get("AWS_ROLE_ARN", "")
        self._file = environment.get("AWS_WEB_IDENTITY_TOKEN_FILE", "")
        self._region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION", "")

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """User name and password of the registry; None where there is no identity, or it may not have them.

        :raises CredentialsError: the identity can't be read, or Amazon does not know it.
        """
        region = _region(request)
        if not (self._role and self._file and REGION.fullmatch(region)):
            return None

        def mint(now: datetime) -> Token | None:
            return self._mint(request.project, region, now)

        token = self._tokens.get(mint, "ecr identity", self._role, region, request.project)
        return None if token is None else Credentials(token.username, token.value, source=f"the role {self._role}")

    def _mint(self, project: str, region: str, now: datetime) -> Token | None:
        home = self._region or region
        own = self._amazon.role_of_identity(self._role, identity_token(self._file), home)
        try:
            return self._amazon.registry_token(
                region, self._amazon.role(self._project_role(project), own, home, now), now
            )
        except DeniedError:
            pass
        try:
            return self._amazon.registry_token(region, own, now)
        except DeniedError:
            return None

    def _project_role(self, project: str) -> str:
        """The Project's role, in the partition and account of the process's own."""
        partition, account = ([*self._role.split(":"), "", "", "", "", ""])[1:5:3]
        return f"arn:{partition}:iam::{account}:role/kargo-project-{project}"


def _region(request: CredentialRequest) -> str:
    """The region of an image or OCI chart in ECR; empty for all else."""
    found = REGISTRY.match(request.repo_url) if request.type is not CredentialType.GIT else None
    return found[1] if found else ""
