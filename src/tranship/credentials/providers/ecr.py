"""Amazon ECR: an access key, exchanged for the password of a registry, which is good for half a day."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exchange import TokenServices, in_seconds
from tranship.credentials.providers.aws_signature import AWSKey, signed_headers
from tranship.credentials.request import CredentialRequest
from tranship.credentials.tokens import Token, TokenCache
from tranship.errors import CredentialsError

REGISTRY = re.compile(r"[0-9]{12}\.dkr\.ecr\.(.+)\.amazonaws\.com/")
"""The start of a repository's address in ECR, with its region."""

_ENDPOINT = "AWS_ENDPOINT_URL_ECR"
_REGION = re.compile(r"[a-z0-9-]+")
_HALF_A_DAY = 12 * 3600.0
_TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"


class ECRAccessKeyProvider:
    """Takes ``awsRegion``, ``awsAccessKeyID`` and ``awsSecretAccessKey``, for images and OCI charts in ECR.

    :param environment: may name another address of the service, as Amazon's own tools have it.
    """

    def __init__(self, services: TokenServices, tokens: TokenCache, environment: Mapping[str, str]) -> None:
        self._services = services
        self._tokens = tokens
        self._endpoint = environment.get(_ENDPOINT, "")

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """User name and password of the registry; None if the Secret has no key, or the repository is not in ECR.

        :raises CredentialsError: the key is damaged, or Amazon refuses it.
        """
        if request.type is CredentialType.GIT or not REGISTRY.match(request.repo_url):
            return None
        region, key_id, secret = (
            request.text(name).strip() for name in ("awsRegion", "awsAccessKeyID", "awsSecretAccessKey")
        )
        if not (region and key_id and secret):
            return None
        if not _REGION.fullmatch(region):
            raise CredentialsError(f'{request.source}: awsRegion must be a region such as "eu-central-1"')

        def mint(now: datetime) -> Token:
            return self._mint(request, region, AWSKey(key_id, secret), now)

        token = self._tokens.get(mint, "ecr", region, key_id, secret)
        return None if token is None else Credentials(token.username, token.value, source=request.source)

    def _mint(self, request: CredentialRequest, region: str, key: AWSKey, now: datetime) -> Token:
        url = (self._endpoint or f"https://api.ecr.{region}.amazonaws.com").rstrip("/") + "/"
        body = b"{}"
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET}
        answer = self._services.ask("POST", url, signed_headers(key, region, "ecr", url, headers, body, now), body)
        if not answer.is_success:
            raise CredentialsError(
                f"{request.source}: Amazon ECR gives the access key {key.id} no token for {region} "
                f"({answer.words(key.secret)})"
            )
        try:
            data = answer.fields["authorizationData"][0]
            username, separator, password = (
                base64.b64decode(data["authorizationToken"], validate=True).decode().partition(":")
            )
        except (LookupError, TypeError, ValueError, binascii.Error):
            username = separator = password = ""
        if not (separator and password):
            raise CredentialsError(f"{request.source}: Amazon ECR's answer holds no token")
        return Token(password, _expiry(data.get("expiresAt"), now), username)


def _expiry(value: object, now: datetime) -> datetime:
    """The end of a token, which Amazon gives in seconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**11:
        return datetime.fromtimestamp(value, UTC)
    return in_seconds(now, _HALF_A_DAY)
