"""The question every step asks: which credentials for this repository? The answer, and who gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class CredentialType(StrEnum):
    """The kinds of repository that credentials are kept for."""

    GIT = "git"
    HELM = "helm"
    IMAGE = "image"


@dataclass(frozen=True)
class Credentials:
    """What opens a repository: a user name and password or token, or an SSH private key (PEM text).

    ``source`` says where they came from, in words for error messages, such as "Secret demo/gitops-creds".
    """

    username: str = ""
    password: str = field(default="", repr=False)
    ssh_private_key: str = field(default="", repr=False)
    source: str = ""


class Database(Protocol):
    """Answers which credentials a project has for a repository."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """Return the credentials for ``repo_url`` in the project's ``namespace``, None if there are none.

        :raises CredentialsError: they exist, but can't be read or minted.
        """


class NoCredentials:
    """A database that knows nothing: every repository is public."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:  # noqa: ARG002
        """Return None."""
        return None
