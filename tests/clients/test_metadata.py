"""The service that gives a process its identity is reached where clouds document it, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.metadata import AMAZON, GOOGLE, Places, metadata_client
from tranship.clients.stand_in import StandIn
from tranship.errors import AddressError
from tranship.execution import BACKGROUND


def nowhere(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host}:{port} was looked up")


CLIENT = HTTPClient(AddressPolicy(lookup=nowhere, environment={"HTTP_PROXY": "http://proxy.acme.dev:3128"}))


@pytest.mark.parametrize(
    ("url", "places", "host", "port", "dialled"),
    [
        ("http://169.254.170.23/v1/credentials", AMAZON, "169.254.170.23", 80, ("169.254.170.23",)),
        ("http://[fd00:ec2::23]/v1/credentials", AMAZON, "fd00:ec2::23", 80, ("fd00:ec2::23",)),
        ("http://localhost:4711/creds", AMAZON, "localhost", 4711, ("127.0.0.1", "::1")),
        ("http://metadata.google.internal/", GOOGLE, "metadata.google.internal", 80, None),
        ("http://127.0.0.1:988/", GOOGLE, "127.0.0.1", 988, ("127.0.0.1",)),
    ],
)
def test_documented_places_are_dialled_without_a_lookup_and_without_a_proxy(
    url: str, places: Places, host: str, port: int, dialled: tuple[str, ...] | None
) -> None:
    policy = metadata_client(CLIENT, url, places).policy
    expected = dialled or ("169.254.169.254", "fd20:ce::254")
    assert policy.check_host(host, port, BACKGROUND).addresses == expected
    assert not policy.environment


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/iam/",
        "http://169.254.170.23:8080/v1/credentials",
        "https://169.254.170.23/v1/credentials",
        "http://me:pass@169.254.170.23/v1/credentials",
        "http://169.254.170.23.evil.example.com/",
        "http://2852039191/",
        "http://0xa9feaa17/",
        "http://[::ffff:169.254.170.23]/",
        "http://evil.example.com/?at=169.254.170.23",
        "169.254.170.23",
        "http://169.254.170.23\n/",
        "",
    ],
)
def test_other_places_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(AddressError, match="the URL ") as raised:
        metadata_client(CLIENT, url, AMAZON)
    assert "evil" not in str(raised.value)
    assert "pass" not in str(raised.value)


def test_a_refusal_says_where_the_service_may_be() -> None:
    with pytest.raises(AddressError, match=r"one of http://169\.254\.170\.23 or http://\[fd00:ec2::23\] or .*127\.0"):
        metadata_client(CLIENT, "http://10.0.0.1/", AMAZON)


def test_the_client_of_one_service_reaches_nothing_else() -> None:
    policy = metadata_client(CLIENT, "http://169.254.170.23/v1/credentials", AMAZON).policy
    for host, port in [("169.254.169.254", 80), ("169.254.170.2", 80), ("169.254.170.23", 443), ("127.0.0.1", 80)]:
        with pytest.raises(AddressError, match="is not the metadata service"):
            policy.trusting().check_host(host, port, BACKGROUND)
        with pytest.raises(AddressError, match="is not the metadata service"):
            policy.check_name(host, port)


def test_the_client_that_it_was_made_from_stays_as_it_was() -> None:
    metadata_client(CLIENT, "http://169.254.170.23/", AMAZON)
    with pytest.raises(AddressError, match="metadata service, and steps may not reach those"):
        CLIENT.policy.check_host("169.254.170.23", 80, BACKGROUND)


def test_a_test_of_a_template_reaches_no_real_service() -> None:
    bench = HTTPClient(AddressPolicy(stand_in=StandIn(4711, frozenset({"git.acme.dev"}))))
    policy = metadata_client(bench, "http://169.254.169.254/", GOOGLE).policy
    with pytest.raises(AddressError, match="nobody answers for"):
        policy.check_host("169.254.169.254", 80, BACKGROUND)
