"""Who answers a case's questions for credentials and for the system's Git user: the case itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tranship.credentials.database import Credentials, CredentialType
from tranship.promotion import GitUser


class CaseCredentials:
    """Knows the credentials that a case lists: by type and address, a ``.git`` at its end aside."""

    def __init__(self, listed: Sequence[Mapping[str, Any]]) -> None:
        self._known = {
            (CredentialType(one["type"]), _address(one["repoURL"])): Credentials(
                username=one.get("username", ""),
                password=one.get("password", ""),
                ssh_private_key=one.get("sshPrivateKey", ""),
                source="the case",
            )
            for one in reversed(listed)
        }

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """The credentials of that address, whatever the project."""
        return self._known.get((credential_type, _address(repo_url)))


def _address(url: str) -> str:
    return url.removesuffix(".git")


class CaseGitUser:
    """The system's Git user that a case names."""

    def __init__(self, user: Mapping[str, Any]) -> None:
        self._user = GitUser(user.get("name", ""), user.get("email", ""), user.get("signingKey", ""))

    def resolve(self) -> GitUser:
        """That user."""
        return self._user
