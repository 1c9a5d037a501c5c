"""A user name and a password, or a token in place of it, as they stand in a Secret."""

from __future__ import annotations

from tranship.credentials.database import Credentials
from tranship.credentials.request import CredentialRequest


class BasicProvider:
    """Takes the keys ``username`` and ``password``; both have to be there and hold something."""

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """The pair, if the Secret has one."""
        username, password = request.text("username"), request.text("password")
        return Credentials(username, password, source=request.source) if username and password else None
