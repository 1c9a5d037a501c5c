"""From a secret's source back to its value: what a promotion that goes on needs of the secrets it has used."""

from __future__ import annotations

from tranship.credentials.database import CredentialType, Database
from tranship.credentials.secrets import SecretSource
from tranship.models.core import Secret
from tranship.store.protocol import Store

_CREDENTIALS = "credentials"
PASSWORD, PRIVATE_KEY = "password", "key"
"""What of a repository's credentials is a secret."""


def credentials_source(namespace: str, credential_type: CredentialType, repo_url: str, key: str) -> SecretSource:
    """The source of what opens a repository; ``key`` is PASSWORD or PRIVATE_KEY."""
    return SecretSource(_CREDENTIALS, namespace, f"{credential_type} {repo_url}", key)


class SecretSources:
    """Reads secret values anew, from where they came from. Call it with a source.

    :param store: holds the Secrets.
    :param database: knows the credentials of repositories.
    """

    def __init__(self, store: Store, database: Database) -> None:
        self._store = store
        self._database = database

    def __call__(self, source: SecretSource) -> str | None:
        """The value, None if it is not there any more.

        :raises CredentialsError: the credentials can't be read.
        """
        if source.kind == _CREDENTIALS:
            return self._credentials(source)
        secret = self._store.get(Secret, source.namespace, source.name)
        value = secret.values.get(source.key) if secret else None
        return None if value is None else value.decode("utf-8", "surrogateescape")

    def _credentials(self, source: SecretSource) -> str | None:
        credential_type, _, repo_url = source.name.partition(" ")
        found = self._database.get(source.namespace, CredentialType(credential_type), repo_url)
        if found is None:
            return None
        return found.ssh_private_key if source.key == PRIVATE_KEY else found.password
