"""Questions to Argo CD's REST API: its answers as plain data, its refusals in words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from tranship.clients.argocd.settings import OPTIONS, SERVER, TOKEN, ArgoCDSettings
from tranship.clients.http import Headers, HTTPClient, Reply, Request, Terms, status_text
from tranship.errors import AddressError, ConflictError, HTTPError, NotFoundError, StoreError
from tranship.execution import Execution

LARGEST_ANSWER = 256 << 20
"""Bytes of a list; an Application names all its resources, and there may be thousands of both."""

_TRIES = 3
_BUSY = "another operation is already in progress"
_TRUST = f"name its authority by --server-crt in {OPTIONS} or in SSL_CERT_FILE, or trust it blindly by --insecure"


class UnavailableError(StoreError):
    """Argo CD gave no answer, or none that it would not give otherwise the next time."""


class ForbiddenError(StoreError):
    """The token may not do that, or there is nothing to do it with: Argo CD says the same of both."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    :param goal: what it is for, in words that follow "to": ``read the Application "web"``.
    :param parts: the path below ``/api/v1/applications``. :param seconds: how long the answer may take.
    """

    goal: str
    method: str = "GET"
    parts: tuple[str, ...] = ()
    query: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None
    seconds: float = 30.0
    tries: int = _TRIES


@dataclass(frozen=True)
class ArgoCDAPI:
    """The API for one piece of work."""

    settings: ArgoCDSettings
    http: HTTPClient
    execution: Execution

    def ask(self, question: Question) -> Mapping[str, Any]:
        """The answer, an object.

        :raises StoreError: there is none; its class says why, where callers may go on.
        """
        terms = Terms(
            seconds=question.seconds,
            limit=LARGEST_ANSWER,
            tries=question.tries,
            verify=not self.settings.insecure,
            trust_advice=_TRUST,
        )
        try:
            reply = self.http.send(self._request(question), self.execution, terms)
        except (HTTPError, AddressError) as error:
            raise UnavailableError(f"Argo CD can't be asked to {question.goal}: {error}") from error
        data = _json(reply)
        if not reply.is_success:
            raise self._refusal(question, reply, data)
        if not isinstance(data, dict):
            raise StoreError(f"{self.settings.base} answers with no JSON, as Argo CD's API would; {_advice(reply)}")
        return data

    def _request(self, question: Question) -> Request:
        path = "/".join([self.settings.base.path.rstrip("/"), "api/v1/applications", *map(_quoted, question.parts)])
        headers = [("Accept", "application/json"), *self.settings.headers]
        if self.settings.token:
            headers.append(("Authorization", f"Bearer {self.settings.token}"))
        body = b""
        if question.body is not None:
            headers.append(("Content-Type", "application/json"))
            body = json.dumps(question.body, separators=(",", ":")).encode()
        url = replace(self.settings.base, path=path, query=urlencode(question.query) if question.query else None)
        return Request(question.method, url, Headers(tuple(headers)), body)

    def _refusal(self, question: Question, reply: Reply, data: object) -> StoreError:
        words = _words(data)
        said = f": {words}" if words else ""
        match reply.status:
            case 401 if not self.settings.token:
                return StoreError(f"Argo CD asks for a token to {question.goal}; set {TOKEN}")
            case 401:
                return StoreError(
                    f"Argo CD does not accept the token{said}; if it has expired or was revoked, set {TOKEN} anew"
                )
            case 403 if words:
                return ForbiddenError(f"Argo CD does not let this token {question.goal}{said}")
            case 404 if words:
                return NotFoundError(f"Argo CD can't {question.goal}{said}")
            case 409:
                return ConflictError(f"Argo CD could not {question.goal}{said}")
            case 400 if _BUSY in words:
                return ConflictError(f"Argo CD could not {question.goal}, since {_BUSY}")
            case status if status == 429 or status >= 500:
                return UnavailableError(f"Argo CD could not {question.goal} ({status_text(status)}){said}")
            case status if words:
                return StoreError(f"Argo CD refused to {question.goal} ({status_text(status)}){said}")
        answered = f"{self.settings.base} answered {status_text(reply.status)} when asked to {question.goal}"
        return StoreError(f"{answered}, and not in the way of Argo CD's API; {_advice(reply)}")


def _advice(reply: Reply) -> str:
    """What to look at when somebody else than the API has answered."""
    if reply.status in (401, 403):
        return f"something stands before it that lets nobody in; see --header in {OPTIONS}"
    return f"check {SERVER}, and --grpc-web-root-path in {OPTIONS} if Argo CD is below a path"


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _json(reply: Reply) -> object:
    try:
        return json.loads(reply.body)
    except ValueError:
        return None


def _words(data: object) -> str:
    """What the API says of a failure; "" if it was not the API that has answered."""
    if not isinstance(data, dict):
        return ""
    return str(data.get("message") or data.get("error") or "").strip()
