"""Addresses on Bitbucket Data Center, in all their forms."""

from __future__ import annotations

import pytest

from tranship.refs.bitbucket_url import BitbucketServerRepository, bitbucket_server_repository
from tranship.refs.git_url import parse_git_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.acme.dev/scm/SHOP/gitops.git", ("", "SHOP", "gitops")),
        ("https://git.acme.dev/scm/~ann/gitops.git", ("", "~ann", "gitops")),
        ("https://acme.dev/bitbucket/scm/shop/gitops.git", ("/bitbucket", "shop", "gitops")),
        ("https://git.acme.dev/projects/SHOP/repos/gitops", ("", "SHOP", "gitops")),
        ("https://acme.dev/bb/projects/SHOP/repos/gitops", ("/bb", "SHOP", "gitops")),
        ("ssh://git@git.acme.dev:7999/shop/gitops.git", ("", "shop", "gitops")),
        ("https://git.acme.dev/a/b/c", None),
        ("https://git.acme.dev/gitops", None),
    ],
)
def test_where_things_are(url: str, expected: tuple[str, str, str] | None) -> None:
    parsed = parse_git_url(url)
    assert parsed is not None
    assert bitbucket_server_repository(parsed) == (BitbucketServerRepository(*expected) if expected else None)


def test_its_place_is_the_same_on_pages_and_in_the_api() -> None:
    assert BitbucketServerRepository("/bb", "SHOP", "gitops").place == "/projects/SHOP/repos/gitops"
