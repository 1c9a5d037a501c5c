"""Amazon's services that credentials for ECR come from: the registry's own, and the one that hands out roles."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode

from tranship.credentials.exchange import TokenAnswer, TokenServices, in_seconds
from tranship.credentials.providers.aws_signature import AWSKey, signed_headers
from tranship.credentials.tokens import Token
from tranship.errors import CredentialsError

REGISTRY = re.compile(r"[0-9]{12}\.dkr\.ecr\.(.+)\.amazonaws\.com/")
"""The start of a repository's address in ECR, with its region."""

REGION = re.compile(r"[a-z0-9-]+")

_HALF_A_DAY = 12 * 3600.0
_TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
_SESSION = "tranship"
_FORM: Mapping[str, str] = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


class DeniedError(CredentialsError):
    """Amazon knows who asks, and says that they may not."""


class Amazon:
    """Asks Amazon's services.

    :param environment: may name other addresses of them, as Amazon's own tools have it: ``AWS_ENDPOINT_URL_ECR``,
        ``AWS_ENDPOINT_URL_STS``.
    """

    def __init__(self, services: TokenServices, environment: Mapping[str, str]) -> None:
        self._services = services
        self._ecr = environment.get("AWS_ENDPOINT_URL_ECR", "").rstrip("/")
        self._sts = environment.get("AWS_ENDPOINT_URL_STS", "").rstrip("/")

    def registry_token(self, region: str, key: AWSKey, now: datetime) -> Token:
        """User name and password of the registries of a region.

        :raises DeniedError: the key may not have them.
        :raises CredentialsError: Amazon refuses the key, or can't be reached.
        """
        url = (self._ecr or f"https://api.ecr.{region}.amazonaws.com") + "/"
        body = b"{}"
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET}
        answer = self._services.ask("POST", url, signed_headers(key, region, "ecr", url, headers, body, now), body)
        _check(answer, f"Amazon ECR gives the access key {key.id} no token for {region}", key)
        try:
            data = answer.fields["authorizationData"][0]
            username, _, password = base64.b64decode(data["authorizationToken"], validate=True).decode().partition(":")
        except (LookupError, TypeError, ValueError, binascii.Error):
            data, username, password = {}, "", ""
        if not password:
            raise CredentialsError("Amazon ECR's answer holds no token")
        return Token(password, _moment(data.get("expiresAt"), now), username)

    def role_of_identity(self, role: str, identity: str, region: str) -> AWSKey:
        """A key of the role that an identity, a token signed by a cluster, may take.

        :raises CredentialsError: it may not, or Amazon can't be reached.
        """
        action = {"Action": "AssumeRoleWithWebIdentity", "RoleArn": role, "WebIdentityToken": identity}
        url, body = self._sts_request(region, {**action, "RoleSessionName": _SESSION})
        answer = self._services.ask("POST", url, _FORM, body)
        _check(answer, f"Amazon does not let the identity of this process be {role}", AWSKey("", identity))
        return _key(answer)

    def role(self, role: str, key: AWSKey, region: str, now: datetime) -> AWSKey:
        """A key of the role that another key may take.

        :raises DeniedError: it may not, or there is no such role.
        :raises CredentialsError: Amazon refuses the key, or can't be reached.
        """
        action = {"Action": "AssumeRole", "RoleArn": role, "RoleSessionName": _SESSION}
        answer = self._signed(region, action, key, now)
        _check(answer, f"Amazon does not let the access key {key.id} be {role}", key)
        return _key(answer)

    def caller(self, key: AWSKey, region: str, now: datetime) -> str:
        """The name (ARN) of whom a key belongs to, which every key may ask.

        :raises CredentialsError: Amazon refuses the key, or can't be reached.
        """
        answer = self._signed(region, {"Action": "GetCallerIdentity"}, key, now)
        _check(answer, f"Amazon does not say whose the access key {key.id} is", key)
        found = _element(answer.raw, "Arn")
        if not found:
            raise CredentialsError(f"Amazon's answer does not say whose the access key {key.id} is")
        return found

    def _signed(self, region: str, action: Mapping[str, str], key: AWSKey, now: datetime) -> TokenAnswer:
        url, body = self._sts_request(region, action)
        return self._services.ask("POST", url, signed_headers(key, region, "sts", url, _FORM, body, now), body)

    def _sts_request(self, region: str, action: Mapping[str, str]) -> tuple[str, bytes]:
        url = (self._sts or f"https://sts.{region}.amazonaws.com") + "/"
        return url, urlencode({**action, "Version": "2011-06-15"}).encode()


def _check(answer: TokenAnswer, what: str, key: AWSKey) -> None:
    if answer.is_success:
        return
    said = f"{what} ({answer.words(key.secret, key.session_token)})"
    code = str(answer.fields.get("__type", "")) or _element(answer.raw, "Code")
    raise DeniedError(said) if answer.status == 403 or "AccessDenied" in code else CredentialsError(said)


def _key(answer: TokenAnswer) -> AWSKey:
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    key_id, secret, token = (_element(answer.raw, name) for name in names)
    if not (key_id and secret and token):
        raise CredentialsError("Amazon's answer holds no key of the role")
    return AWSKey(key_id, secret, token)


def _element(xml: str, name: str) -> str:
    """The text of the first element of that name; Amazon's answers hold no other kinds of text."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    return unescape(found[1].strip()) if found else ""


def _moment(value: object, now: datetime) -> datetime:
    """The end of a token, which Amazon gives in seconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**11:
        return datetime.fromtimestamp(value, UTC)
    return in_seconds(now, _HALF_A_DAY)
