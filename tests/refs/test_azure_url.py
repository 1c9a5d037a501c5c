"""Addresses on Azure DevOps, in all their forms."""

from __future__ import annotations

import pytest

from tranship.refs.azure_url import AzureRepository, azure_repository, is_azure
from tranship.refs.git_url import parse_git_url

CLOUD = AzureRepository("https://dev.azure.com/acme", "shop", "gitops")


def read(url: str) -> AzureRepository | None:
    parsed = parse_git_url(url)
    assert parsed is not None
    return azure_repository(parsed)


@pytest.mark.parametrize(
    "url",
    [
        "https://dev.azure.com/acme/shop/_git/gitops",
        "https://acme@dev.azure.com/acme/shop/_git/gitops/",
        "https://acme.visualstudio.com/shop/_git/gitops",
        "https://acme.visualstudio.com/DefaultCollection/shop/_git/gitops",
        "ssh://git@ssh.dev.azure.com/v3/acme/shop/gitops",
        "git@ssh.dev.azure.com:v3/acme/shop/gitops",
        "acme@vs-ssh.visualstudio.com:v3/acme/shop/gitops",
    ],
)
def test_one_repository_has_many_addresses(url: str) -> None:
    assert read(url) == CLOUD


@pytest.mark.parametrize(
    ("url", "organisation", "project", "name"),
    [
        ("https://dev.azure.com/acme/_git/shop", "https://dev.azure.com/acme", "shop", "shop"),
        ("https://acme.visualstudio.com/_git/shop", "https://dev.azure.com/acme", "shop", "shop"),
        ("https://dev.azure.com/acme/My%20Shop/_git/a", "https://dev.azure.com/acme", "My%20Shop", "a"),
        ("http://tfs.acme.dev:8080/tfs/All/shop/_git/a", "http://tfs.acme.dev:8080/tfs/All", "shop", "a"),
    ],
)
def test_where_things_are(url: str, organisation: str, project: str, name: str) -> None:
    found = read(url)
    assert found == AzureRepository(organisation, project, name)
    assert found is not None
    assert found.page == f"{organisation}/{project}/_git/{name}"


@pytest.mark.parametrize(
    "url",
    [
        "https://dev.azure.com/acme/shop/gitops",
        "https://dev.azure.com/_git/gitops",
        "https://dev.azure.com/a/b/c/_git/gitops",
        "https://acme.visualstudio.com/a/b/_git/gitops",
        "https://dev.azure.com/_git",
        "ssh://git@ssh.dev.azure.com/v2/acme/shop/gitops",
        "ssh://git@ssh.dev.azure.com/v3/acme/gitops",
        "ssh://git@tfs.acme.dev/All/shop/_git/a",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert read(url) is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("dev.azure.com", True),
        ("ssh.dev.azure.com", True),
        ("acme.visualstudio.com", True),
        ("visualstudio.com", False),
        ("dev.azure.com.evil.example", False),
    ],
)
def test_hosts(host: str, expected: bool) -> None:
    assert is_azure(host) is expected
