import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.refs.git_url import GitURL, normalize_git_url, parse_git_url, place_of, same_git_repository


@pytest.mark.parametrize(
    ("url", "normalized"),
    [
        ("https://github.com", "https://github.com"),
        ("https://github.com/", "https://github.com"),
        ("https://github.com/Acme/Web", "https://github.com/acme/web"),
        ("https://github.com/acme/web/", "https://github.com/acme/web"),
        ("https://github.com/acme/web.git", "https://github.com/acme/web"),
        ("https://github.com/acme/web.git/", "https://github.com/acme/web"),
        ("https://user:token@git.acme.dev:8443/acme/web.git", "https://git.acme.dev:8443/acme/web"),
        ("HTTP://git.acme.dev/acme/web", "http://git.acme.dev/acme/web"),
        ("https://[::1]:8443/acme/web.git", "https://[::1]:8443/acme/web"),
        ("ssh://git.acme.dev/acme/web.git", "ssh://git.acme.dev/acme/web"),
        ("ssh://git@git.acme.dev:2222/acme/web/", "ssh://git@git.acme.dev:2222/acme/web"),
        ("git@github.com:acme/web.git", "ssh://git@github.com/acme/web"),
        ("github.com:acme/web", "ssh://github.com/acme/web"),
        ("git@git.acme.dev", "ssh://git@git.acme.dev"),
        (" https://github.com/\u200bacme/web\n", "https://github.com/acme/web"),
    ],
)
def test_one_spelling_stands_for_all(url: str, normalized: str) -> None:
    assert normalize_git_url(url) == normalized


@pytest.mark.parametrize(
    "url",
    [
        "https://not a url",
        "https://github.com/acme/web?ref=main",
        "ssh://github.com/acme/web?ref=main",
        "https://github.com/acme/we%b",
        "https:///acme/web",
        "not even remotely a url",
        "/srv/Git/web.git",
        "file:///srv/Git/web.git",
        "oci://registry.acme.dev/Web",
        "",
    ],
)
def test_an_address_of_another_form_stays_as_it_is(url: str) -> None:
    assert normalize_git_url(url) == url
    assert parse_git_url(url) is None


def test_an_ssh_path_from_the_root_and_one_without_it_are_the_same() -> None:
    assert normalize_git_url("git@git.acme.dev:/acme/web") == normalize_git_url("git@git.acme.dev:acme/web")


def test_a_colon_in_the_path_of_the_short_form_belongs_to_the_path() -> None:
    assert normalize_git_url("git@git.acme.dev:acme:web.git") == "ssh://git@git.acme.dev/acme:web"


def test_escapes_make_no_difference_but_for_an_escaped_slash() -> None:
    assert normalize_git_url("https://h/my%20project/%61pp.git") == normalize_git_url("https://h/my project/app")
    assert normalize_git_url("https://h/a%2fb.git") == "https://h/a%2Fb"
    assert not same_git_repository("https://h/a%2Fb", "https://h/a/b")


@given(st.from_regex(r"\A(https://|ssh://git@|git@)[a-z]{1,8}\.dev[:/][a-zA-Z0-9._~%/ ()-]{0,20}\Z"))
def test_normalizing_twice_changes_nothing_more(url: str) -> None:
    # Only the outermost ".git" is taken off, so that a repository may be called so.
    once = normalize_git_url(url)
    if parse_git_url(url) is not None and not once.endswith((".git", "/")):
        assert normalize_git_url(once) == once


def test_the_parts_of_an_address() -> None:
    parsed = parse_git_url("https://bot:token@Git.acme.dev:8443/Acme/Web.git/")

    assert parsed == GitURL("https", "Git.acme.dev", "/Acme/Web.git/", "bot:token", 8443)
    assert parsed.authority == "Git.acme.dev:8443"
    assert parsed.repository == "Acme/Web"


def test_the_parts_of_the_short_ssh_form() -> None:
    parsed = parse_git_url("git@github.com:acme/web.git")

    assert parsed == GitURL("ssh", "github.com", "/acme/web.git", "git")
    assert str(parsed) == "ssh://git@github.com/acme/web.git"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://github.com/acme/web", "https://GitHub.com/acme/web.git/", True),
        ("git@github.com:acme/web", "ssh://git@github.com/acme/web.git", True),
        ("git@github.com:acme/web", "https://github.com/acme/web", False),
        ("http://github.com/acme/web", "https://github.com/acme/web", False),
        ("https://github.com:8443/acme/web", "https://github.com/acme/web", False),
    ],
)
def test_addresses_of_the_same_repository(one: str, other: str, same: bool) -> None:
    assert same_git_repository(one, other) is same


def test_a_repository_is_shown_without_user_and_password() -> None:
    assert place_of("https://me:s3cret@git.acme.dev:8443/ops/gitops.git") == "git.acme.dev:8443/ops/gitops"
    assert place_of("git@git.acme.dev:ops/gitops.git") == "git.acme.dev/ops/gitops"
    assert place_of("/srv/gitops.git") == "/srv/gitops.git"
