from __future__ import annotations

import pytest

from tests.credentials.clouds import KEY_ID, SECRET_KEY, Clouds, clouds
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.ecr import ECRAccessKeyProvider
from tranship.errors import CredentialsError

REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/web"
DATA = {"awsRegion": "eu-central-1", "awsAccessKeyID": KEY_ID, "awsSecretAccessKey": SECRET_KEY}


def provider(amazon: Clouds | None = None) -> ECRAccessKeyProvider:
    return ECRAccessKeyProvider(SERVICES, tokens(), {"AWS_ENDPOINT_URL_ECR": amazon.url} if amazon else {})


@pytest.mark.parametrize("kind", [CredentialType.IMAGE, CredentialType.HELM])
def test_a_signed_request_gets_the_registry_s_password(kind: CredentialType) -> None:
    with clouds() as amazon:
        found = provider(amazon).provide(wanted(kind, REPOSITORY, DATA))

    assert found is not None
    assert (found.username, found.password) == ("AWS", "ecr-password-1")
    assert found.source == "Secret demo/creds"


def test_the_password_is_kept_for_all_repositories_of_the_key() -> None:
    with clouds() as amazon:
        asked = provider(amazon)
        asked.provide(wanted(CredentialType.IMAGE, REPOSITORY, DATA))
        asked.provide(wanted(CredentialType.IMAGE, REPOSITORY + "-other", DATA))

    assert amazon.minted == 1


@pytest.mark.parametrize(
    ("kind", "repo_url", "data"),
    [
        (CredentialType.GIT, REPOSITORY, DATA),
        (CredentialType.IMAGE, "ghcr.io/acme/web", DATA),
        (CredentialType.IMAGE, f"evil.example.com/{REPOSITORY}", DATA),
        (CredentialType.HELM, f"https://{REPOSITORY}", DATA),
        (CredentialType.IMAGE, REPOSITORY, {**DATA, "awsRegion": ""}),
        (CredentialType.IMAGE, REPOSITORY, {}),
    ],
)
def test_other_requests_are_left_to_others(kind: CredentialType, repo_url: str, data: dict[str, str]) -> None:
    assert provider().provide(wanted(kind, repo_url, data)) is None


def test_a_wrong_key_is_refused_in_amazon_s_words() -> None:
    wrong = {**DATA, "awsSecretAccessKey": "wrong-secret-key"}
    said = "InvalidSignatureException: The request signature"
    with clouds() as amazon, pytest.raises(CredentialsError, match=said) as raised:
        provider(amazon).provide(wanted(CredentialType.IMAGE, REPOSITORY, wrong))

    assert "wrong-secret-key" not in str(raised.value)
    assert KEY_ID in str(raised.value)


def test_a_region_can_not_lead_the_key_to_another_host() -> None:
    with pytest.raises(CredentialsError, match="awsRegion must be a region"):
        provider().provide(wanted(CredentialType.IMAGE, REPOSITORY, {**DATA, "awsRegion": "evil.example.com/?"}))
