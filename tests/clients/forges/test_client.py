"""Which forge a repository is on, and where its API is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.forges.scene import CLIENT, TOKEN, scene_of
from tranship.clients.forges import ForgeKind, ForgesClient
from tranship.clients.forges.client import PROVIDERS, Access
from tranship.clients.http import HTTPClient
from tranship.errors import ClientError
from tranship.execution import BACKGROUND
from tranship.refs.git_url import parse_git_url


def base_of(url: str, kind: ForgeKind) -> str:
    """Where the client would ask."""
    parsed = parse_git_url(url)
    assert parsed is not None
    forge = PROVIDERS[kind](Access(parsed, "t", HTTPClient(), BACKGROUND))
    base: str = vars(forge)["_api"].base
    return base


def test_every_kind_has_a_client() -> None:
    assert set(PROVIDERS) == set(ForgeKind)


@pytest.mark.parametrize(
    ("url", "kind", "base"),
    [
        ("https://github.com/acme/gitops.git", ForgeKind.GITHUB, "https://api.github.com"),
        ("https://gitlab.com/a/b/c", ForgeKind.GITLAB, "https://gitlab.com/api/v4"),
        ("ssh://git@gitlab.acme.dev/a/b", ForgeKind.GITLAB, "https://gitlab.acme.dev/api/v4"),
        ("https://bitbucket.org/acme/gitops", ForgeKind.BITBUCKET, "https://api.bitbucket.org/2.0"),
        ("https://git.acme.dev/scm/a/b", ForgeKind.BITBUCKET_SERVER, "https://git.acme.dev/rest/api/1.0"),
        ("https://acme.dev/bb/scm/a/b", ForgeKind.BITBUCKET_SERVER, "https://acme.dev/bb/rest/api/1.0"),
        ("ssh://git@git.acme.dev:7999/a/b", ForgeKind.BITBUCKET_SERVER, "https://git.acme.dev/rest/api/1.0"),
        ("https://dev.azure.com/acme/shop/_git/gitops", ForgeKind.AZURE, "https://dev.azure.com/acme"),
        ("https://acme.visualstudio.com/shop/_git/gitops", ForgeKind.AZURE, "https://dev.azure.com/acme"),
        ("https://tfs.acme.dev/tfs/All/shop/_git/gitops", ForgeKind.AZURE, "https://tfs.acme.dev/tfs/All"),
    ],
)
def test_where_the_api_is(url: str, kind: ForgeKind, base: str) -> None:
    assert base_of(url, kind) == base


def test_an_api_elsewhere_is_for_the_repositories_of_its_host_only(tmp_path: Path) -> None:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        client = ForgesClient(CLIENT.http, {"git.acme.dev:8443": f"{scene.double.url}/api/v3/"})
        forge = client.open("https://git.acme.dev:8443/acme/gitops.git", ForgeKind.GITHUB, TOKEN, BACKGROUND)
        assert forge.open_pull_requests("work", "main") == []
        other = client.open("https://git.acme.dev/acme/gitops.git", ForgeKind.GITHUB, TOKEN, BACKGROUND)
        assert vars(other)["_api"].base == "https://git.acme.dev/api/v3"


def test_a_host_that_tells_nothing_needs_a_provider() -> None:
    with pytest.raises(
        ClientError, match=r"which kind of forge git\.acme\.dev is; say it by provider: azure, bitbucket"
    ):
        CLIENT.open("https://git.acme.dev/a/b", None, "", BACKGROUND)


def test_an_address_that_is_none() -> None:
    with pytest.raises(ClientError, match="the repository's address can't be read"):
        CLIENT.open("https://git.acme.dev/a?b", ForgeKind.GITHUB, "", BACKGROUND)


@pytest.mark.parametrize("kind", [ForgeKind.GITHUB, ForgeKind.GITEA, ForgeKind.BITBUCKET])
def test_a_path_of_three_parts_is_no_repository_there(kind: ForgeKind) -> None:
    with pytest.raises(ClientError, match='"a/b/c" is no repository of the form owner/name'):
        CLIENT.open("https://git.acme.dev/a/b/c", kind, "", BACKGROUND)
