"""What an IP address is to a step: public, private, this machine itself, or a place that no step may reach."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from enum import IntEnum

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressKind(IntEnum):
    """Kinds of addresses, in the order of what speaks against reaching them."""

    PUBLIC = 0
    PRIVATE = 1
    """Of a network that is not the Internet: RFC 1918 and its kin, carriers' NAT, unique local IPv6."""
    LOOPBACK = 2
    """This machine itself."""
    NO_HOST = 3
    """Multicast and broadcast: no server has such an address."""
    LINK_LOCAL = 4
    """Reaches only machines on the same link, and on most clouds the metadata service."""
    METADATA = 5
    """A cloud's service that hands the machine's identity to whoever asks."""


METADATA_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "169.254.169.254/32",  # AWS, Azure, Google, OpenStack and many others
        "169.254.170.0/24",  # AWS: credentials of containers
        "168.63.129.16/32",  # Azure: the wire server
        "100.100.100.200/32",  # Alibaba
        "192.0.0.192/32",  # Oracle, the old one
        "fd00:ec2::/32",  # AWS
        "fd20:ce::254/128",  # Google
        "fd00:42::42/128",  # Scaleway
        "fe80::a9fe:a9fe/128",  # OpenStack
    )
)
"""Where clouds serve metadata. Link-local addresses are refused as a whole; here are also those that look ordinary."""

_LAST_FOUR_BYTES = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "::/96",  # once meant for machines that speak both
        "64:ff9b::/96",  # what networks without IPv4 translate
        "64:ff9b:1::/48",  # the same, for use within a network
    )
)
"""Networks whose addresses hold an IPv4 address at their end."""
_THIS_NETWORK = ipaddress.IPv4Network("0.0.0.0/8")
_BROADCAST = ipaddress.IPv4Address("255.255.255.255")
_LOWEST_EMBEDDED = 0x10000
"""Below there are ``::`` and ``::1``, which hold nothing."""


def kind_of(address: IPAddress) -> AddressKind:
    """What the address is; for an IPv6 address that stands for an IPv4 one, the worse of the two."""
    return max([_kind(address), *map(_kind, _embedded(address))])


def _kind(address: IPAddress) -> AddressKind:
    if any(address in network for network in METADATA_NETWORKS):
        return AddressKind.METADATA
    if address.is_link_local:
        return AddressKind.LINK_LOCAL
    if address.is_multicast or address == _BROADCAST:
        return AddressKind.NO_HOST
    # Systems take "no address" for themselves: a connection to 0.0.0.0 ends at this machine.
    if address.is_loopback or address.is_unspecified or address in _THIS_NETWORK:
        return AddressKind.LOOPBACK
    if next(_embedded(address), None) is not None:
        # The address within says it all.
        return AddressKind.PUBLIC
    is_private = not address.is_global or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    return AddressKind.PRIVATE if is_private else AddressKind.PUBLIC


def _embedded(address: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses at which packets for an IPv6 address may end."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif any(address in network for network in _LAST_FOUR_BYTES) and int(address) >= _LOWEST_EMBEDDED:
        yield last
    elif address.sixtofour is not None:
        yield address.sixtofour
    elif address.teredo is not None:
        yield from address.teredo
