"""A URL of HTTP, taken apart once: what goes on the wire stands in it as it was written, as far as HTTP allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from urllib.parse import parse_qsl, quote, quote_plus, unquote

from tranship.errors import HTTPError

_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<place>[^/?#]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?"
)
_HOST = re.compile(r"\[(?P<v6>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:%25[^\]]*)?\]|(?P<name>[^\[\]:%\x00-\x20\\^`{|}/?#@]*)")
_PORT = re.compile(r"[0-9]*", re.ASCII)
_USER_INFO = re.compile(r"[^\x00-\x20\"<>\\^`{|}/?#\[\]]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SOUND_PATH = re.compile(r"[A-Za-z0-9/%:@!$&'()*+,;=._~\[\]-]*")
_IN_PATH = "/%:@$&+,;=-._~"
_IN_QUERY = _IN_PATH + "!'()*[]?\"<>\\^`{|}"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class HTTPURL:
    """A URL whose parts are known to be sound; whether HTTP can go there is for the client to say.

    :param scheme: in lower case; "" if there is none.
    :param host: in lower case, an IPv6 address without brackets; "" if there is none.
    :param port: None if none was given.
    :param path: escaped; "" or with a slash in front.
    :param query: escaped, without the question mark; None if there is none.
    :param username: decoded, as is the password; None if there is none.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None = None
    username: str | None = None
    password: str = field(default="", repr=False)

    @property
    def effective_port(self) -> int:
        """The port to connect to; 0 if the scheme has none."""
        return _DEFAULT_PORTS.get(self.scheme, 0) if self.port is None else self.port

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a secret is for."""
        return self.scheme, self.host, self.effective_port

    @property
    def place(self) -> str:
        """Host and port as they go into the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Path and query as they go on the wire."""
        return (self.path or "/") + ("" if self.query is None else f"?{self.query}")

    @property
    def text(self) -> str:
        """The whole URL without user name and password."""
        return f"{self.scheme}://{self.place}{self.target}"

    def __str__(self) -> str:
        """The URL as it may be shown to anybody: a query may hold keys, so it is left out, as are user and password."""
        return f"{self.scheme or '(no scheme)'}://{self.place}{self.path}" + ("?..." if self.query else "")

    def with_parameters(self, parameters: Iterable[tuple[str, str]]) -> HTTPURL:
        """The URL with further parameters in its query, which is then sorted by name.

        Values of one name keep their order. Without parameters the query stays as it was written.
        """
        added = list(parameters)
        if not added:
            return self
        given = parse_qsl(self.query or "", keep_blank_values=True, errors="surrogateescape")
        pairs = sorted([*given, *added], key=lambda pair: pair[0])
        query = "&".join(
            f"{quote_plus(name, errors='surrogateescape')}={quote_plus(value, errors='surrogateescape')}"
            for name, value in pairs
        )
        return replace(self, query=query)

    def join(self, location: str) -> HTTPURL:
        """Where a redirect leads; user name and password hold on only if it names no host.

        :raises HTTPError: the location is no URL.
        """
        parts = _parts(location)
        try:
            if parts["scheme"]:
                return parse_url(location)
            if parts["place"] is not None:
                return parse_url(f"{self.scheme}:{location}")
            path, query = parts["path"] or "", parts["query"]
            if not path:
                path, query = self.path, self.query if query is None else query
            elif not path.startswith("/"):
                path = f"{self.path.rpartition('/')[0]}/{path}"
            text = f"{self.scheme}://{self.place}{_without_dots(path)}"
            target = parse_url(text if query is None else f"{text}?{query}")
        except HTTPError as error:
            raise HTTPError(f"{self} redirects to something that is no URL: {error}") from None
        return replace(target, username=self.username, password=self.password)


def parse_url(text: str) -> HTTPURL:
    """Take a URL apart.

    :raises HTTPError: it is malformed. The message does not repeat it.
    """
    if _UNPRINTABLE.search(text):
        raise HTTPError("the URL holds a line break or another unprintable character")
    parts = _parts(text)
    scheme, place, path, query = (parts["scheme"] or "").lower(), parts["place"], parts["path"] or "", parts["query"]
    if text.startswith(":"):
        raise HTTPError('the URL has nothing before its first colon; it should start with "https://"')
    if not scheme and place is None and ":" in path.partition("/")[0]:
        raise HTTPError('the URL has no scheme; write "https://" or "http://" before the host')
    if _BAD_ESCAPE.search(path) or _BAD_ESCAPE.search(text.partition("#")[2]):
        raise HTTPError("the URL holds a per cent sign without two hexadecimal digits; write a literal one as %25")
    host, port, username, password = _place(place or "")
    return HTTPURL(
        scheme=scheme,
        host=host,
        port=port,
        path=path if _SOUND_PATH.fullmatch(path) else quote(path, safe=_IN_PATH, errors="surrogateescape"),
        query=None if query is None else quote(query, safe=_IN_QUERY, errors="surrogateescape"),
        username=username,
        password=password,
    )


def _parts(text: str) -> dict[str, str | None]:
    """The parts of any text, as they stand in it; None for what is not there."""
    match = _PARTS.match(text)
    return match.groupdict() if match else dict.fromkeys(("scheme", "place", "path", "query"))


def _without_dots(path: str) -> str:
    """An absolute path, or none, in which ``.`` and ``..`` are resolved."""
    kept: list[str] = []
    *folders, last = path.split("/")
    for segment in folders:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    if last == ".." and len(kept) > 1:
        kept.pop()
    return "/".join([*kept, "" if last in (".", "..") else last])


def _place(place: str) -> tuple[str, int | None, str | None, str]:
    """Host, port, user name and password of what stands between the slashes."""
    user_info, at, host_port = place.rpartition("@")
    if _BAD_ESCAPE.search(user_info) or not _USER_INFO.fullmatch(user_info):
        raise HTTPError("the user name or password in the URL holds a character that has to be escaped, as @ is by %40")
    match = _HOST.match(host_port)
    rest = host_port[match.end() :] if match else host_port
    if match is None or not (rest == "" or rest.startswith(":")):
        raise HTTPError("the URL's host holds a character that no host's name has, or a bracket is missing")
    if not _PORT.fullmatch(rest[1:]):
        raise HTTPError("the URL's port is no number")
    host = match["v6"] or match["name"] or ""
    if match["v6"] and not _is_ipv6(host):
        raise HTTPError("the URL's host is in brackets, and no IPv6 address")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise HTTPError("the URL's host holds letters that no host's name has") from None
    username, _, password = user_info.partition(":")
    port = int(rest[1:]) if rest[1:] else None
    return host.lower(), port, unquote(username) if at else None, unquote(password)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True
