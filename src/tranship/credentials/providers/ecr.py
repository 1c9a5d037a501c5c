"""Amazon ECR: an access key, exchanged for a registry's password for half a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenServices
from tranship.credentials.providers.amazon import REGION, REGISTRY, Amazon
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
        if not region_of(request):
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


def region_of(request: CredentialRequest) -> str:
    """The region of an image or OCI chart in ECR; empty for all else."""
    found = REGISTRY.match(request.repo_url) if request.type is not CredentialType.GIT else None
    return found[1] if found else ""
