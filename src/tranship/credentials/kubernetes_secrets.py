"""Credentials from Secrets, as Kargo keeps them: in the Project's namespace, then in the shared one."""

from __future__ import annotations

from collections.abc import Sequence

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exposure import is_sent_in_the_clear
from tranship.credentials.lookup import TYPE_LABEL, find_secret, normalized
from tranship.credentials.request import CredentialRequest, Provider
from tranship.models.core import Secret
from tranship.store.protocol import Store


class SecretsDatabase:
    """Finds the Secret for a repository in a store, and makes credentials of it.

    :param providers: are asked in order, for a repository with a Secret and for one without.
    :param shared_namespace: where Secrets for all Projects are; empty: nowhere.
    :param allow_http: whether credentials may be sent to other machines over plain HTTP.
    """

    def __init__(
        self, store: Store, providers: Sequence[Provider], *, shared_namespace: str = "", allow_http: bool = False
    ) -> None:
        self._store = store
        self._providers = tuple(providers)
        self._shared_namespace = shared_namespace
        self._allow_http = allow_http

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """The credentials for ``repo_url``, None if there are none, or if they would travel unencrypted.

        :raises CredentialsError: there are some, but nothing can be made of them.
        :raises StoreError: the Secrets can't be read.
        """
        if not self._allow_http and is_sent_in_the_clear(repo_url):
            return None
        secret = self._secret(namespace, credential_type, repo_url)
        request = CredentialRequest.of(namespace, credential_type, normalized(credential_type, repo_url), secret)
        answers = (provider.provide(request) for provider in self._providers)
        return next((answer for answer in answers if answer is not None), None)

    def _secret(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Secret | None:
        for place in dict.fromkeys((namespace, self._shared_namespace)):
            if place:
                secrets = self._store.list(Secret, place, labels={TYPE_LABEL: credential_type.value})
                found = find_secret(secrets, credential_type, repo_url)
                if found is not None:
                    return found
        return None
