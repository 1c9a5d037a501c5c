"""The web page of a commit, by the kind of forge that its repository is on."""

from __future__ import annotations

from enum import StrEnum

from tranship.refs.azure_url import is_azure
from tranship.refs.bitbucket_url import bitbucket_server_repository
from tranship.refs.git_url import GitURL, parse_git_url


class Forge(StrEnum):
    """Kinds of forges, by the names that configurations give them."""

    AZURE = "azure"
    BITBUCKET = "bitbucket"
    """Bitbucket Cloud."""
    BITBUCKET_SERVER = "bitbucket-server"
    """Bitbucket Data Center, on a host of one's own."""
    GITEA = "gitea"
    """Forgejo, too, which speaks the same."""
    GITHUB = "github"
    GITLAB = "gitlab"


def forge_of(url: str) -> Forge | None:
    """The kind of forge that a repository is on, as far as the name of its host tells."""
    parsed = parse_git_url(url)
    host = parsed.host.lower() if parsed else ""
    if is_azure(host):
        return Forge.AZURE
    if host == "bitbucket.org":
        return Forge.BITBUCKET
    if "github" in host or host.endswith(".ghe.com"):
        return Forge.GITHUB
    if host == "codeberg.org" or "gitea" in host or "forgejo" in host:
        return Forge.GITEA
    if "gitlab" in host:
        return Forge.GITLAB
    return Forge.BITBUCKET_SERVER if "bitbucket" in host else None


def commit_url(url: str, commit: str, forge: Forge | None = None) -> str:
    """Where people look at a commit; "" if that is not known.

    :param url: the repository's. :param forge: what is there; None: what its host's name tells.
    """
    parsed = parse_git_url(url)
    forge = forge or forge_of(url)
    if parsed is None or forge is None or not parsed.repository:
        return ""
    parsed = parsed.normalized()
    host = f"https://{parsed.authority if parsed.scheme != 'ssh' else parsed.host}"
    place = f"{host}/{parsed.repository}"
    match forge:
        case Forge.AZURE:
            return _azure(parsed, commit)
        case Forge.BITBUCKET:
            return f"{place}/commits/{commit}"
        case Forge.BITBUCKET_SERVER:
            found = bitbucket_server_repository(parsed)
            return f"{host}{found.context}{found.place}/commits/{commit}" if found else ""
        case Forge.GITEA:
            return f"{place}/commit/{commit}"
        case Forge.GITHUB:
            return f"{place}/commit/{commit}" if parsed.repository.count("/") == 1 else ""
        case Forge.GITLAB:
            return f"{place}/-/commit/{commit}"


def _azure(url: GitURL, commit: str) -> str:
    """On Azure the way to a repository by SSH has other parts than its page."""
    if not is_azure(url.host):
        return ""
    parts = url.repository.split("/")
    if parts[0] == "v3" and len(parts) == 4:
        _, organisation, project, name = parts
        return f"https://dev.azure.com/{organisation}/{project}/_git/{name}/commit/{commit}"
    host = "dev.azure.com" if url.host == "ssh.dev.azure.com" else url.host
    return f"https://{host}/{url.repository}/commit/{commit}"
