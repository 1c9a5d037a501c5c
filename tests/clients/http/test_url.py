"""URLs are taken apart once, and go on the wire as they were written."""

import pytest

from tranship.clients.http.url import HTTPURL, parse_url
from tranship.errors import HTTPError


def test_the_parts_of_a_url() -> None:
    url = parse_url("HTTPS://bob:pa%20ss@API.acme.dev:8443/a%2Fb/c?x=1&y#part")
    assert url == HTTPURL("https", "api.acme.dev", 8443, "/a%2Fb/c", "x=1&y", "bob", "pa ss")
    assert url.origin == ("https", "api.acme.dev", 8443)
    assert url.place == "api.acme.dev:8443"
    assert url.target == "/a%2Fb/c?x=1&y"
    assert url.text == "https://api.acme.dev:8443/a%2Fb/c?x=1&y"


def test_what_is_shown_holds_no_password_and_no_query() -> None:
    url = parse_url("https://bob:hunter2@acme.dev/a?token=hunter2")
    assert str(url) == "https://acme.dev/a?..."
    assert "hunter2" not in repr(url).replace("token=hunter2", "")
    assert str(parse_url("https://acme.dev/a")) == "https://acme.dev/a"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("http://h", "/"),
        ("http://h?a", "/?a"),
        ("http://h/?", "/?"),
        ("http://h/a#b?c", "/a"),
        ("http://h/a%20b+c?z=1&b=0&x=a%20b+c", "/a%20b+c?z=1&b=0&x=a%20b+c"),
        ("http://h/a b/ü?q=a b&ü=~", "/a%20b/%C3%BC?q=a%20b&%C3%BC=~"),
        ("http://h/!$&'()*+,;=:@-._~[]", "/!$&'()*+,;=:@-._~[]"),
        ("http://h/(a b)%2F", "/%28a%20b%29%2F"),
        ('http://h/?"<>\\^`{|}%zz', '/?"<>\\^`{|}%zz'),
    ],
)
def test_what_goes_on_the_wire(text: str, target: str) -> None:
    assert parse_url(text).target == target


@pytest.mark.parametrize(
    ("text", "place", "port"),
    [
        ("http://h:/", "h", 80),
        ("https://h", "h", 443),
        ("https://h:443", "h:443", 443),
        ("http://[::1]:8080/", "[::1]:8080", 8080),
        ("http://[fe80::1%25eth0]/", "[fe80::1]", 80),
        ("http://bücher.example/", "xn--bcher-kva.example", 80),
        ("ftp://h/", "h", 0),
    ],
)
def test_hosts_and_ports(text: str, place: str, port: int) -> None:
    url = parse_url(text)
    assert (url.place, url.effective_port) == (place, port)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http://h/\n", "a line break or another unprintable character"),
        ("http://h/\x7f", "a line break or another unprintable character"),
        ("://h", "nothing before its first colon"),
        ("127.0.0.1:8080/a", "the URL has no scheme"),
        ("http://h/a%zz", "a per cent sign without two hexadecimal digits"),
        ("http://h/#%", "a per cent sign without two hexadecimal digits"),
        ("http://[::1", "a bracket is missing"),
        ("http://[127.0.0.1]/", "a bracket is missing"),
        ("http://[1:2]/", "in brackets, and no IPv6 address"),
        ("http://a b/", "the URL's host holds a character"),
        ("http://a%41/", "the URL's host holds a character"),
        ("http://a\\b/", "the URL's host holds a character"),
        ("http://::1/", "the URL's port is no number"),
        ("http://h:8o/", "the URL's port is no number"),
        ("http://h:٣/", "the URL's port is no number"),
        ("http://bob:a b@h/", "the user name or password in the URL"),
        ("http://bob:%z@h/", "the user name or password in the URL"),
        ("http://\udcff/", "the URL's host holds letters"),
    ],
)
def test_malformed_urls_are_refused_and_not_repeated(text: str, message: str) -> None:
    with pytest.raises(HTTPError, match=message) as caught:
        parse_url(text)
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["127.0.0.1/a", "localhost:8080/a", "ftp://h/a", "http:///a", "mailto:a@b", "", "/a"])
def test_what_http_can_not_reach_may_be_well_formed_all_the_same(text: str) -> None:
    url = parse_url(text)
    assert url.scheme not in ("http", "https") or not url.host


def test_parameters_are_added_sorted_and_escaped() -> None:
    url = parse_url("http://h/a?z=1&b=0&e").with_parameters([("q", "a b&c=d/é~*"), ("b", "2"), ("a", "+")])
    assert url.target == "/a?a=%2B&b=0&b=2&e=&q=a+b%26c%3Dd%2F%C3%A9~%2A&z=1"


def test_without_parameters_the_query_stays() -> None:
    assert parse_url("http://h/a?z=%20&a=+").with_parameters([]).query == "z=%20&a=+"


def test_bytes_of_a_query_that_are_no_text_survive() -> None:
    assert parse_url("http://h/?a=%ff").with_parameters([("b", "c")]).query == "a=%FF&b=c"


@pytest.mark.parametrize(
    ("location", "text", "username"),
    [
        ("/b", "http://h:8080/b", "bob"),
        ("b?r=2", "http://h:8080/x/b?r=2", "bob"),
        ("?r=2", "http://h:8080/x/a?r=2", "bob"),
        ("//other/b", "http://other/b", None),
        ("https://h:8080/b", "https://h:8080/b", None),
        ("https://eve@h:8080/b", "https://h:8080/b", "eve"),
        ("b//c?http://x", "http://h:8080/x/b//c?http://x", "bob"),
        ("ftp://h/b", "ftp://h/b", None),
        ("ü", "http://h:8080/x/%C3%BC", "bob"),
        ("", "http://h:8080/x/a?q=1", "bob"),
        ("#part", "http://h:8080/x/a?q=1", "bob"),
        ("/b//c", "http://h:8080/b//c", "bob"),
        ("../b/./c/..", "http://h:8080/b/", "bob"),
        ("../../../b", "http://h:8080/b", "bob"),
        (".", "http://h:8080/x/", "bob"),
        ("..", "http://h:8080/", "bob"),
    ],
)
def test_where_a_redirect_leads(location: str, text: str, username: str | None) -> None:
    joined = parse_url("http://bob:pw@h:8080/x/a?q=1").join(location)
    assert (joined.text, joined.username) == (text, username)


def test_a_redirect_to_nothing_sensible() -> None:
    with pytest.raises(HTTPError, match="http://h/ redirects to something that is no URL: the URL's host holds"):
        parse_url("http://h/").join("http://[bad")
