"""Where steps may go: the check of every URL that a step, Git, Helm or kustomize opens, by the addresses behind it."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from tranship.clients.address_kinds import AddressKind, IPAddress, kind_of
from tranship.clients.impatience import impatiently
from tranship.clients.proxies import proxy_for
from tranship.clients.stand_in import LOCAL, StandIn
from tranship.errors import AddressError
from tranship.execution import Execution

Lookup = Callable[[str, int], Sequence[str]]
"""Finds the IP addresses of a host's name, for a port. Raises OSError if there are none."""

METADATA_NAMES = frozenset(
    {
        "metadata",
        "metadata.google.internal",
        "metadata.goog",
        "metadata.azure.internal",
        "metadata.tencentyun.com",
        "metadata.platformequinix.com",
        "instance-data",
        "instance-data.ec2.internal",
    }
)
"""Names under which clouds serve metadata: refused by name, since a proxy may know them where we don't."""

_LONGEST_LOOKUP = 30.0
"""Seconds that a name's lookup may take."""
_PORTS: Mapping[str, int] = MappingProxyType(
    {"http": 80, "https": 443, "oci": 443, "ssh": 22, "git+ssh": 22, "ssh+git": 22, "git": 9418, "ftp": 21, "ftps": 990}
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_DOUBTFUL = re.compile(r"[\s\\]|%[^@]*$")
_SCP = re.compile(r"(?:[^@/:\s\\]+@)?(?P<host>\[[^\]/]+\]|[^@/:\s\\\[\]]+):(?!//)")
_READ_DIFFERENTLY = frozenset("ßς\u200c\u200d")
"""Letters that old and new rules for international names translate differently."""
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,252})")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")


def system_lookup(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows for a name, in the order in which it would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Destination:
    """A host that may be reached, and the ``addresses`` that were checked.

    Connect to these: the name may lead elsewhere when it is looked up again. They are empty if a proxy looks it up.
    """

    host: str
    port: int
    addresses: tuple[str, ...] = ()

    @property
    def curl_resolve(self) -> str:
        """The addresses as libcurl and Git's ``http.curloptResolve`` take them; "" if there is no name to look up."""
        if not self.addresses or self.addresses == (self.host,):
            return ""
        return f"{self.host}:{self.port}:" + ",".join(f"[{one}]" if ":" in one else one for one in self.addresses)


@dataclass(frozen=True)
class AddressPolicy:
    """Which addresses steps may reach.

    Addresses of clouds' metadata services and all link-local ones are refused, always: whatever answers there gives
    away who this machine is. Others are a question of where tranship runs:

    ============================  =============  ==============
    runs                          allow_private  allow_loopback
    ============================  =============  ==============
    on a laptop, in CI            yes            yes: registries and Git servers of tests are there
    as a controller for a team    yes            no: its own admin ports are there
    for people who are strangers  no             no
    ============================  =============  ==============

    :param allow_private: whether addresses that are not of the Internet may be reached, such as an in-house Git.
    :param allow_loopback: whether this machine itself may be reached.
    :param lookup: finds addresses of names.
    :param environment: names the proxies that HTTP goes through; such names are looked up by the proxy, not here.
    :param stand_in: a server on this machine that answers for all others; in tests of templates, nowhere else.
    """

    allow_private: bool = True
    allow_loopback: bool = False
    lookup: Lookup = field(default=system_lookup, repr=False, compare=False)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False, compare=False)
    stand_in: StandIn | None = None

    def trusting(self) -> AddressPolicy:
        """The policy for an address that the operator has set up, such as a proxy: it may be in any network."""
        return replace(self, allow_private=True, allow_loopback=True)

    def check_url(self, url: str, execution: Execution) -> Destination | None:
        """Where a URL leads, if steps may go there; None if it leads to no host (a path, a ``file:`` URL).

        Takes also what Git does: ``git@host:path``. A program that looks the name up again on its own should be told
        the checked addresses, see :attr:`Destination.curl_resolve`.

        :raises AddressError: it must not be reached, or its host can't be found.
        :raises CancelledError: the execution was asked to stop.
        """
        scheme, host, port = _taken_apart(url)
        if not host:
            if scheme in _PORTS:
                raise AddressError(f'the URL names no host; write it as "{scheme}://host/path"')
            return None
        if scheme in ("http", "https") and self._is_proxied(scheme, host, port):
            return self.check_name(host, port)
        return self.check_host(host, port, execution)

    def check_name(self, host: str, port: int) -> Destination:
        """Check a host for which somebody else, a proxy, looks the name up: only what its name says.

        :raises AddressError: it must not be reached.
        """
        name, address = _normalised(host)
        if address is not None:
            self._admit(name, [address])
        return Destination(name, port)

    def check_host(self, host: str, port: int, execution: Execution) -> Destination:
        """Check a host by its addresses.

        :raises AddressError: it must not be reached, or can't be found.
        :raises CancelledError: the execution was asked to stop.
        """
        name, address = _normalised(host)
        if self.stand_in is not None:
            self.stand_in.check(name, port)
            return Destination(name, port, (LOCAL,))
        if address is not None:
            self._admit(name, [address])
            return Destination(name, port, (name,))
        found = [ipaddress.ip_address(text) for text in _looked_up(self.lookup, name, port, execution)]
        # Machines on the local network announce link-local IPv6 addresses beside usable ones.
        usable = [one for one in found if kind_of(one) is not AddressKind.LINK_LOCAL or one.version == 4] or found
        self._admit(name, usable)
        return Destination(name, port, tuple(str(one) for one in usable))

    def _is_proxied(self, scheme: str, host: str, port: int) -> bool:
        """Whether Git, of all programs the pickiest, sends requests there through a proxy."""
        environment = {name: value for name, value in self.environment.items() if name != "HTTP_PROXY"}
        return any(proxy_for(name, host, port, environment) for name in (scheme, "all"))

    def _admit(self, name: str, addresses: Sequence[IPAddress]) -> None:
        """Refuse a name that leads to any address which must not be reached: nobody knows which one will be tried."""
        worst = max(addresses, key=kind_of)
        kind = kind_of(worst)
        place = name if name == str(worst) else f"{name} leads to {worst}, which"
        match kind:
            case AddressKind.METADATA | AddressKind.LINK_LOCAL:
                why = "a link-local address" if kind is AddressKind.LINK_LOCAL else "a cloud's metadata service"
                raise AddressError(f"{place} is {why}, and steps may not reach those")
            case AddressKind.NO_HOST:
                raise AddressError(f"{place} is a multicast or broadcast address, and no server has one")
            case AddressKind.LOOPBACK if not self.allow_loopback:
                raise AddressError(
                    f"{place} is this machine itself, and steps may not reach it here; "
                    "TRANSHIP_ALLOW_LOOPBACK_ADDRESSES=true lets them"
                )
            case AddressKind.PRIVATE if not self.allow_private:
                raise AddressError(
                    f"{place} is a private address, and steps may not reach those here; "
                    "TRANSHIP_ALLOW_PRIVATE_ADDRESSES=true lets them"
                )


def _taken_apart(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL; "" for what it hasn't got.

    :raises AddressError: programs would disagree about the host.
    """
    if _UNPRINTABLE.search(url):
        raise AddressError("the URL holds a line break or another unprintable character")
    if "://" not in url:
        match = _SCP.match(url)
        return ("ssh", match["host"], 22) if match else ("", "", 0)
    try:
        # Git and kustomize put a word of their own before: git::https://...
        parts = urlsplit(re.sub(r"^[a-z]+::", "", url, flags=re.IGNORECASE))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressError("the URL's host or port can't be read; check its brackets and the number") from None
    if not parts.scheme or url != url.strip():
        raise AddressError('the URL can\'t be read; it should start with "https://" or another scheme')
    if parts.scheme == "file":
        return "file", "", 0
    # A per cent sign may stand in user name and password, and before the zone of an IPv6 address.
    if _DOUBTFUL.search(parts.netloc.replace("%25", "", 1) if "[" in parts.netloc else parts.netloc):
        raise AddressError("the URL's host holds a blank, a backslash or a per cent sign, which no host's name has")
    return parts.scheme, host, _PORTS.get(parts.scheme, 0) if port is None else port


def _normalised(host: str) -> tuple[str, IPAddress | None]:
    """The one spelling of a host, and its address if it is one.

    :raises AddressError: it is a metadata service's name, or programs would disagree about what it is.
    """
    name = host.strip("[]").rstrip(".").lower()
    if not name.isascii():
        if _READ_DIFFERENTLY & set(name):
            raise AddressError("programs disagree about the URL's host; write it in its ASCII form, xn--...")
        try:
            name = name.encode("idna").decode("ascii").rstrip(".").lower()
        except UnicodeError:
            raise AddressError("the URL's host holds letters that no host's name has") from None
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        pass
    else:
        return str(address), address
    # 0251.0376.0251.0376, 0xa9fea9fe and 2852039166 are 169.254.169.254 to some programs, and something else to others.
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise AddressError("the URL's host is an address in an unusual spelling; write it as four decimal numbers")
    if not _HOST_NAME.fullmatch(name):
        raise AddressError("the URL's host holds characters that no host's name has")
    if name in METADATA_NAMES:
        raise AddressError(f"{name} is a cloud's metadata service, and steps may not reach those")
    return name, None


def _looked_up(lookup: Lookup, name: str, port: int, execution: Execution) -> Sequence[str]:
    """The addresses of a name, without the zones of IPv6 addresses."""
    try:
        found = impatiently(execution, lambda: lookup(name, port), _LONGEST_LOOKUP)
    except TimeoutError:
        raise AddressError(f"the lookup of {name} took too long; check the network's name servers") from None
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise AddressError(f"the host {name} can't be found; check its spelling, and the network")
    return [text.partition("%")[0] for text in found]
