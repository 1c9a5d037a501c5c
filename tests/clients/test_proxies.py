"""The environment says which requests go through a proxy."""

import pytest

from tranship.clients.proxies import proxy_for

PROXY = "http://proxy.acme.dev:3128"


def test_each_scheme_has_a_proxy_of_its_own() -> None:
    environment = {"http_proxy": "http://a:1", "HTTPS_PROXY": "http://b:2"}
    assert proxy_for("http", "example.com", 80, environment) == "http://a:1"
    assert proxy_for("https", "example.com", 443, environment) == "http://b:2"
    assert proxy_for("https", "example.com", 443, {}) == ""


def test_small_letters_win_and_empty_ones_do_not_count() -> None:
    assert proxy_for("http", "h", 80, {"http_proxy": "http://a:1", "HTTP_PROXY": "http://b:2"}) == "http://a:1"
    assert proxy_for("http", "h", 80, {"http_proxy": "", "HTTP_PROXY": "http://b:2"}) == "http://b:2"


def test_a_proxy_without_scheme_is_reached_by_http() -> None:
    assert proxy_for("https", "example.com", 443, {"https_proxy": "proxy:3128"}) == "http://proxy:3128"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_reached_directly(host: str) -> None:
    assert proxy_for("http", host, 80, {"http_proxy": PROXY}) == ""


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "direct"),
    [
        ("*", "example.com", 443, True),
        ("acme.dev", "acme.dev", 443, True),
        ("acme.dev", "git.acme.dev", 443, True),
        ("acme.dev", "notacme.dev", 443, False),
        (".acme.dev", "git.acme.dev", 443, True),
        (".acme.dev", "acme.dev", 443, False),
        ("*.acme.dev", "git.acme.dev", 443, True),
        ("ACME.dev", "git.acme.dev", 443, True),
        ("a.dev, acme.dev ", "acme.dev", 443, True),
        ("acme.dev:8443", "acme.dev", 443, False),
        ("acme.dev:8443", "acme.dev", 8443, True),
        ("10.0.0.0/8", "10.1.2.3", 443, True),
        ("10.0.0.0/8", "11.1.2.3", 443, False),
        ("10.1.2.3", "10.1.2.3", 443, True),
        ("10.1.2.3:80", "10.1.2.3", 443, False),
        ("fd00::/8", "fd12::1", 443, True),
        ("[fd12::1]:443", "fd12::1", 443, True),
        ("fd12::1", "fd12::1", 443, True),
        ("3", "10.1.2.3", 443, False),
        ("", "example.com", 443, False),
        (",", "example.com", 443, False),
    ],
)
def test_exceptions(no_proxy: str, host: str, port: int, direct: bool) -> None:
    assert (proxy_for("https", host, port, {"https_proxy": PROXY, "no_proxy": no_proxy}) == "") is direct
