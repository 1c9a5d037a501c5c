from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.credentials.clouds import APP, INSTALLATION, Clouds, clouds, private_key
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.github_app import SCOPES, GitHubAppProvider
from tranship.credentials.request import CredentialRequest
from tranship.errors import CredentialsError

DATA = {"githubAppClientID": APP, "githubAppInstallationID": INSTALLATION, "githubAppPrivateKey": private_key()}


def provider(*, sleep: list[float] | None = None) -> GitHubAppProvider:
    return GitHubAppProvider(SERVICES, tokens(), sleep=(sleep if sleep is not None else []).append)


def request(github: Clouds, **changes: str) -> CredentialRequest:
    return wanted(CredentialType.GIT, f"{github.url}/acme/gitops", {**DATA, **changes})


def test_the_app_s_key_is_exchanged_for_a_token_of_this_repository_alone() -> None:
    with clouds() as github:
        found = provider().provide(request(github))

    assert found is not None
    assert (found.username, found.password) == ("kargo", "ghs_token_1")
    assert found.source == "Secret demo/creds"
    assert github.asked_repositories == [["gitops"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"githubAppPrivateKey": base64.b64encode(private_key().encode()).decode()},
        {"githubAppPrivateKey": base64.encodebytes(private_key().encode()).decode()},
        {"githubAppClientID": "", "githubAppID": APP},
        {"githubAppInstallationID": f"{INSTALLATION}\n"},
    ],
    ids=["key in base64", "key in base64 with lines", "the old kind of identifier", "line break after the number"],
)
def test_a_secret_may_say_it_differently(changes: dict[str, str]) -> None:
    with clouds() as github:
        assert provider().provide(request(github, **changes)) is not None


def test_a_token_is_kept_and_minted_once_for_all_who_ask_at_the_same_time() -> None:
    with clouds(slow=0.05) as github, ThreadPoolExecutor(8) as pool:
        asked = provider()
        found = list(pool.map(asked.provide, [request(github)] * 8))

    assert {one.password for one in found if one} == {"ghs_token_1"}
    assert github.minted == 1


def test_another_repository_gets_a_token_of_its_own() -> None:
    with clouds() as github:
        asked = provider()
        asked.provide(request(github))
        asked.provide(wanted(CredentialType.GIT, f"{github.url}/acme/other", DATA))

    assert github.asked_repositories == [["gitops"], ["other"]]


def test_a_new_token_is_given_out_once_github_knows_it() -> None:
    slept: list[float] = []
    with clouds(unknown_for=2) as github:
        provider(sleep=slept).provide(request(github))

    assert slept == [3, 10]


def test_a_token_that_stays_unknown_is_given_out_after_the_last_wait() -> None:
    slept: list[float] = []
    with clouds(unknown_for=99) as github:
        assert provider(sleep=slept).provide(request(github)) is not None

    assert slept == [3, 10, 30]
    assert github.tries == 4


@pytest.mark.parametrize(
    ("annotation", "opens"),
    [
        ('{"demo": ["gitops"]}', True),
        ('{"demo": ["GitOps"]}', True),
        ('{"demo": ["other"]}', False),
        ('{"other": ["gitops"]}', False),
        ("{}", False),
        ("", True),
    ],
)
def test_an_annotation_says_which_project_may_use_which_repository(annotation: str, opens: bool) -> None:
    with clouds() as github:
        asked = wanted(CredentialType.GIT, f"{github.url}/acme/gitops", DATA, {SCOPES: annotation})
        assert (provider().provide(asked) is not None) is opens


@pytest.mark.parametrize(
    ("kind", "repo_url", "data"),
    [
        (CredentialType.IMAGE, "https://github.com/acme/gitops", DATA),
        (CredentialType.GIT, "ssh://git@github.com/acme/gitops", DATA),
        (CredentialType.GIT, "https://github.com/gitops", DATA),
        (CredentialType.GIT, "https://github.com/acme/gitops", {"username": "me", "password": "secret"}),
        (CredentialType.GIT, "https://github.com/acme/gitops", {**DATA, "githubAppPrivateKey": ""}),
    ],
    ids=["an image", "over SSH", "no owner", "no app", "no key"],
)
def test_other_requests_are_left_to_others(kind: CredentialType, repo_url: str, data: dict[str, str]) -> None:
    assert provider().provide(wanted(kind, repo_url, data)) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"githubAppInstallationID": "all"}, "githubAppInstallationID must be a number"),
        ({"githubAppPrivateKey": "AAA"}, "its base64 is damaged"),
        ({"githubAppPrivateKey": "a key!"}, "it is no PEM"),
        ({"githubAppPrivateKey": "-----BEGIN PRIVATE KEY-----\nx"}, "must be an RSA key in PEM"),
        ({"githubAppPrivateKey": private_key(1)}, "401 Unauthorized: A JSON web token could not be decoded: \\*\\*\\*"),
        ({"githubAppClientID": "else"}, "see that the app is installed there"),
        ({"githubAppInstallationID": "1"}, "404 Not Found"),
    ],
)
def test_what_is_wrong_is_said_in_words_that_show_no_secret(changes: dict[str, str], said: str) -> None:
    with clouds() as github, pytest.raises(CredentialsError, match=said) as raised:
        provider().provide(request(github, **changes))

    assert str(raised.value).startswith("Secret demo/creds")
    assert "eyJ" not in str(raised.value)


def test_an_annotation_that_is_no_json_says_what_it_must_be() -> None:
    asked = wanted(CredentialType.GIT, "https://github.com/acme/gitops", DATA, {SCOPES: "demo: gitops"})
    with pytest.raises(CredentialsError, match="must be JSON"):
        provider().provide(asked)
