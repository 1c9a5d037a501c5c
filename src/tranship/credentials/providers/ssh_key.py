"""An SSH private key, as it stands in a Secret."""

from __future__ import annotations

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.request import CredentialRequest


class SSHKeyProvider:
    """Takes the key ``sshPrivateKey``, a PEM text, for Git repositories."""

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """The key, if the Secret has one."""
        key = request.text("sshPrivateKey")
        if not key or request.type is not CredentialType.GIT:
            return None
        return Credentials(ssh_private_key=key, source=request.source)
