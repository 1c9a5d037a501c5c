"""Kubernetes' own kinds that promotions read: Secret and ConfigMap."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from tranship.models.resource import Resource


def _decoded(value: object) -> object:
    """Bytes from their base64 text; line breaks in it don't count."""
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        # The chain would hold the text, which may be a secret that was not encoded.
        raise ValueError("must be base64 text (write plain text under stringData)") from None


Base64 = Annotated[bytes, BeforeValidator(_decoded)]
"""Bytes that data holds as base64 text."""


class Secret(Resource):
    """Secret values by key. Its text form shows none of them."""

    api_version: ClassVar[str] = "v1"
    kind: ClassVar[str] = "Secret"
    plural: ClassVar[str] = "secrets"

    immutable: bool | None = None
    data: dict[str, Base64] = Field(default_factory=dict, repr=False)
    string_data: dict[str, str] = Field(default_factory=dict, repr=False)
    type: str = ""

    @property
    def values(self) -> dict[str, bytes]:
        """All values, as Kubernetes would merge them: ``stringData`` wins over ``data``."""
        return {**self.data, **{key: text.encode() for key, text in self.string_data.items()}}


class ConfigMap(Resource):
    """Texts, or bytes that are no text, by key."""

    api_version: ClassVar[str] = "v1"
    kind: ClassVar[str] = "ConfigMap"
    plural: ClassVar[str] = "configmaps"

    immutable: bool | None = None
    data: dict[str, str] = Field(default_factory=dict)
    binary_data: dict[str, Base64] = Field(default_factory=dict)
