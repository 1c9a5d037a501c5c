"""Which forge a repository is on by the name of its host, and where a commit's page is."""

from __future__ import annotations

import pytest

from tranship.refs.commit_url import Forge, commit_url, forge_of


@pytest.mark.parametrize(
    ("url", "forge"),
    [
        ("https://github.com/a/b", Forge.GITHUB),
        ("https://github.acme.dev/a/b", Forge.GITHUB),
        ("https://acme.ghe.com/a/b", Forge.GITHUB),
        ("https://gitlab.acme.dev/a/b", Forge.GITLAB),
        ("git@gitea.acme.dev:a/b", Forge.GITEA),
        ("https://codeberg.org/a/b", Forge.GITEA),
        ("https://forgejo.acme.dev/a/b", Forge.GITEA),
        ("https://codeberg.org.acme.dev/a/b", None),
        ("https://bitbucket.org/a/b", Forge.BITBUCKET),
        ("https://bitbucket.acme.dev/scm/a/b", Forge.BITBUCKET_SERVER),
        ("https://dev.azure.com/a/b/_git/c", Forge.AZURE),
        ("https://git.acme.dev/a/b", None),
        ("/not/an/address", None),
    ],
)
def test_the_name_of_the_host_tells(url: str, forge: Forge | None) -> None:
    assert forge_of(url) == forge


@pytest.mark.parametrize(
    ("url", "forge", "page"),
    [
        ("https://GitHub.com/Acme/GitOps.git", None, "https://github.com/acme/gitops/commit/c0ffee"),
        ("https://github.com/a/b/c", None, ""),
        ("git@github.com:acme/gitops.git", None, "https://github.com/acme/gitops/commit/c0ffee"),
        ("https://gitlab.com/a/b/c", None, "https://gitlab.com/a/b/c/-/commit/c0ffee"),
        ("https://git.acme.dev/a/b", Forge.GITEA, "https://git.acme.dev/a/b/commit/c0ffee"),
        ("https://bitbucket.org/a/b", None, "https://bitbucket.org/a/b/commits/c0ffee"),
        (
            "https://bitbucket.acme.dev/scm/shop/b.git",
            None,
            "https://bitbucket.acme.dev/projects/shop/repos/b/commits/c0ffee",
        ),
        (
            "ssh://git@git.acme.dev:7999/shop/b.git",
            Forge.BITBUCKET_SERVER,
            "https://git.acme.dev/projects/shop/repos/b/commits/c0ffee",
        ),
        ("https://bitbucket.acme.dev/a/b/c/d", None, ""),
        ("https://dev.azure.com/a/b/_git/c", None, "https://dev.azure.com/a/b/_git/c/commit/c0ffee"),
        ("git@ssh.dev.azure.com:v3/a/b/c", None, "https://dev.azure.com/a/b/_git/c/commit/c0ffee"),
        ("https://git.acme.dev/a/b", None, ""),
        ("https://github.com", None, ""),
    ],
)
def test_a_commit_has_a_page(url: str, forge: Forge | None, page: str) -> None:
    assert commit_url(url, "c0ffee", forge) == page
