from __future__ import annotations

import base64
import json

import pytest

from tests.credentials.clouds import ACCOUNT, Clouds, clouds, private_key
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.gar import GARServiceAccountKeyProvider
from tranship.errors import CredentialsError

REPOSITORY = "europe-docker.pkg.dev/acme/web/app"


def key(google: Clouds, number: int = 0) -> str:
    account = {
        "type": "service_account",
        "client_email": ACCOUNT,
        "private_key_id": "k1",
        "private_key": private_key(number),
        "token_uri": google.url + "/token",
    }
    return json.dumps(account)


def provider() -> GARServiceAccountKeyProvider:
    return GARServiceAccountKeyProvider(SERVICES, tokens())


@pytest.mark.parametrize("repository", [REPOSITORY, "gcr.io/acme/web", "eu.gcr.io/acme/web"])
@pytest.mark.parametrize("in_base64", [True, False])
def test_a_service_account_s_key_is_exchanged_for_a_token(repository: str, in_base64: bool) -> None:
    with clouds() as google:
        text = base64.b64encode(key(google).encode()).decode() if in_base64 else key(google)
        found = provider().provide(wanted(CredentialType.IMAGE, repository, {"gcpServiceAccountKey": text}))

    assert found is not None
    assert (found.username, found.password) == ("oauth2accesstoken", "ya29.token-1")


def test_the_token_is_kept() -> None:
    with clouds() as google:
        asked, request = provider(), wanted(CredentialType.HELM, REPOSITORY, {"gcpServiceAccountKey": key(google)})
        asked.provide(request)
        asked.provide(request)

    assert google.minted == 1


@pytest.mark.parametrize(
    ("kind", "repo_url", "data"),
    [
        (CredentialType.GIT, REPOSITORY, {"gcpServiceAccountKey": "x"}),
        (CredentialType.IMAGE, "ghcr.io/acme/web", {"gcpServiceAccountKey": "x"}),
        (CredentialType.IMAGE, REPOSITORY, {}),
    ],
)
def test_other_requests_are_left_to_others(kind: CredentialType, repo_url: str, data: dict[str, str]) -> None:
    assert provider().provide(wanted(kind, repo_url, data)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not base64!", "must be base64"),
        (base64.b64encode(b"[]").decode(), "must hold a service account's key"),
        ('{"client_email": "x"}', "must hold a service account's key"),
        ('{"client_email": "x", "private_key": "y"}', "must be an RSA key in PEM"),
    ],
)
def test_a_damaged_key_is_told_from_a_good_one(text: str, said: str) -> None:
    with pytest.raises(CredentialsError, match=said):
        provider().provide(wanted(CredentialType.IMAGE, REPOSITORY, {"gcpServiceAccountKey": text}))


def test_a_key_that_google_does_not_know_is_refused_in_its_words() -> None:
    with clouds() as google, pytest.raises(CredentialsError, match="invalid_grant: Invalid JWT Signature"):
        provider().provide(wanted(CredentialType.IMAGE, REPOSITORY, {"gcpServiceAccountKey": key(google, 1)}))
