"""How a registry says whom it wants to see: challenges (RFC 9110), and the tokens that answer them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_SCHEME = re.compile(r"\s*(?P<scheme>[A-Za-z][A-Za-z0-9-]*)(?:\s+|$|(?=,))(?!\s*=)")
_PARAMETER = re.compile(
    r'\s*,?\s*(?P<name>[A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s,"]+))'
)
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Challenge:
    """One way to say who you are: ``basic`` or ``bearer``, and its parameters."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def best_challenge(headers: Iterable[str]) -> Challenge | None:
    """The challenge to answer, out of the values of WWW-Authenticate: a token before a password; None of neither."""
    found = {one.scheme: one for header in headers for one in _challenges(header)}
    return found.get("bearer") or found.get("basic")


def _challenges(header: str) -> Iterable[Challenge]:
    end = 0
    while match := _SCHEME.match(header, end):
        end = match.end()
        parameters = {}
        while parameter := _PARAMETER.match(header, end):
            quoted = parameter["quoted"]
            value = parameter["plain"] if quoted is None else _ESCAPE.sub(r"\1", quoted)
            parameters[parameter["name"].lower()] = value
            end = parameter.end()
        yield Challenge(match["scheme"].lower(), parameters)
        end += len(header[end:]) - len(header[end:].lstrip(" ,"))
