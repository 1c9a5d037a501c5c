"""Requests to the services that hand out tokens: what they answer, and their refusals in words that show no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tranship.clients.http import Headers, HTTPClient, Reply, Request, Terms, parse_url, status_text
from tranship.clients.metadata import Places, metadata_client
from tranship.credentials.secrets import MASK
from tranship.errors import AddressError, CredentialsError, HTTPError
from tranship.execution import BACKGROUND

LARGEST_ANSWER = 1 << 20
_LONGEST = 30.0
"""Seconds that an answer may take."""
_LONGEST_WORDS = 300
_XML_WORDS = re.compile(r"<(?:Code|Message)>([^<]+)</")
"""The words of a refusal in Amazon's older answers."""


@dataclass(frozen=True)
class TokenAnswer:
    """What a service answered: the status, the JSON object, empty if it is none, and the text if it is no JSON."""

    status: int
    fields: Mapping[str, Any] = field(repr=False)
    raw: str = field(default="", repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 2xx."""
        return self.status // 100 == 2

    def text(self, name: str) -> str:
        """A member that is a text; empty without."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def words(self, *secrets: str) -> str:
        """What the service says about a failure, without the secrets that it was sent."""
        said = status_text(self.status)
        details = _said(self.fields) or ": ".join(_XML_WORDS.findall(self.raw))
        if not details and not self.is_success:
            # A success without a shape may be a token that nobody could find in it.
            details = _plain(self.raw)
        for secret in filter(None, secrets):
            details = details.replace(secret, MASK)
        return f"{said}: {details[:_LONGEST_WORDS]}" if details else said


@dataclass(frozen=True)
class TokenServices:
    """Asks services for tokens, over checked addresses and without redirects, so that no secret goes astray."""

    http: HTTPClient = field(default_factory=HTTPClient)

    def metadata(self, url: str, places: Places) -> TokenServices:
        """A way to ask the metadata service at ``url``, which nothing else here reaches, and nobody but it.

        :param places: where the service may be, see :mod:`tranship.clients.metadata`.
        :raises AddressError: it is elsewhere.
        """
        return replace(self, http=metadata_client(self.http, url, places))

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        seconds: float = _LONGEST,
        tries: int = 1,
    ) -> TokenAnswer:
        """The answer to a request, whatever its status.

        :param tries: how often it is sent if it fails in a way that may pass.
        :raises CredentialsError: there is none.
        """
        try:
            request = Request(method, parse_url(url), Headers(tuple(headers.items())), body)
            terms = Terms(seconds=seconds, limit=LARGEST_ANSWER, tries=tries, redirects=False)
            return _read(self.http.send(request, BACKGROUND, terms))
        except (HTTPError, AddressError) as error:
            raise CredentialsError(f"no token could be had: {error}") from error


def identity_token(file: str) -> str:
    """The token by which a cluster or CI vouches for this process. It is read anew each time: they replace it.

    :raises CredentialsError: it can't be read.
    """
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise CredentialsError(f"the identity's token can't be read: {file}: {why}") from None


def expiry(text: str, now: datetime, fallback: float) -> datetime:
    """The end of a token by its text (RFC 3339); ``fallback`` seconds from now if that is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return in_seconds(now, fallback)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_seconds(now: datetime, seconds: object) -> datetime:
    """The moment so many seconds from now; an hour, as tokens commonly have, if it is no sensible number."""
    usable = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 10**7
    return datetime.fromtimestamp(now.timestamp() + (float(str(seconds)) if usable else 3600.0), UTC)


def _read(reply: Reply) -> TokenAnswer:
    try:
        data = json.loads(reply.body)
    except ValueError:
        return TokenAnswer(reply.status, {}, reply.body.decode(errors="replace"))
    return TokenAnswer(reply.status, data if isinstance(data, dict) else {})


def _plain(text: str) -> str:
    """An explanation in plain words, as metadata services give it; "" if it is a page for browsers."""
    return "" if text.lstrip().startswith("<") else " ".join(text.split())


def _said(fields: Mapping[str, Any]) -> str:
    """The explanation in an answer, in any of the shapes in which the services give it."""
    error = fields.get("error")
    if isinstance(error, Mapping):
        return _said(error)
    errors = fields.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
        return _said(errors[0])
    code = error or fields.get("code") or str(fields.get("__type", "")).rpartition("#")[2]
    explained = fields.get("error_description") or fields.get("message") or fields.get("Message")
    return ": ".join(part for part in (code, explained) if isinstance(part, str) and part)
