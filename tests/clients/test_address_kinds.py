"""Every address is of one kind, also those that hide an IPv4 address in an IPv6 one."""

from ipaddress import ip_address

import pytest

from tranship.clients.address_kinds import AddressKind, kind_of


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("1.1.1.1", AddressKind.PUBLIC),
        ("2606:4700::1111", AddressKind.PUBLIC),
        ("10.1.2.3", AddressKind.PRIVATE),
        ("172.16.0.1", AddressKind.PRIVATE),
        ("192.168.1.1", AddressKind.PRIVATE),
        ("100.64.0.1", AddressKind.PRIVATE),
        ("198.18.0.1", AddressKind.PRIVATE),
        ("fd12::1", AddressKind.PRIVATE),
        ("fec0::1", AddressKind.PRIVATE),
        ("127.0.0.1", AddressKind.LOOPBACK),
        ("127.255.0.9", AddressKind.LOOPBACK),
        ("::1", AddressKind.LOOPBACK),
        ("0.0.0.0", AddressKind.LOOPBACK),
        ("0.1.2.3", AddressKind.LOOPBACK),
        ("::", AddressKind.LOOPBACK),
        ("224.0.0.1", AddressKind.NO_HOST),
        ("255.255.255.255", AddressKind.NO_HOST),
        ("ff02::1", AddressKind.NO_HOST),
        ("169.254.0.1", AddressKind.LINK_LOCAL),
        ("fe80::1", AddressKind.LINK_LOCAL),
        ("fe80::1%eth0", AddressKind.LINK_LOCAL),
        ("169.254.169.254", AddressKind.METADATA),
        ("169.254.170.2", AddressKind.METADATA),
        ("168.63.129.16", AddressKind.METADATA),
        ("100.100.100.200", AddressKind.METADATA),
        ("192.0.0.192", AddressKind.METADATA),
        ("fd00:ec2::254", AddressKind.METADATA),
        ("fd20:ce::254", AddressKind.METADATA),
        ("fe80::a9fe:a9fe%2", AddressKind.METADATA),
    ],
)
def test_an_address_has_a_kind(address: str, kind: AddressKind) -> None:
    assert kind_of(ip_address(address)) is kind


@pytest.mark.parametrize(
    "form",
    [
        "::ffff:{}",  # mapped
        "::{}",  # compatible
        "64:ff9b::{}",  # translated by the network
        "64:ff9b:1::{}",
    ],
)
@pytest.mark.parametrize(
    ("within", "kind"),
    [
        ("169.254.169.254", AddressKind.METADATA),
        ("169.254.0.1", AddressKind.LINK_LOCAL),
        ("127.0.0.1", AddressKind.LOOPBACK),
        ("10.0.0.1", AddressKind.PRIVATE),
        ("1.1.1.1", AddressKind.PUBLIC),
    ],
)
def test_an_ipv4_address_within_an_ipv6_one_counts(form: str, within: str, kind: AddressKind) -> None:
    assert kind_of(ip_address(form.format(within))) is kind


def test_addresses_within_tunnels_count() -> None:
    assert kind_of(ip_address("2002:a9fe:a9fe::1")) is AddressKind.METADATA
    # Teredo: the server's address as it is, the client's with its bits turned over.
    assert kind_of(ip_address("2001:0:0102:0304:0:0:5601:5601")) is AddressKind.METADATA
    assert kind_of(ip_address("2001:0:a9fe:a9fe:0:0:fefe:fefe")) is AddressKind.METADATA
