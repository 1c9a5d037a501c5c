"""Amazon's request signature, version 4: who asks, for what, when; the secret key itself never travels."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class AWSKey:
    """An access key. ``session_token`` belongs to keys of roles, and has to be sent along."""

    id: str
    secret: str = field(repr=False)
    session_token: str = field(default="", repr=False)


def signed_headers(
    key: AWSKey, region: str, service: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> dict[str, str]:
    """The headers of a POST request with those that sign it.

    :param service: Amazon's short name, such as ``ecr``.
    :param url: without a query.
    :param now: when the request is sent; servers take no signature that is older than some minutes.
    """
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    parts = urlsplit(url)
    signed = {name.lower(): value.strip() for name, value in headers.items()}
    signed |= {"host": parts.netloc, "x-amz-date": moment}
    if key.session_token:
        signed["x-amz-security-token"] = key.session_token
    names = ";".join(sorted(signed))
    lines = [f"{name}:{signed[name]}\n" for name in sorted(signed)]
    request = "\n".join(
        ["POST", quote(parts.path or "/"), "", "".join(lines), names, hashlib.sha256(body).hexdigest()],
    )
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    text = "\n".join([_ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    signing_key = f"AWS4{key.secret}".encode()
    for part in scope.split("/"):
        signing_key = hmac.digest(signing_key, part.encode(), "sha256")
    signature = hmac.new(signing_key, text.encode(), "sha256").hexdigest()
    signed["authorization"] = f"{_ALGORITHM} Credential={key.id}/{scope}, SignedHeaders={names}, Signature={signature}"
    # The client that sends the request writes the host's name itself.
    del signed["host"]
    return signed
