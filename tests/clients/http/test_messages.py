"""Requests and replies show nothing secret by accident."""

from tranship.clients.http import Headers, Reply, Request, Terms, parse_url, status_text

URL = parse_url("https://acme.dev/")


def test_a_reply_knows_whether_it_is_good() -> None:
    assert [Reply(status, Headers(), b"", URL).is_success for status in (199, 200, 204, 299, 300, 404)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_bodies_and_proxies_are_not_shown() -> None:
    assert "hunter2" not in repr(Request("POST", URL, body=b"hunter2"))
    assert "hunter2" not in repr(Terms(proxy="http://bob:hunter2@proxy"))


def test_terms_know_no_secrets_of_their_own() -> None:
    assert not Terms().shows_secret("anything")


def test_a_status_has_a_name() -> None:
    assert [status_text(404), status_text(299)] == ["404 Not Found", "299"]
