"""Challenges are read as servers write them."""

import pytest

from tranship.clients.oci.challenge import Challenge, best_challenge


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        (['Basic realm="registry"'], Challenge("basic", {"realm": "registry"})),
        (["BASIC"], Challenge("basic")),
        (
            ['Bearer realm="https://auth/token",service="r e g",scope="repository:a:pull,push"'],
            Challenge("bearer", {"realm": "https://auth/token", "service": "r e g", "scope": "repository:a:pull,push"}),
        ),
        (['Bearer realm = "a\\"b" , x=y'], Challenge("bearer", {"realm": 'a"b', "x": "y"})),
        (['Basic realm="a", Bearer realm="b"'], Challenge("bearer", {"realm": "b"})),
        (['Basic realm="a"', 'Bearer realm="b"'], Challenge("bearer", {"realm": "b"})),
        (["Negotiate, Basic realm=a"], Challenge("basic", {"realm": "a"})),
        (["Negotiate"], None),
        (["", "=", '"'], None),
        ([], None),
    ],
)
def test_the_best_challenge(headers: list[str], challenge: Challenge | None) -> None:
    assert best_challenge(headers) == challenge
