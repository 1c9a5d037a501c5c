"""Secrets in saved state: a reference to the source stands in place of the value, and is resolved when it is loaded."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Mapping
from typing import Any

from tranship.credentials.secrets import MASK, SecretPart, SecretRegistry, SecretSource, forms_of
from tranship.errors import StoreError

Resolver = Callable[[SecretSource], str | None]
"""Reads a secret value from its source, None if it is not there any more."""

_MARK = "$tranship/secret"


def conceal(value: Any, secrets: SecretRegistry) -> Any:
    """A JSON-like value with every secret in its texts replaced by a reference to where the secret came from.

    A reference carries a salted, slow digest of the value, so that a changed source is noticed without the store
    giving the value away.
    """
    if not len(secrets):
        return value
    if isinstance(value, str):
        parts = list(secrets.split(value))
        if not any(isinstance(part, SecretPart) for part in parts):
            return value
        return {_MARK: [part if isinstance(part, str) else _reference(part) for part in parts]}
    if isinstance(value, Mapping):
        return {key: conceal(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [conceal(item, secrets) for item in value]
    return value


def reveal(value: Any, resolve: Resolver, secrets: SecretRegistry) -> Any:
    """The value as it was before :func:`conceal`; what it resolves is recorded in ``secrets``.

    :raises StoreError: a source is gone, or holds another value now.
    """
    if isinstance(value, Mapping):
        if value.keys() == {_MARK}:
            return "".join(
                part if isinstance(part, str) else _resolved(part, resolve, secrets) for part in value[_MARK]
            )
        return {key: reveal(item, resolve, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [reveal(item, resolve, secrets) for item in value]
    return value


def _reference(part: SecretPart) -> dict[str, str]:
    salt = os.urandom(16)
    return {
        "kind": part.source.kind,
        "namespace": part.source.namespace,
        "name": part.source.name,
        "key": part.source.key,
        "form": part.form,
        "salt": base64.b64encode(salt).decode(),
        "digest": _digest(part.text, salt),
    }


def _resolved(reference: Mapping[str, str], resolve: Resolver, secrets: SecretRegistry) -> str:
    source = SecretSource(reference["kind"], reference["namespace"], reference["name"], reference["key"])
    value = resolve(source)
    advice = "the promotion can't go on with what an earlier step saw; start it anew"
    if value is None:
        raise StoreError(f"a secret that the promotion has used is gone: {source}; {advice}")
    text = forms_of(value).get(reference["form"])
    if text is None or _digest(text, base64.b64decode(reference["salt"])) != reference["digest"]:
        raise StoreError(f"a secret that the promotion has used has changed: {source}; {advice}")
    secrets.record(value, source)
    return text


def _digest(text: str, salt: bytes) -> str:
    data = text.encode("utf-8", "surrogateescape")
    return base64.b64encode(hashlib.scrypt(data, salt=salt, n=2**14, r=8, p=1, dklen=24)).decode()


def concealed_text(value: Any) -> Any:
    """A concealed value for people to read: ``***`` where a secret stood."""
    if isinstance(value, Mapping):
        if value.keys() == {_MARK}:
            return "".join(part if isinstance(part, str) else MASK for part in value[_MARK])
        return {key: concealed_text(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [concealed_text(item) for item in value]
    return value
