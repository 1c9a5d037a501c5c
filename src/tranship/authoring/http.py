"""What the steps that send a request have in common: its configuration, and the request that comes of it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from tranship.authoring.definition import StepRun
from tranship.authoring.effects import Change, ChangeKind
from tranship.clients.http import HTTPURL, Headers, Request, Terms, parse_url
from tranship.credentials.secrets import MASK
from tranship.errors import HTTPError, TerminalError
from tranship.gotypes.duration import Duration
from tranship.models.base import KargoModel, NonEmpty


def _with_unit(value: Any) -> Any:
    if isinstance(value, str) and value.strip("+-") == "0":
        raise ValueError("has no unit; write 0s")
    return value


TimeLimit = Annotated[Duration, BeforeValidator(_with_unit)]
"""How long something may take; nothing and less stand for no limit."""


class HeaderConfig(KargoModel):
    """A header of a request."""

    name: NonEmpty = Field(description="The name of the header.")
    value: NonEmpty = Field(description="Its value. A name may come several times, each with a value.")


class QueryParameterConfig(KargoModel):
    """A parameter in the query of a request's URL."""

    name: NonEmpty = Field(description="The name of the parameter.")
    value: NonEmpty = Field(description="Its value, as it is meant: it is escaped as a URL needs it.")


class RequestConfig(KargoModel):
    """Where a request goes, and what it says."""

    url: NonEmpty = Field(description="Where the request goes.")
    headers: tuple[HeaderConfig, ...] = Field(default=(), description="Headers to send.")
    query_params: tuple[QueryParameterConfig, ...] = Field(
        default=(), description="Parameters to add to the query of the URL, which is then sorted by name."
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate is accepted. Dangerous."
    )


def _with_scheme(text: str) -> str:
    if not text.startswith(("http://", "https://")) or "\n" in text:
        raise ValueError("must start with http:// or https://")
    return text


ProxyURL = Annotated[str, AfterValidator(_with_scheme)]
"""The URL of a proxy for HTTP."""


def request_of(config: RequestConfig, method: str = "GET", body: str = "") -> Request:
    """The request of a configuration.

    :raises TerminalError: its URL is malformed.
    """
    url = _url(config.url, "url").with_parameters((one.name, one.value) for one in config.query_params)
    headers = Headers(tuple((header.name, header.value) for header in config.headers))
    return Request(method, url, headers, body.encode("utf-8", "surrogateescape"))


def refuse_to_repeat(step: StepRun[Any], request: Request) -> None:
    """Refuse to send a request again that an earlier attempt may have sent before it was cut off.

    By what HTTP says, the server does no more for two requests than for one, unless it is a POST or PATCH; and of those
    the user says so with the header ``Idempotency-Key``.

    :raises TerminalError: it may not be sent again.
    """
    repeatable = any(name.lower() == "idempotency-key" for name, _ in request.headers)
    if step.context.interrupted and request.method in ("PATCH", "POST") and not repeatable:
        raise TerminalError(
            f"the promotion was interrupted while this step sent a {request.method} request, and nobody can say whether"
            " the server has acted on it, so it is not sent again; look there, then start a new promotion. A request"
            " with the header Idempotency-Key is sent again"
        )


def terms_of(step: StepRun[Any], config: RequestConfig, *, timeout: Duration, limit: int, proxy: str = "") -> Terms:
    """The terms on which a step sends its request: once, for the step itself is tried again.

    :param timeout: how long it may take; nothing and less are no limit. :param limit: bytes of the response.
    :raises TerminalError: the proxy's URL is malformed.
    """
    if proxy:
        _url(proxy, "proxy")
    return Terms(
        seconds=timeout.seconds if timeout > 0 else None,
        limit=limit,
        verify=not config.insecure_skip_tls_verify,
        proxy=proxy,
        shows_secret=step.context.secrets.shows,
    )


def _url(text: str, field: str) -> HTTPURL:
    try:
        return parse_url(text)
    except HTTPError as error:
        raise TerminalError(f"{field}: {error}", field=(field,)) from error


def preview_of(step: StepRun[Any], kind: ChangeKind, request: Request) -> Change:
    """The request as a plan shows it: all that would be sent, but for what is secret."""
    secrets = step.context.secrets
    url = secrets.mask(request.url.text)
    open_to_all = dict.fromkeys(request.headers.for_another_host(secrets.shows))
    headers = [f"{name}: {value if (name, value) in open_to_all else MASK}" for name, value in request.headers]
    details: dict[str, Any] = {"method": request.method, "url": url, "headers": headers}
    if isinstance(request.body, bytes) and request.body:
        details["body"] = secrets.mask(request.body.decode("utf-8", "replace"))
    return Change(kind, request.url.place, f"{request.method} {url}", details=details)
