"""Headers: names in any case, values that stay within their line, and secrets that stay with their host."""

import pytest

from tranship.clients.http.headers import Headers, canonical
from tranship.errors import HTTPError


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("content-type", "Content-Type"),
        ("X-TRACE-id", "X-Trace-Id"),
        ("x", "X"),
        ("a b", "a b"),
        ("", ""),
        ("-a-", "-A-"),
    ],
)
def test_names_as_everybody_writes_them(name: str, written: str) -> None:
    assert canonical(name) == written


def test_headers_are_found_in_any_case() -> None:
    headers = Headers((("X-Tag", "one"), ("x-tag", "two"), ("Other", "o")))
    assert (headers.get("x-TAG"), headers.get("none")) == ("one", "")
    assert headers.by_name() == {"X-Tag": ["one", "two"], "Other": ["o"]}
    assert list(headers.without("X-TAG", "none")) == [("Other", "o")]


def test_received_headers_are_text_whatever_they_hold() -> None:
    headers = Headers.received([(b"x-a", "ü".encode()), (b"x-b", b"\xff")])
    assert list(headers) == [("X-A", "ü"), ("X-B", "\ufffd")]


def test_headers_on_the_wire() -> None:
    assert Headers((("x-a", " ü\t1 "),)).encoded() == [(b"X-A", b"\xc3\xbc\t1")]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("X Trace", "a", "the name of a header holds a character"),
        ("X:Trace", "a", "the name of a header holds a character"),
        ("X\r\nY", "a", "the name of a header holds a character"),
        ("", "a", "the name of a header holds a character"),
        ("ü", "a", "the name of a header holds a character"),
        ("x-trace", "a\r\nX-Evil: 1", "the header X-Trace holds a line break"),
        ("x-trace", "a\0", "the header X-Trace holds a line break"),
        ("x-trace", "a\x7f", "the header X-Trace holds a line break"),
    ],
)
def test_what_would_leave_the_header_is_refused(name: str, value: str, message: str) -> None:
    with pytest.raises(HTTPError, match=message) as caught:
        Headers(((name, value),)).encoded()
    assert "Evil" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "Cookie",
        "PRIVATE-TOKEN",
        "X-API-Key",
        "apikey",
        "X-Key",
        "Proxy-Authorization",
        "X-Amz-Signature",
    ],
)
def test_what_may_be_a_secret_does_not_go_to_another_host(name: str) -> None:
    assert not list(Headers(((name, "v"),)).for_another_host(lambda _: False))


def test_everything_else_does() -> None:
    headers = Headers((("X-Trace", "t"), ("Accept", "a"), ("X-Monkey", "m"), ("X-Deploy", "hunter2")))
    sent = headers.for_another_host(lambda text: "hunter2" in text)
    assert list(sent) == [("X-Trace", "t"), ("Accept", "a"), ("X-Monkey", "m")]
