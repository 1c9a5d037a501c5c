"""All providers, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Mapping

from tranship.credentials.exchange import TokenServices
from tranship.credentials.providers.acr import ACRWorkloadIdentityProvider
from tranship.credentials.providers.basic import BasicProvider
from tranship.credentials.providers.ecr import ECRAccessKeyProvider
from tranship.credentials.providers.ecr_identity import ECRIdentityProvider
from tranship.credentials.providers.gar import GARServiceAccountKeyProvider
from tranship.credentials.providers.gar_identity import GARIdentityProvider
from tranship.credentials.providers.github_app import GitHubAppProvider
from tranship.credentials.providers.ssh_key import SSHKeyProvider
from tranship.credentials.request import Provider
from tranship.credentials.tokens import TokenCache


def builtin_providers(
    services: TokenServices, tokens: TokenCache, environment: Mapping[str, str], *, google_identity: bool = False
) -> tuple[Provider, ...]:
    """The providers, on shared ways to get tokens and to keep them.

    :param environment: where identities stand that a process has without a Secret.
    :param google_identity: whether Google's metadata server is one of them; no variable of Google's says so.
    """
    return (
        BasicProvider(),
        ECRAccessKeyProvider(services, tokens, environment),
        GARServiceAccountKeyProvider(services, tokens),
        GitHubAppProvider(services, tokens),
        SSHKeyProvider(),
        # What a Secret says comes before what the process may do by where it runs.
        ACRWorkloadIdentityProvider(services, tokens, environment),
        ECRIdentityProvider(services, tokens, environment),
        *((GARIdentityProvider(services, tokens, environment),) if google_identity else ()),
    )
