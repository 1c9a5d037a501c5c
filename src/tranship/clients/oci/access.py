"""Who we are at a registry."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

IDENTITY_TOKEN = "<token>"  # noqa: S105 - a user name
"""The user name of a password that is a token to get others with, as ``docker login`` keeps it."""


@dataclass(frozen=True)
class RegistryAccess:
    """A user name and password or token; nobody, if both are empty.

    ``source`` is for messages: where they come from, or, of nobody, what would be used if it were there.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    source: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether it says nothing about who we are."""
        return not (self.username or self.password)

    @property
    def basic(self) -> str:
        """The header for Basic authentication."""
        pair = f"{self.username}:{self.password}".encode("utf-8", "surrogateescape")
        return f"Basic {base64.b64encode(pair).decode()}"


NOBODY = RegistryAccess()
"""For what is open to all."""
