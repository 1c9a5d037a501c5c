"""Repositories on Azure DevOps by their addresses: the organisation's place, the project and the name."""

from __future__ import annotations

from dataclasses import dataclass

from tranship.refs.git_url import GitURL

_CLOUD = "dev.azure.com"
_LEGACY = ".visualstudio.com"
_SSH_HOSTS = frozenset({"ssh.dev.azure.com", "vs-ssh.visualstudio.com"})


@dataclass(frozen=True)
class AzureRepository:
    """A repository; ``organisation`` is the URL of the organisation, or of the collection on a server of one's own."""

    organisation: str
    project: str
    name: str

    @property
    def page(self) -> str:
        """Where people find it."""
        return f"{self.organisation}/{self.project}/_git/{self.name}"


def is_azure(host: str) -> bool:
    """Whether a host is of Microsoft's own Azure DevOps."""
    return host in (_CLOUD, f"ssh.{_CLOUD}") or host.endswith(_LEGACY)


def azure_repository(url: GitURL) -> AzureRepository | None:
    """The repository at an address; None if it has not the form of one.

    The forms are ``https://dev.azure.com/ORG/PROJECT/_git/NAME``, ``https://ORG.visualstudio.com/PROJECT/_git/NAME``,
    ``ssh://git@ssh.dev.azure.com/v3/ORG/PROJECT/NAME``, and ``https://HOST/COLLECTION/PROJECT/_git/NAME`` on a server
    of one's own. A project may be left out in front of a repository of the same name.
    """
    host, parts = url.host.lower(), url.repository.split("/")
    if host in _SSH_HOSTS:
        if len(parts) != 4 or parts[0] != "v3":
            return None
        return AzureRepository(f"https://{_CLOUD}/{parts[1]}", parts[2], parts[3])
    if len(parts) < 2 or parts[-2] != "_git" or url.scheme == "ssh":
        return None
    before, name = parts[:-2], parts[-1]
    if host.endswith(_LEGACY):
        before = [part for part in before if part.lower() != "defaultcollection"]
        place = f"https://{_CLOUD}/{host.removesuffix(_LEGACY)}"
        return AzureRepository(place, before[0] if before else name, name) if len(before) <= 1 else None
    if host == _CLOUD and len(before) not in (1, 2):
        return None
    collection, project = (before[:-1], before[-1]) if len(before) > 1 else (before, name)
    return AzureRepository("/".join([f"{url.scheme}://{url.authority}", *collection]), project, name)
