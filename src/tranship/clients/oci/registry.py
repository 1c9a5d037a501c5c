"""A registry: requests to it, by HTTPS or else HTTP where that is usual, with whatever it wants to see first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlencode

from tranship.clients.address_kinds import AddressKind, kind_of
from tranship.clients.http import HTTPURL, Headers, Reply, Request, Terms, parse_url, status_text
from tranship.clients.http.session import Response, Session
from tranship.clients.oci.access import IDENTITY_TOKEN, RegistryAccess
from tranship.clients.oci.challenge import Challenge, best_challenge
from tranship.errors import HTTPError

TERMS = Terms(seconds=60, limit=4 << 20, tries=4)
"""For what is small and may be asked for again."""

_LOCAL_NAME = re.compile(r"localhost|.*\.localhost|.*\.local")


class Registry:
    """One registry, for one piece of work."""

    def __init__(self, session: Session, host: str, access: RegistryAccess, *, verify: bool) -> None:
        self.host = host
        self.access = access
        self._session = session
        self._verify = verify
        self._base: HTTPURL | None = None
        self._challenge: Challenge | None = None
        self._tokens: dict[str, str] = {}

    @property
    def base(self) -> HTTPURL:
        """The URL of its API, with a slash at the end; found out when it is first needed.

        :raises HTTPError: nobody answers there.
        """
        if self._base is None:
            self._base = self._found()
        return self._base

    def url(self, path: str) -> HTTPURL:
        """A URL of its API."""
        return replace(self.base, path=f"{self.base.path}{path}")

    def send(self, request: Request, scope: str, terms: Terms = TERMS) -> Reply:
        """The reply to a request, whatever its status.

        :param scope: what has to be allowed, such as ``repository:acme/web:pull``.
        """
        with self._open(request, scope, terms) as response:
            return response.read()

    @contextmanager
    def open(self, request: Request, scope: str, terms: Terms = TERMS) -> Iterator[Response]:
        """The response to a request while the block runs, whatever its status."""
        with self._open(request, scope, terms) as response:
            yield response

    @contextmanager
    def _open(self, request: Request, scope: str, terms: Terms) -> Iterator[Response]:
        terms = replace(terms, verify=self._verify)
        with self._session.open(self._authorised(request, scope), terms) as response:
            wanted = best_challenge(response.headers.by_name().get("Www-Authenticate", []))
            if response.status != 401 or not self._can_say_more(wanted):
                yield response
                return
        # The token has run out, or the registry asks only where it has to.
        self._challenge = wanted
        self._tokens.pop(scope, None)
        with self._session.open(self._authorised(request, scope), terms) as response:
            yield response

    def _authorised(self, request: Request, scope: str) -> Request:
        """The request with what the registry wants to see; to other hosts go no secrets."""
        if request.url.origin != self.base.origin:
            return request
        authorization = self._authorization(scope)
        if not authorization:
            return request
        return replace(request, headers=Headers((*request.headers, ("Authorization", authorization))))

    def _can_say_more(self, wanted: Challenge | None) -> bool:
        """Whether there is something to say about us that was not said yet."""
        if wanted is None or wanted.scheme == "bearer":
            return wanted is not None
        return wanted != self._challenge and not self.access.is_anonymous

    def _authorization(self, scope: str) -> str:
        if self._challenge is None:
            return ""
        if self._challenge.scheme == "basic":
            return "" if self.access.is_anonymous else self.access.basic
        if scope not in self._tokens:
            self._tokens[scope] = self._token(self._challenge, scope)
        return f"Bearer {self._tokens[scope]}"

    def _token(self, challenge: Challenge, scope: str) -> str:
        """A token for what we want to do, from the server that the registry names.

        :raises HTTPError: there is none for us.
        """
        realm = parse_url(challenge.parameters.get("realm", ""))
        if realm.scheme not in ("http", "https") or not realm.host:
            raise HTTPError(f"{self.host} names no server that gives tokens; is it a registry?")
        if realm.scheme == "http" and self.base.scheme == "https":
            raise HTTPError(f"{self.host} wants us to get a token without TLS, from {realm}; passwords do not go there")
        service = challenge.parameters.get("service", "")
        parameters = [("service", service)] if service else []
        parameters.append(("scope", scope))
        if self.access.username == IDENTITY_TOKEN:
            form = [("grant_type", "refresh_token"), ("refresh_token", self.access.password), ("client_id", "tranship")]
            body = urlencode([*form, *parameters]).encode()
            headers = Headers((("Content-Type", "application/x-www-form-urlencoded"),))
            request = Request("POST", realm, headers, body)
        else:
            headers = Headers(() if self.access.is_anonymous else (("Authorization", self.access.basic),))
            request = Request("GET", realm.with_parameters(parameters), headers)
        reply = self._session.send(request, replace(TERMS, verify=self._verify))
        if not reply.is_success:
            refusal = f"{realm.place} gave no token for {self.host}: {self.refused(reply.status)}"
            raise HTTPError(refusal, status=reply.status)
        return _token_in(reply, realm)

    def refused(self, status: int) -> str:
        """A status in words that say what to do about who we are."""
        text = status_text(status)
        if status not in (401, 403):
            return text
        if self.access.is_anonymous:
            return f"{text}; there are no credentials for it" + (
                f", such as {self.access.source}" * bool(self.access.source)
            )
        return f"{text}; the credentials from {self.access.source or 'the project'} were used"

    def _found(self) -> HTTPURL:
        """Ask for the API, by HTTPS first."""
        first: HTTPError | None = None
        for scheme in ("https", "http") if _may_lack_tls(self.host) else ("https",):
            url = parse_url(f"{scheme}://{self.host}/v2/")
            try:
                reply = self._session.send(Request("GET", url), replace(TERMS, tries=1, verify=self._verify))
            except HTTPError as error:
                first = first or error
                continue
            # A server with TLS has something to say to those who come without, but that is no registry's answer.
            if scheme == "http" and reply.status not in (200, 401):
                continue
            self._challenge = best_challenge(reply.headers.by_name().get("Www-Authenticate", []))
            return url
        raise first or HTTPError(f"{self.host} is no registry")


def _may_lack_tls(host: str) -> bool:
    """Whether a registry of this name may be without TLS: one on this machine, or at a private address."""
    name = parse_url(f"//{host}").host
    try:
        return kind_of(ip_address(name)) in (AddressKind.LOOPBACK, AddressKind.PRIVATE)
    except ValueError:
        return _LOCAL_NAME.fullmatch(name) is not None


def _token_in(reply: Reply, realm: HTTPURL) -> str:
    try:
        content = json.loads(reply.body)
        token = content.get("token") or content.get("access_token")
    except (ValueError, AttributeError):
        token = None
    if not isinstance(token, str):
        raise HTTPError(f"{realm.place} answered without a token")
    return token
