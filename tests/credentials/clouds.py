"""Services that hand out tokens, as GitHub, Amazon, Google and Azure do: they check every signature and claim."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.servers.local import Handler, LocalServer

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
"""The time at which everything here happens."""

APP, INSTALLATION = "Iv1.abcdef", "4711"
ACCOUNT = "puller@acme.iam.gserviceaccount.com"
KEY_ID, SECRET_KEY = "AKIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG"
CLIENT, TENANT, FEDERATED = "client-1", "tenant-1", "federated-token-of-the-cluster"

ROLE = "arn:aws:iam::123456789012:role/tranship"
GOOGLE_PROJECT = "acme-prod"

Reply = tuple[int, Mapping[str, Any] | str]


def private_key(number: int = 0) -> str:
    """An RSA key in PEM; the same for the same number."""
    return _made_key(number)


@lru_cache(maxsize=2)
def _made_key(_number: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def claims_of(token: str, key: str) -> dict[str, Any]:
    """The claims of a signed token, if the key signed it.

    :raises InvalidSignature: it did not.
    """
    head, body, signature = token.split(".")
    loaded = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    loaded.public_key().verify(_unpadded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256())
    claims = json.loads(_unpadded(body))
    assert isinstance(claims, dict)
    return claims


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def amazon_signature(headers: Mapping[str, str], path: str, body: bytes, secret: str) -> str:
    """The signature that a request must carry, worked out from what came, as Amazon's documentation has it."""
    fields = dict(part.strip().split("=", 1) for part in headers["authorization"].split(" ", 1)[1].split(","))
    _, day, region, service, end = fields["Credential"].split("/")
    names = fields["SignedHeaders"].split(";")
    canonical = "POST\n" + path + "\n\n"
    canonical += "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical += "\n" + ";".join(names) + "\n" + hashlib.sha256(body).hexdigest()
    scope = "/".join((day, region, service, end))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest))
    key = ("AWS4" + secret).encode()
    for part in (day, region, service, end):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@dataclass
class Clouds:
    """All the services on one server. ``unknown_for`` tries GitHub does not know a new token."""

    url: str = ""
    unknown_for: int = 0
    slow: float = 0
    minted: int = 0
    tries: int = 0
    asked_repositories: list[Any] = field(default_factory=list)
    project_role: bool = True
    project_account: int = 200
    google_project: str = GOOGLE_PROJECT
    accounts: list[str] = field(default_factory=list)
    may_pull: bool = True
    roles: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def reply(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer to a request."""
        if self.slow:
            self.stopping.wait(self.slow)
        if path == f"/api/v3/app/installations/{INSTALLATION}/access_tokens" and method == "POST":
            return self._github(headers, body)
        if path.startswith("/api/v3/repos/"):
            self.tries += 1
            known = headers["authorization"].startswith("Bearer ghs_token_") and self.tries > self.unknown_for
            return (200, {"full_name": path[14:]}) if known else (404, {"message": "Not Found"})
        if path == "/token":
            return self._google(parse_qs(body.decode()))
        if path == f"/{TENANT}/oauth2/v2.0/token":
            return self._azure_login(parse_qs(body.decode()))
        if path == "/acme/oauth2/exchange":
            return self._azure_exchange(parse_qs(body.decode()))
        if path == "/v1/credentials" and method == "GET":
            return self._pod_identity(headers)
        if path.startswith("/computeMetadata/v1/") and method == "GET":
            return self._google_metadata(path, headers)
        if path.startswith("/v1/projects/-/serviceAccounts/") and method == "POST":
            return self._google_impersonation(path, headers, body)
        if b"Version=2011-06-15" in body:
            return self._amazon_role(headers, path, body)
        if headers.get("x-amz-target") == "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken":
            return self._amazon(headers, path, body)
        return 404, {"message": "no such service"}

    def _github(self, headers: Mapping[str, str], body: bytes) -> Reply:
        token = headers["authorization"].removeprefix("Bearer ")
        try:
            claims = claims_of(token, private_key())
        except InvalidSignature:
            return 401, {"message": f"A JSON web token could not be decoded: {token}"}
        now = NOW.timestamp()
        if claims["iss"] != APP or claims["iat"] > now or not now < claims["exp"] <= now + 600:
            return 401, {"message": "'Issuer' claim ('iss') must be an Integer"}
        self.minted += 1
        self.asked_repositories.append(json.loads(body)["repositories"])
        return 201, {"token": f"ghs_token_{self.minted}", "expires_at": "2026-03-01T13:00:00Z"}

    def _google(self, form: Mapping[str, list[str]]) -> Reply:
        try:
            claims = claims_of(form["assertion"][0], private_key())
        except InvalidSignature:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        expected = {"iss": ACCOUNT, "aud": self.url + "/token", "iat": int(NOW.timestamp())}
        if any(claims[name] != value for name, value in expected.items()) or "read_only" not in claims["scope"]:
            return 400, {"error": "invalid_grant"}
        self.minted += 1
        return 200, {"access_token": f"ya29.token-{self.minted}", "expires_in": 3599, "token_type": "Bearer"}

    def _google_metadata(self, path: str, headers: Mapping[str, str]) -> Reply:
        if headers.get("metadata-flavor") != "Google" or "x-forwarded-for" in headers:
            return 403, "<!DOCTYPE html><title>Error 403 (Forbidden)</title>"
        if path == "/computeMetadata/v1/project/project-id":
            return 200, self.google_project
        if path.startswith("/computeMetadata/v1/instance/service-accounts/default/token?scopes="):
            if not self.may_pull:
                return 404, "The service account was not found.\n"
            self.minted += 1
            return 200, {"access_token": f"ya29.own-{self.minted}", "expires_in": 3599, "token_type": "Bearer"}
        return 404, "<!DOCTYPE html><title>Error 404 (Not Found)</title>"

    def _google_impersonation(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        account = path.removeprefix("/v1/projects/-/serviceAccounts/").removesuffix(":generateAccessToken")
        if not headers["authorization"].startswith("Bearer ya29.own-"):
            return 401, {"error": {"code": 401, "message": "invalid credentials", "status": "UNAUTHENTICATED"}}
        if not json.loads(body)["scope"]:
            return 400, {"error": {"code": 400, "message": "scope is required", "status": "INVALID_ARGUMENT"}}
        self.accounts.append(account)
        if self.project_account != 200:
            said = f"Permission 'iam.serviceAccounts.getAccessToken' denied for {headers['authorization'][7:]}"
            return self.project_account, {"error": {"code": self.project_account, "message": said}}
        return 200, {"accessToken": "ya29.of-the-project", "expireTime": "2026-03-01T13:00:00Z"}

    def _pod_identity(self, headers: Mapping[str, str]) -> Reply:
        if headers.get("authorization") != FEDERATED:
            return 400, f"(InvalidTokenException): the token {headers.get('authorization')} is not valid\n"
        key = {"AccessKeyId": KEY_ID, "SecretAccessKey": SECRET_KEY, "Token": "session&token"}
        return 200, {**key, "AccountId": "123456789012", "Expiration": "2026-03-01T18:00:00Z"}

    def _azure_login(self, form: Mapping[str, list[str]]) -> Reply:
        if form["client_id"] != [CLIENT] or form["client_assertion"] != [FEDERATED]:
            said = f"AADSTS700211: No matching federated identity record found for {form['client_assertion'][0]}"
            return 401, {"error": "invalid_client", "error_description": said}
        return 200, {"access_token": "azure-access-token", "expires_in": 86399}

    def _azure_exchange(self, form: Mapping[str, list[str]]) -> Reply:
        if form["access_token"] != ["azure-access-token"] or form["service"] != ["acme.azurecr.io"]:
            return 401, {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]}
        self.minted += 1
        return 200, {"refresh_token": f"acr-token-{self.minted}"}

    def _amazon_role(self, headers: Mapping[str, str], path: str, body: bytes) -> Reply:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if form["Action"] == "AssumeRoleWithWebIdentity":
            if form["WebIdentityToken"] != FEDERATED:
                return 400, _amazon_refusal("InvalidIdentityToken", f"Couldn't verify {form['WebIdentityToken']}")
        elif not _is_signed(headers, path, body) or not headers.get("x-amz-security-token"):
            return 403, _amazon_refusal("SignatureDoesNotMatch", "wrong signature")
        elif form["Action"] == "GetCallerIdentity":
            arn = "arn:aws:sts::123456789012:assumed-role/tranship/eks-web-1"
            return 200, f"<GetCallerIdentityResult><Arn>{arn}</Arn></GetCallerIdentityResult>"
        elif not self.project_role:
            return 403, _amazon_refusal(
                "AccessDenied", f"not authorized to perform: sts:AssumeRole on {form['RoleArn']}"
            )
        self.roles.append(form["RoleArn"])
        key = f"<AccessKeyId>{KEY_ID}</AccessKeyId><SecretAccessKey>{SECRET_KEY}</SecretAccessKey>"
        return 200, f"<Credentials>{key}<SessionToken>session&amp;token</SessionToken></Credentials>"

    def _amazon(self, headers: Mapping[str, str], path: str, body: bytes) -> Reply:
        if not self.may_pull:
            return 400, {"__type": "AccessDeniedException", "message": "not authorized"}
        if not _is_signed(headers, path, body):
            said = "The request signature we calculated does not match the signature you provided."
            return 400, {"__type": "com.amazon.coral.service#InvalidSignatureException", "message": said}
        self.minted += 1
        token = base64.b64encode(f"AWS:ecr-password-{self.minted}".encode()).decode()
        end = NOW.timestamp() + 12 * 3600 + 0.5
        return 200, {"authorizationData": [{"authorizationToken": token, "expiresAt": end}]}


def _is_signed(headers: Mapping[str, str], path: str, body: bytes) -> bool:
    return headers["authorization"].endswith(f"Signature={amazon_signature(headers, path, body, SECRET_KEY)}")


def _amazon_refusal(code: str, message: str) -> str:
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"


@contextmanager
def clouds(**behaviour: Any) -> Iterator[Clouds]:
    """The services, while the block runs."""
    services = Clouds(**behaviour)

    class CloudHandler(Handler):
        def do_POST(self) -> None:  # noqa: N802 - the base class asks for this name
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = services.reply(self.command, self.path, headers, self.body())
            self.answer(
                status,
                [("Content-Type", "application/json")],
                (answer if isinstance(answer, str) else json.dumps(answer)).encode(),
            )

        do_GET = do_POST  # noqa: N815

    with LocalServer(CloudHandler) as server:
        services.url = server.url
        yield services
        services.stopping.set()
