"""Addresses of Git repositories: how they are written, and the one spelling that stands for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from tranship.refs.url_text import visible

_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?:(?P<user>[^/?#]*)@)?(?P<host>\[[0-9A-Fa-f:.%]+\]|[^/?#@:]*)(?::(?P<port>[0-9]*))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_SCP = re.compile(r"(?:(?P<user>[\w-]+)@)?(?P<host>[\w-]+(?:\.[\w-]+)*)(?::(?P<path>.*))?", re.ASCII)
_HOST = re.compile(r"\[.*\]|[^\s\x00-\x20\\^`{|}%]*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IN_PATHS = "/!$&'()*+,;=:@[]~"


@dataclass(frozen=True)
class GitURL:
    """Where a Git repository is.

    ``scheme`` is in lower case and ``ssh`` for the form ``user@host:path``. ``user`` may hold a password after a
    colon. ``path`` starts with a slash, is percent-encoded as URLs are, and empty for the host alone.
    """

    scheme: str
    host: str
    path: str = ""
    user: str = ""
    port: int | None = None

    @property
    def authority(self) -> str:
        """The host, with its port if one is given."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def repository(self) -> str:
        """The path without the slashes around it and without ``.git``, such as ``acme/gitops``."""
        return _trimmed(self.path).strip("/")

    def normalized(self) -> GitURL:
        """The address that stands for all that lead to the same repository.

        It is in lower case, as hosting services take it, and has neither a final slash nor ``.git``. HTTP loses the
        user, who does not belong to the address; SSH keeps it.
        """
        return GitURL(
            self.scheme,
            self.host.lower(),
            _trimmed(_encoded(self.path.lower())),
            self.user.lower() if self.scheme == "ssh" else "",
            self.port,
        )

    def __str__(self) -> str:
        return f"{self.scheme}://{self.user}{'@' if self.user else ''}{self.authority}{self.path}"


def parse_git_url(url: str) -> GitURL | None:
    """An address of the form ``http[s]://``, ``ssh://`` or ``[user@]host[:path]``; None for any other.

    Addresses with a query have no repository at their end, so they are none.
    """
    url = visible(url)
    if match := _URL.fullmatch(url):
        scheme, port = match["scheme"].lower(), match["port"]
        host, path = match["host"], match["path"] or ""
        usable = scheme in ("http", "https", "ssh") and host and _HOST.fullmatch(host) and not match["query"]
        if not usable or _BROKEN_ESCAPE.search(path):
            return None
        return GitURL(scheme, host, _encoded(path), match["user"] or "", int(port) if port else None)
    match = _SCP.fullmatch(url)
    if match is None or "//" in (match["path"] or "")[:2] or "?" in (match["path"] or ""):
        return None
    path = (match["path"] or "").lstrip("/")
    return GitURL("ssh", match["host"], _encoded(f"/{path}" if path else ""), match["user"] or "")


def normalize_git_url(url: str) -> str:
    """The one spelling of a repository's address that stands for all equal ones; see :meth:`GitURL.normalized`.

    An address of a form that is not known, such as a path on the disk, is returned as it is.
    """
    parsed = parse_git_url(url)
    return url if parsed is None else str(parsed.normalized())


def same_git_repository(one: str, other: str) -> bool:
    """Whether two addresses lead to the same repository, as far as their spelling tells."""
    return normalize_git_url(one) == normalize_git_url(other)


def place_of(url: str) -> str:
    """A repository as people are shown it: ``git.acme.dev/gitops``, without user and password."""
    parsed = parse_git_url(url)
    return f"{parsed.authority}/{parsed.repository}" if parsed else url.rpartition("@")[2]


def _trimmed(path: str) -> str:
    return path.removesuffix("/").removesuffix(".git")


def _encoded(path: str) -> str:
    """A path percent-encoded in one way: what needs no escape has none, but for an escaped slash, which is no slash."""
    return "%2F".join(quote(unquote_to_bytes(part), safe=_IN_PATHS) for part in re.split("%2[Ff]", path))
