"""A remote repository's URL: taken apart, checked, and shown without what is secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tranship.clients.git.values import NO_CREDENTIALS, GitCredentials
from tranship.errors import GitError

_HTTP = re.compile(r"(?i)(https?)://(?:(?P<user>[^/?#]*)@)?(?P<rest>.*)", re.DOTALL)
_SSH = re.compile(r"(?i)((?:git\+)?ssh|ssh\+git)://(?:(?P<user>[^/?#]*)@)?(?P<rest>.*)", re.DOTALL)
_OTHER = re.compile(r"([A-Za-z0-9][A-Za-z0-9+.-]*)://")
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*::")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Remote:
    """Where a repository is.

    :param url: for Git: without a password, and without a user name unless SSH needs it.
    :param origin: scheme, host and port of an HTTP(S) URL, the place that passwords are for; "" for others.
    :param credentials: user name and password that stood in the URL.
    """

    url: str
    origin: str = ""
    credentials: GitCredentials = NO_CREDENTIALS


def parse_remote(url: str) -> Remote:
    """Take a repository's URL apart.

    :raises GitError: Git would take it for something else than a repository's address: an option, a command.
    """
    if _UNPRINTABLE.search(url):
        raise GitError("the URL of the repository holds a line break or another unprintable character")
    if url.startswith("-"):
        raise GitError(f'"{shown(url)}" is no URL of a repository: it starts with a dash, as options do')
    if _HELPER.match(url):
        raise GitError(f'"{shown(url)}" would have Git run a helper program; use an https or ssh URL')
    if match := _HTTP.fullmatch(url):
        scheme, rest = match[1].lower(), match["rest"]
        clean = f"{scheme}://{rest}"
        origin = f"{scheme}://{re.split('[/?#]', rest, maxsplit=1)[0]}"
        username, _, password = (match["user"] or "").partition(":")
        return Remote(clean, origin, GitCredentials(unquote(username), unquote(password)))
    if match := _SSH.fullmatch(url):
        # SSH asks for no passwords here, so one in the URL is of no use and not passed on.
        username = (match["user"] or "").partition(":")[0]
        return Remote(f"{match[1].lower()}://{username}{'@' if username else ''}{match['rest']}")
    if (match := _OTHER.match(url)) and match[1].lower() != "file":
        raise GitError(f'{shown(url)} can\'t be used: addresses of the kind "{match[1]}" are not allowed here')
    return Remote(url)


def shown(url: str) -> str:
    """The URL as it may be shown to anybody: without a password."""
    return re.sub(r"(://[^/?#:@]*):[^/?#]*@", r"\1:***@", url)


def host_of(url: str) -> str:
    """The host that a URL leads to, in lower case and without the port; "" for a path."""
    if "://" in url:
        try:
            return (urlsplit(url).hostname or "").lower()
        except ValueError:
            return ""
    match = re.match(r"(?:[^@/:]+@)?(\[[^\]]+\]|[^/:]+):", url)
    return match[1].strip("[]").lower() if match else ""
