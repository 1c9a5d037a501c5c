from __future__ import annotations

import pytest

from tranship.credentials.exposure import is_sent_in_the_clear


@pytest.mark.parametrize(
    "repo_url",
    [
        "http://git.example.com/gitops.git",
        " HTTP://git.example.com/gitops.git",
        "http://127.0.0.1.example.com/x",
        "http://localhost.example.com/x",
        "http://10.0.0.1/x",
        "http://[broken",
    ],
)
def test_plain_http_to_another_machine_is_sent_in_the_clear(repo_url: str) -> None:
    assert is_sent_in_the_clear(repo_url)


@pytest.mark.parametrize(
    "repo_url",
    [
        "https://git.example.com/gitops.git",
        "ssh://git@git.example.com/gitops.git",
        "git@git.example.com:gitops.git",
        "oci://ghcr.io/acme/web",
        "ghcr.io/acme/web",
        "http://127.0.0.1:8080/gitops.git",
        "http://[::1]:8080/gitops.git",
        "http://localhost/gitops.git",
        "",
    ],
)
def test_encrypted_and_local_addresses_are_not(repo_url: str) -> None:
    assert not is_sent_in_the_clear(repo_url)
