"""The system's Git user, who commits where a step names nobody: from the ClusterConfig, or from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tranship.errors import CredentialsError
from tranship.models.core import Secret
from tranship.models.project import ClusterConfig
from tranship.promotion import GitUser
from tranship.store.protocol import Store

DEFAULT_NAME = "Kargo"
DEFAULT_EMAIL = "no-reply@kargo.io"
CLUSTER_CONFIG = "cluster"
"""The name of the only ClusterConfig."""

_SIGNING_KEY = "signingKey"


def git_user_from_environment(environment: Mapping[str, str]) -> GitUser:
    """The user that ``GITCLIENT_NAME``, ``_EMAIL`` and ``_SIGNING_KEY_PATH`` describe, with Kargo's names as defaults.

    :raises CredentialsError: the signing key can't be read, or ``GITCLIENT_SIGNING_KEY_TYPE`` is not gpg.
    """
    name = environment.get("GITCLIENT_NAME", "") or DEFAULT_NAME
    email = environment.get("GITCLIENT_EMAIL", "") or DEFAULT_EMAIL
    path = environment.get("GITCLIENT_SIGNING_KEY_PATH", "")
    if not path:
        return GitUser(name, email)
    if environment.get("GITCLIENT_SIGNING_KEY_TYPE", "") not in ("", "gpg"):
        raise CredentialsError("GITCLIENT_SIGNING_KEY_TYPE must be gpg, the only kind of signing key there is")
    try:
        return GitUser(name, email, Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no armored text"
        raise CredentialsError(
            f"the signing key that GITCLIENT_SIGNING_KEY_PATH names can't be read: {path}: {why}"
        ) from error


class SystemGitUser:
    """Resolves the system's Git user. Implements :class:`tranship.promotion.GitUserResolver`.

    :param store: holds the ClusterConfig, which wins over the environment; and the Secret of its signing key.
    :param system_namespace: where that Secret is.
    :param environment: environment variables; read anew each time.
    """

    def __init__(self, store: Store, system_namespace: str, environment: Mapping[str, str]) -> None:
        self._store = store
        self._system_namespace = system_namespace
        self._environment = environment

    def resolve(self) -> GitUser:
        """The user; a key from the environment stays in force where the ClusterConfig names a user without one.

        :raises CredentialsError: the signing key can't be read.
        :raises StoreError: the store can't be read.
        """
        cluster = self._store.get(ClusterConfig, "", CLUSTER_CONFIG)
        configured = cluster.spec.git_client if cluster else None
        if configured is None:
            return git_user_from_environment(self._environment)
        if configured.signing_key_secret is None:
            fallback = git_user_from_environment(self._environment)
            return GitUser(configured.name, configured.email, fallback.signing_key)
        return GitUser(configured.name, configured.email, self._signing_key(configured.signing_key_secret.name))

    def _signing_key(self, secret_name: str) -> str:
        place = f"Secret {self._system_namespace}/{secret_name}"
        secret = self._store.get(Secret, self._system_namespace, secret_name)
        if secret is None:
            raise CredentialsError(f"there is no {place}, which the ClusterConfig names for the signing key")
        key = secret.values.get(_SIGNING_KEY)
        if key is None:
            raise CredentialsError(f"{place} has no key {_SIGNING_KEY}; put the armored private key there")
        try:
            return key.decode()
        except UnicodeDecodeError:
            raise CredentialsError(f"{_SIGNING_KEY} in {place} is no armored text; export it with --armor") from None
