"""The registry of what must not be shown: the secret values a promotion has touched, in every form they may take."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST_MASKED = 4
"""Values under so many characters are not masked: they would take the rest of the text with them."""
_SHORTEST_INSIDE = 8
"""Bytes that a value must have to be looked for inside of base64."""


@dataclass(frozen=True, order=True)
class SecretSource:
    """Where a secret value came from: a key of a resource, such as a Secret, or the credentials of a repository."""

    kind: str
    namespace: str
    name: str
    key: str

    def __str__(self) -> str:
        owner = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {owner}, key {self.key}"


@dataclass(frozen=True)
class SecretPart:
    """A piece of a text that is a secret: its ``text``, the ``source`` of the value, and in which ``form`` it stands.

    Forms are the names that :func:`forms_of` gives.
    """

    text: str
    source: SecretSource
    form: str


def forms_of(value: str) -> dict[str, str]:
    """The texts in which a secret value may turn up, by the name of the form."""
    forms = {"plain": value, "stripped": value.strip()}
    for name in ("plain", "stripped"):
        text = forms[name]
        data = text.encode("utf-8", "surrogateescape")
        padded, url_safe = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()
        forms |= {
            f"{name} base64": padded,
            f"{name} base64 unpadded": padded.rstrip("="),
            f"{name} base64url": url_safe,
            f"{name} base64url unpadded": url_safe.rstrip("="),
            f"{name} url": quote(data, safe=""),
            f"{name} url path": quote(data),
            f"{name} url form": quote_plus(data),
            f"{name} json": json.dumps(text, ensure_ascii=False)[1:-1],
            f"{name} json ascii": json.dumps(text)[1:-1],
            f"{name} shell": text.replace("'", "'\\''"),
            f"{name} yaml": text.replace("'", "''"),
            f"{name} xml": escape(text, quote=False),
        }
        for offset in range(3):
            inside = _base64_inside(data, offset)
            forms |= {
                f"{name} base64 at {offset}": inside,
                f"{name} base64url at {offset}": inside.replace("+", "-").replace("/", "_"),
            }
    for number, line in enumerate(value.splitlines()):
        forms[f"line {number}"] = line.strip()
    return forms


def _base64_inside(data: bytes, offset: int) -> str:
    """What is always the same of the base64 of a longer text that holds ``data`` after ``offset`` bytes of a group.

    Empty for data so short that other texts might have it too.
    """
    if len(data) < _SHORTEST_INSIDE:
        return ""
    encoded = base64.b64encode(bytes(offset) + data).decode()
    return encoded[(0, 2, 3)[offset] : (offset + len(data)) // 3 * 4]


class SecretRegistry:
    """The secret values of one promotion, each with its source. Thread-safe; it only ever grows.

    A text shows a secret if the value itself stands in it, or one of its lines, or what base64 (also of a longer text
    that holds it), URLs, JSON, YAML, XML or a shell's quotes make of it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, SecretSource] = {}
        self._forms: dict[str, tuple[SecretSource, str]] = {}
        self._pattern: re.Pattern[str] | None = None

    def record(self, value: str, source: SecretSource) -> None:
        """Remember that ``value`` is secret and came from ``source``; the first source of a value stays."""
        with self._lock:
            if not value or value in self._values:
                return
            self._values[value] = source
            for form, text in forms_of(value).items():
                if len(text) >= SHORTEST_MASKED:
                    self._forms.setdefault(text, (source, form))
            self._pattern = None

    def record_pair(self, username: str, password: str, source: SecretSource) -> None:
        """Remember a password, and the text that HTTP's Basic authentication makes of it."""
        self.record(password, source)
        if len(password) >= SHORTEST_MASKED:
            pair = base64.b64encode(f"{username}:{password}".encode(errors="surrogateescape")).decode()
            with self._lock:
                self._forms.setdefault(pair, (source, "basic authentication"))
                self._pattern = None

    def __contains__(self, value: object) -> bool:
        return value in self._values

    def __len__(self) -> int:
        return len(self._values)

    def mask(self, text: str) -> str:
        """The text with every form of every secret replaced by ``***``."""
        pattern = self._compiled()
        return pattern.sub(MASK, text) if pattern else text

    def shows(self, text: str) -> bool:
        """Whether some form of some secret stands in the text."""
        pattern = self._compiled()
        return bool(pattern and pattern.search(text))

    def mask_value(self, value: Any) -> Any:
        """A JSON-like value with every text in it masked, keys too."""
        if not self._values:
            return value
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, Mapping):
            return {self.mask(str(key)): self.mask_value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.mask_value(item) for item in value]
        return value

    def split(self, text: str) -> Iterator[str | SecretPart]:
        """The text in pieces, in order: plain ones, and secrets. A whole text that is a short secret counts as one."""
        if text in self._values:
            yield SecretPart(text, self._values[text], "plain")
            return
        pattern, end = self._compiled(), 0
        for match in pattern.finditer(text) if pattern else ():
            if match.start() > end:
                yield text[end : match.start()]
            yield SecretPart(match.group(), *self._forms[match.group()])
            end = match.end()
        if end < len(text):
            yield text[end:]

    def _compiled(self) -> re.Pattern[str] | None:
        with self._lock:
            if self._pattern is None and self._forms:
                # The longest form first, so that a line of a key does not leave the rest of the key standing.
                longest_first = sorted(self._forms, key=lambda form: (-len(form), form))
                self._pattern = re.compile("|".join(map(re.escape, longest_first)))
            return self._pattern
