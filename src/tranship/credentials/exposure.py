"""Whether a repository's address would give credentials away on the network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_sent_in_the_clear(repo_url: str) -> bool:
    """Whether everybody on the way to the repository can read what is sent: plain HTTP to another machine."""
    try:
        parts = urlsplit(repo_url.strip())
        host = parts.hostname or ""
    except ValueError:
        # Nobody can say where this leads, so nothing secret is sent there.
        return True
    return parts.scheme == "http" and not _is_this_machine(host)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
