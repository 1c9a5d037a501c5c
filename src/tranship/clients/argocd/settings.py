"""How Argo CD's API server is reached: by the variables that its own command line reads."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tranship.clients.http import HTTPURL, parse_url
from tranship.errors import HTTPError, InputError

SERVER = "ARGOCD_SERVER"
TOKEN = "ARGOCD_AUTH_TOKEN"  # noqa: S105 - the name of a variable
OPTIONS = "ARGOCD_OPTS"

_SWITCHES = frozenset({"plaintext", "insecure"})
_WITH_VALUE = frozenset({"server", "auth-token", "grpc-web-root-path", "server-crt", "header", "H"})
_ELSEWHERE = frozenset({"core", "port-forward", "port-forward-namespace"})
"""Options by which Argo CD's command line goes through Kubernetes."""


@dataclass(frozen=True)
class ArgoCDSettings:
    """Where the API server is and what opens it.

    :param base: the URL that the API's paths are added to, without a slash at its end.
    :param token: of a user, or of a project's role; "" for a server that asks for none.
    :param insecure: whether any certificate of the server is taken.
    :param authorities: a PEM file with the certificate of the server, or of its authority.
    :param headers: sent with every request, for what stands before the server.
    """

    base: HTTPURL
    token: str = field(default="", repr=False)
    insecure: bool = False
    authorities: Path | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> ArgoCDSettings | None:
        """What ``ARGOCD_SERVER``, ``ARGOCD_AUTH_TOKEN`` and ``ARGOCD_OPTS`` say; None if they name no server.

        Options that are not about the connection do nothing here, as does ``--grpc-web``: this is another protocol.

        :raises InputError: they can't be read, or ask for a way through Kubernetes.
        """
        options = _options(environment.get(OPTIONS, ""))
        server = _last(options, "server") or environment.get(SERVER, "")
        if not server:
            return None
        if asked := _ELSEWHERE & options.keys():
            raise InputError(
                f"{OPTIONS}: --{min(asked)} goes through Kubernetes; take it away, and set "
                "TRANSHIP_ARGOCD_KUBERNETES=true in place of ARGOCD_SERVER"
            )
        authorities = _last(options, "server-crt")
        return cls(
            base=_base(server, _last(options, "grpc-web-root-path"), plaintext="plaintext" in options),
            token=(_last(options, "auth-token") or environment.get(TOKEN, "")).strip(),
            insecure="insecure" in options,
            authorities=Path(authorities) if authorities else None,
            headers=_headers([*options.get("header", ()), *options.get("H", ())]),
        )


def _options(text: str) -> dict[str, list[str]]:
    """The options with their values; a switch that is on has none."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise InputError(f"{OPTIONS} can't be read: a quote or a backslash has no other end") from None
    found: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            # The value of an option that is none of ours.
            continue
        if name in _WITH_VALUE:
            found.setdefault(name, []).append(value if equals else _value_of(name, next(rest, None)))
        elif name in _SWITCHES | _ELSEWHERE and value.lower() not in ("false", "f", "0"):
            found[name] = []
    return found


def _value_of(name: str, word: str | None) -> str:
    if word is None:
        raise InputError(f"{OPTIONS}: {'-' if len(name) == 1 else '--'}{name} needs a value")
    return word


def _last(options: Mapping[str, Sequence[str]], name: str) -> str:
    values = options.get(name)
    return values[-1] if values else ""


def _base(server: str, root: str, *, plaintext: bool) -> HTTPURL:
    """The URL of a server that is given as host and port, or as a URL, as people find it in their browser."""
    text = server if "://" in server else f"{'http' if plaintext else 'https'}://{server}"
    path = "/".join(part.strip("/") for part in (text.rstrip("/"), root) if part.strip("/"))
    try:
        url = parse_url(path)
    except HTTPError as error:
        raise InputError(f"{SERVER}: {error}") from None
    if url.scheme not in ("http", "https") or not url.host or url.query is not None:
        raise InputError(f"{SERVER} must be a host, such as argocd.example.com, with a port if it needs one")
    return url


def _headers(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Headers that are given as ``Name: value``, several of them with commas in between."""
    pairs = [text.partition(":") for several in texts for text in several.split(",") if text.strip()]
    if not all(colon and name.strip() for name, colon, _ in pairs):
        raise InputError(f"{OPTIONS}: a --header must be a name, a colon and a value")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
