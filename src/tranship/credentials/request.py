"""The request that a provider of credentials answers, and the protocol of providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tranship.credentials.database import Credentials, CredentialType
from tranship.models.core import Secret


@dataclass(frozen=True)
class CredentialRequest:
    """A repository that credentials are wanted for, and the Secret that was found for it, if any.

    ``repo_url`` is normalised. ``data`` and ``annotations`` are the Secret's and empty without one; ``source`` names
    it for messages.
    """

    project: str
    type: CredentialType
    repo_url: str
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    annotations: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @classmethod
    def of(
        cls, project: str, credential_type: CredentialType, repo_url: str, secret: Secret | None
    ) -> CredentialRequest:
        """The request for a repository with a Secret, or without."""
        if secret is None:
            return cls(project, credential_type, repo_url)
        source = f"Secret {secret.namespace}/{secret.name}" if secret.namespace else f"Secret {secret.name}"
        return cls(project, credential_type, repo_url, secret.values, secret.metadata.annotations, source)

    def text(self, key: str) -> str:
        """A value of the Secret as text, empty if it is not there; bytes that are no UTF-8 become surrogates."""
        return self.data.get(key, b"").decode("utf-8", "surrogateescape")


class Provider(Protocol):
    """Makes credentials of one shape out of a Secret, or out of where the process runs."""

    def provide(self, request: CredentialRequest) -> Credentials | None:
        """The credentials, or None if the request is none of this provider's.

        :raises CredentialsError: the request is this provider's, but nothing can be made of it.
        """
        ...
