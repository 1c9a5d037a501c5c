"""GitHub's API is found for GitHub itself, GitHub Enterprise Server, and GitHub with data residency."""

from __future__ import annotations

import pytest

from tranship.clients.github_api import github_base, github_headers


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("github.com", "https://api.github.com"),
        ("git.acme.dev", "https://git.acme.dev/api/v3"),
        ("acme.ghe.com", "https://api.acme.ghe.com"),
    ],
)
def test_where_its_api_is(host: str, base: str) -> None:
    assert github_base(host) == base


def test_a_token_is_sent_if_there_is_one() -> None:
    assert github_headers("t0ken")["Authorization"] == "Bearer t0ken"
    assert "Authorization" not in github_headers("")
