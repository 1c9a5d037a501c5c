"""GitHub's REST API: where it is, and what it wants to be told; for pull requests, and for tokens of GitHub Apps."""

from __future__ import annotations


def github_headers(token: str) -> dict[str, str]:
    """What GitHub wants to be told with every request."""
    headers = {"Accept": "application/vnd.github.v3+json", "X-GitHub-Api-Version": "2022-11-28"}
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


def github_base(host: str, scheme: str = "https") -> str:
    """The API of a GitHub."""
    if host == "github.com":
        return "https://api.github.com"
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"{scheme}://{host}/api/v3"
