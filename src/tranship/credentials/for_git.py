"""The answer to the question for credentials, as the Git client takes it."""

from __future__ import annotations

from tranship.clients.git import NO_CREDENTIALS, GitCredentials
from tranship.credentials.database import CredentialType, Database


def git_credentials(database: Database | None, project: str, url: str) -> GitCredentials:
    """What opens the Git repository at ``url`` for a project.

    :raises CredentialsError: there is something, but it can't be read or minted.
    """
    found = database.get(project, CredentialType.GIT, url) if database else None
    if found is None:
        return NO_CREDENTIALS
    return GitCredentials(found.username, found.password, found.ssh_private_key, found.source)
