"""Which Secret holds the credentials for a repository: labels, keys, and the order in which Secrets are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import re2

from tranship.credentials.database import CredentialType
from tranship.models.core import Secret
from tranship.refs.git_url import normalize_git_url
from tranship.refs.image_ref import normalize_chart_url, normalize_image_url

TYPE_LABEL = "kargo.akuity.io/cred-type"
"""The label that says what a Secret opens: git, helm, image; or generic, for what is no repository."""

_NORMALISERS: Mapping[CredentialType, Callable[[str], str]] = MappingProxyType(
    {
        CredentialType.GIT: normalize_git_url,
        CredentialType.HELM: normalize_chart_url,
        CredentialType.IMAGE: normalize_image_url,
    }
)


def normalized(credential_type: CredentialType, repo_url: str) -> str:
    """The one spelling of a repository's address that stands for all equal ones."""
    return _NORMALISERS[credential_type](repo_url)


def find_secret(secrets: Iterable[Secret], credential_type: CredentialType, repo_url: str) -> Secret | None:
    """The Secret among those of one namespace and type that is for ``repo_url``.

    Those that name exactly this repository come before those with a pattern; among equals the first by name. A
    pattern may match anywhere in the address, as it was written or normalised.
    """
    wanted = normalized(credential_type, repo_url)
    by_name = sorted(secrets, key=lambda secret: secret.name)
    for secret in by_name:
        if not _is_pattern(secret) and (url := _repo_url(secret)) and normalized(credential_type, url) == wanted:
            return secret
    for secret in by_name:
        if _is_pattern(secret) and (pattern := _repo_url(secret)) is not None and _matches(pattern, repo_url, wanted):
            return secret
    return None


def _is_pattern(secret: Secret) -> bool:
    return secret.values.get("repoURLIsRegex") == b"true"


def _repo_url(secret: Secret) -> str | None:
    value = secret.values.get("repoURL")
    return None if value is None else value.decode("utf-8", "replace")


def _matches(pattern: str, *addresses: str) -> bool:
    """Whether the pattern is found in one of the addresses. A pattern that is none matches nothing."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        return False
    return any(compiled.search(address) for address in addresses)
