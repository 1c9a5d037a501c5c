"""After a redirect a request is what it has to be, and holds no secret of another host."""

from collections.abc import Iterator

import pytest

from tranship.clients.http import Headers, Request, Upload, parse_url
from tranship.clients.http.redirects import is_redirect, redirected
from tranship.errors import HTTPError

HEADERS = Headers((("Authorization", "Bearer t"), ("Content-Type", "text/plain"), ("X-Trace", "t")))


def knows(text: str) -> bool:
    return "hunter2" in text


def request(method: str, url: str = "https://h/a", body: bytes | Upload = b"x") -> Request:
    return Request(method, parse_url(url), HEADERS, body)


def names(sent: Request) -> list[str]:
    return [name for name, _ in sent.headers]


def test_which_statuses_say_to_go_elsewhere() -> None:
    assert [status for status in range(200, 400) if is_redirect(status)] == [301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", [301, 302, 303])
@pytest.mark.parametrize(("method", "after"), [("POST", "GET"), ("PUT", "GET"), ("DELETE", "GET"), ("HEAD", "HEAD")])
def test_most_redirects_lead_to_a_get_without_body(status: int, method: str, after: str) -> None:
    sent = redirected(request(method), status, "/b", knows)
    assert (sent.method, sent.body, str(sent.url)) == (after, b"", "https://h/b")
    assert names(sent) == ["Authorization", "X-Trace"]


@pytest.mark.parametrize("status", [307, 308])
def test_others_repeat_the_request(status: int) -> None:
    sent = redirected(request("POST"), status, "/b", knows)
    assert (sent.method, sent.body, sent.headers) == ("POST", b"x", HEADERS)


@pytest.mark.parametrize(
    ("url", "location", "kept"),
    [
        ("https://h/a", "https://h/b", True),
        ("https://h/a", "https://h:443/b", True),
        ("http://h/a", "https://h/b", True),
        ("https://h/a", "http://h/b", False),
        ("http://h:8080/a", "https://h/b", False),
        ("https://h/a", "https://h:8443/b", False),
        ("https://h/a", "https://sub.h/b", False),
        ("https://h/a", "https://other/b", False),
        ("https://h/a", "//other/b", False),
    ],
)
def test_secrets_stay_with_their_host(url: str, location: str, kept: bool) -> None:
    sent = redirected(request("GET", url, b""), 302, location, knows)
    assert names(sent) == (["Authorization", "X-Trace"] if kept else ["X-Trace"])


def test_a_body_with_a_secret_stays_with_its_host() -> None:
    with pytest.raises(HTTPError, match=r"https://h/a redirects to other; what the request holds was not written for"):
        redirected(request("POST", body=b"hunter2"), 307, "https://other/b", knows)
    assert redirected(request("POST", body=b"x"), 307, "https://other/b", knows).body == b"x"
    assert redirected(request("POST", body=b"hunter2"), 303, "https://other/b", knows).body == b""


def test_what_can_not_be_looked_into_stays_with_its_host() -> None:
    def opened() -> Iterator[bytes]:
        yield b"x"

    with pytest.raises(HTTPError, match="use its URL"):
        redirected(request("PUT", body=Upload(1, opened)), 308, "https://other/b", knows)
