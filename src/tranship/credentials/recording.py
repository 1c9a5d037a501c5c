"""A database that remembers what it gave away, so that no text shows it."""

from __future__ import annotations

from tranship.credentials.database import Credentials, CredentialType, Database
from tranship.credentials.secrets import SecretRegistry
from tranship.credentials.sources import PASSWORD, PRIVATE_KEY, credentials_source


class RecordingDatabase:
    """Answers as ``database`` does and records every secret in the answers in ``secrets``."""

    def __init__(self, database: Database, secrets: SecretRegistry) -> None:
        self._database = database
        self._secrets = secrets

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """Return the database's answer.

        :raises CredentialsError: as the database does.
        """
        found = self._database.get(namespace, credential_type, repo_url)
        if found is not None:
            self._secrets.record_pair(
                found.username,
                found.password,
                credentials_source(namespace, credential_type, repo_url, PASSWORD),
            )
            self._secrets.record(
                found.ssh_private_key, credentials_source(namespace, credential_type, repo_url, PRIVATE_KEY)
            )
        return found
