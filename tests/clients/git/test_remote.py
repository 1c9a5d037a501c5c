"""URLs of repositories: taken apart, and shown without what is secret."""

from __future__ import annotations

import pytest

from tranship.clients.git.remote import Remote, host_of, parse_remote, shown
from tranship.clients.git.values import GitCredentials
from tranship.errors import GitError


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("https://git.acme.dev/gitops.git", Remote("https://git.acme.dev/gitops.git", "https://git.acme.dev")),
        ("HTTPS://Git.acme.dev:8443/a?b#c", Remote("https://Git.acme.dev:8443/a?b#c", "https://Git.acme.dev:8443")),
        ("http://[::1]:8080/x", Remote("http://[::1]:8080/x", "http://[::1]:8080")),
        ("https://bot@h/x", Remote("https://h/x", "https://h", GitCredentials("bot"))),
        ("https://bot:p%40ss:w@rd@h/x", Remote("https://h/x", "https://h", GitCredentials("bot", "p@ss:w@rd"))),
        ("https://:token@h/x", Remote("https://h/x", "https://h", GitCredentials("", "token"))),
        ("https://h/x@y:z", Remote("https://h/x@y:z", "https://h")),
        ("ssh://git@h:2222/x", Remote("ssh://git@h:2222/x")),
        ("ssh://git:secret@h/x", Remote("ssh://git@h/x")),
        ("git+ssh://git:secret@h/x", Remote("git+ssh://git@h/x")),
        ("ssh://h/x", Remote("ssh://h/x")),
        ("git@h:org/x.git", Remote("git@h:org/x.git")),
        ("[::1]:x", Remote("[::1]:x")),
        ("file:///srv/x", Remote("file:///srv/x")),
        ("/srv/x", Remote("/srv/x")),
        ("../x", Remote("../x")),
    ],
)
def test_a_url_is_taken_apart(url: str, remote: Remote) -> None:
    assert parse_remote(url) == remote


@pytest.mark.parametrize(
    "url",
    ["-x", "--upload-pack=x", "ext::x", "Transport::https://h/x", "git://h/x", "foo://u:p@h/x", "a\nb", "a\0b", "a\tb"],
)
def test_what_git_would_take_for_something_else_is_refused(url: str) -> None:
    with pytest.raises(GitError):
        parse_remote(url)


def test_passwords_are_not_shown() -> None:
    assert shown("https://bot:s3cret@h/x") == "https://bot:***@h/x"
    assert shown("https://bot:s3:c@ret@h/x") == "https://bot:***@h/x"
    assert shown("https://h/x") == "https://h/x"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://u:p@Git.acme.dev:8443/x", "git.acme.dev"),
        ("ssh://git@[::1]:22/x", "::1"),
        ("git@git.acme.dev:x", "git.acme.dev"),
        ("git.acme.dev:x", "git.acme.dev"),
        ("[fe80::1]:x", "fe80::1"),
        ("/srv/x", ""),
        ("https://[bad/x", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host
