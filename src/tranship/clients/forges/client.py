"""Which forge a repository is on, and how to speak to it: by the name in the configuration, else by the host's."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tranship.clients.forges.api import API
from tranship.clients.forges.azure import Azure, azure_headers
from tranship.clients.forges.bitbucket_cloud import BitbucketCloud
from tranship.clients.forges.bitbucket_server import BitbucketServer
from tranship.clients.forges.gitea import Gitea
from tranship.clients.forges.github import GitHub
from tranship.clients.forges.github_commits import GitHubCommits
from tranship.clients.forges.gitlab import GitLab
from tranship.clients.forges.protocol import Forge
from tranship.clients.github_api import github_base, github_headers
from tranship.clients.http import HTTPClient
from tranship.errors import ClientError
from tranship.execution import Execution
from tranship.refs.azure_url import azure_repository
from tranship.refs.bitbucket_url import bitbucket_server_repository
from tranship.refs.commit_url import Forge as ForgeKind
from tranship.refs.commit_url import forge_of
from tranship.refs.git_url import GitURL, parse_git_url


@dataclass(frozen=True)
class Access:
    """A repository's address, taken apart, and what opens the forge that it is on.

    :param base: the forge's API, where it is not the one that follows from the address.
    """

    url: GitURL
    token: str = field(repr=False)
    client: HTTPClient
    execution: Execution
    skip_tls_verify: bool = False
    base: str = ""
    username: str = ""

    @property
    def path(self) -> str:
        """The repository's path in lower case, as APIs take it."""
        return self.url.normalized().repository

    def api(self, base: str, headers: Mapping[str, str], *, tries: int = 1) -> API:
        """The API at ``base``, unless the settings name another one."""
        return API(self.client, self.execution, self.base or base, headers, self.skip_tls_verify, tries)

    @property
    def scheme(self) -> str:
        """How the forge is spoken to: as its repositories, if that is by HTTP."""
        return "http" if self.url.scheme == "http" else "https"

    @property
    def place(self) -> str:
        """The forge's own URL, without a slash at the end. A port is taken for that of HTTP, as Kargo does."""
        return f"{self.scheme}://{self.url.authority}"

    def owner_and_name(self) -> str:
        """The path, where it must be ``owner/name``.

        :raises ClientError: it is none.
        """
        if self.path.count("/") != 1:
            raise ClientError(f'"{self.path}" is no repository of the form owner/name')
        return self.path


def _github(access: Access) -> Forge:
    api = access.api(github_base(access.url.authority, access.scheme), github_headers(access.token))
    return GitHub(api, access.owner_and_name())


def _gitlab(access: Access) -> Forge:
    headers = {"Accept": "application/json"} | ({"Private-Token": access.token} if access.token else {})
    return GitLab(access.api(f"{access.place}/api/v4", headers, tries=5), access.path)


def _gitea(access: Access) -> Forge:
    headers = {"Accept": "application/json"} | ({"Authorization": f"token {access.token}"} if access.token else {})
    return Gitea(access.api(f"{access.place}/api/v1", headers), access.owner_and_name())


def _bitbucket_cloud(access: Access) -> Forge:
    headers = {"Accept": "application/json", **_bitbucket_authorization(access)}
    host = access.url.host.lower()
    base = "https://api.bitbucket.org/2.0" if host == "bitbucket.org" else f"{access.place}/2.0"
    return BitbucketCloud(access.api(base, headers, tries=3), access.owner_and_name())


def _bitbucket_authorization(access: Access) -> dict[str, str]:
    """An access token goes as it is; what Git sends with a user's name is that user's own, and needs the name."""
    if not access.token:
        return {}
    if access.username in ("", "x-token-auth"):
        return {"Authorization": f"Bearer {access.token}"}
    pair = base64.b64encode(f"{access.username}:{access.token}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _bitbucket_server(access: Access) -> Forge:
    repository = bitbucket_server_repository(access.url)
    if repository is None:
        raise ClientError(f'"{access.path}" is no repository of the form scm/PROJECT/name')
    authorization = {"Authorization": f"Bearer {access.token}"} if access.token else {}
    # Without the second header it takes whoever changes something for a page in a browser that was tampered with.
    headers = {"Accept": "application/json", "X-Atlassian-Token": "no-check", **authorization}
    # The port in an address of SSH is always given, for it is never the usual one; it is no port of the API.
    place = f"https://{access.url.host}" if access.url.scheme == "ssh" else access.place
    return BitbucketServer(access.api(f"{place}{repository.context}/rest/api/1.0", headers), repository)


def _azure(access: Access) -> Forge:
    repository = azure_repository(access.url)
    if repository is None:
        raise ClientError(f'"{access.path}" is no repository of the form organisation/project/_git/name')
    if not access.token:
        raise ClientError("Azure DevOps needs a token; there are no credentials for the repository")
    return Azure(access.api(repository.organisation, azure_headers(access.token), tries=3), repository)


PROVIDERS: Mapping[ForgeKind, Callable[[Access], Forge]] = MappingProxyType(
    {
        ForgeKind.AZURE: _azure,
        ForgeKind.BITBUCKET: _bitbucket_cloud,
        ForgeKind.BITBUCKET_SERVER: _bitbucket_server,
        ForgeKind.GITEA: _gitea,
        ForgeKind.GITHUB: _github,
        ForgeKind.GITLAB: _gitlab,
    }
)
"""How each kind of forge is spoken to."""


@dataclass(frozen=True)
class ForgesClient:
    """Finds the forge that a repository is on. Thread-safe.

    :param http: what requests go through.
    :param bases: the APIs of forges where they don't follow from the addresses of their repositories, by the host of
        those, with its port if it has one. They get what opens the repositories of that host, and of no other.
    """

    http: HTTPClient = field(default_factory=HTTPClient)
    bases: Mapping[str, str] = field(default_factory=dict)

    def github_commits(
        self, repo_url: str, token: str, execution: Execution, *, skip_tls_verify: bool = False
    ) -> GitHubCommits:
        """Git objects and refs of a repository on GitHub, or on a server that is one by its own word.

        :raises ClientError: the address can't be one of GitHub.
        """
        url = parse_git_url(repo_url)
        if url is None:
            raise ClientError("the repository's address can't be read")
        base = self.bases.get(ForgeKind.GITHUB, "")
        access = Access(url, token, self.http, execution, skip_tls_verify, base)
        api = access.api(github_base(url.authority, access.scheme), github_headers(token))
        return GitHubCommits(api, access.owner_and_name())

    def open(
        self,
        repo_url: str,
        provider: ForgeKind | None,
        token: str,
        execution: Execution,
        *,
        username: str = "",
        skip_tls_verify: bool = False,
    ) -> Forge:
        """The repository on its forge.

        :param provider: the kind of forge; None: what the host's name tells.
        :param token: what opens the API; "" asks without.
        :raises ClientError: it is not known which kind of forge it is, or the address can't be one of it.
        """
        url = parse_git_url(repo_url)
        kind = provider or forge_of(repo_url)
        if url is None:
            raise ClientError("the repository's address can't be read")
        if kind is None or kind not in PROVIDERS:
            names = ", ".join(PROVIDERS)
            raise ClientError(f"it is not known which kind of forge {url.host} is; say it by provider: {names}")
        base = self.bases.get(url.authority.lower(), "").rstrip("/")
        access = Access(url, token, self.http, execution, skip_tls_verify, base, username)
        return PROVIDERS[kind](access)
