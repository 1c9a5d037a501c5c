"""Several databases of credentials as one: the first that has an answer gives it."""

from __future__ import annotations

from tranship.credentials.database import Credentials, CredentialType, Database


class ChainDatabase:
    """Asks ``databases`` in order."""

    def __init__(self, *databases: Database) -> None:
        self._databases = databases

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """The first answer, None if no database has one.

        :raises CredentialsError: as soon as a database raises it; those after it are not asked.
        """
        answers = (database.get(namespace, credential_type, repo_url) for database in self._databases)
        return next((answer for answer in answers if answer is not None), None)
