from __future__ import annotations

from pathlib import Path

import pytest

from tests.credentials.clouds import FEDERATED, KEY_ID, SECRET_KEY, Clouds, clouds
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.ecr import ECRAccessKeyProvider, ECRWebIdentityProvider
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


ROLE = "arn:aws:iam::123456789012:role/tranship"
PROJECT_ROLE = "arn:aws:iam::123456789012:role/kargo-project-demo"


def identified(amazon: Clouds, folder: Path, token: str = FEDERATED) -> ECRWebIdentityProvider:
    (folder / "token").write_text(token + "\n", encoding="utf-8")
    environment = {
        "AWS_ROLE_ARN": ROLE,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(folder / "token"),
        "AWS_ENDPOINT_URL_ECR": amazon.url,
        "AWS_ENDPOINT_URL_STS": amazon.url + "/",
    }
    return ECRWebIdentityProvider(SERVICES, tokens(), environment)


def test_the_identity_of_the_process_takes_the_project_s_role(tmp_path: Path) -> None:
    with clouds() as amazon:
        asked = identified(amazon, tmp_path)
        found = [asked.provide(wanted(CredentialType.IMAGE, REPOSITORY, {})) for _ in range(2)]

    assert [(one.username, one.password) for one in found if one] == [("AWS", "ecr-password-1")] * 2
    assert amazon.roles == [ROLE, PROJECT_ROLE]


def test_without_a_role_of_the_project_the_process_s_own_serves(tmp_path: Path) -> None:
    with clouds(project_role=False) as amazon:
        found = identified(amazon, tmp_path).provide(wanted(CredentialType.IMAGE, REPOSITORY, {}))

    assert found is not None
    assert found.source == f"the role {ROLE}"
    assert amazon.roles == [ROLE]


def test_an_identity_that_may_not_pull_is_no_credentials(tmp_path: Path) -> None:
    with clouds(may_pull=False) as amazon:
        assert identified(amazon, tmp_path).provide(wanted(CredentialType.IMAGE, REPOSITORY, {})) is None


def test_an_identity_that_amazon_does_not_know_is_refused_without_being_shown(tmp_path: Path) -> None:
    with clouds() as amazon, pytest.raises(CredentialsError, match=r"InvalidIdentityToken: .* \*\*\*") as raised:
        identified(amazon, tmp_path, "a-foreign-token").provide(wanted(CredentialType.IMAGE, REPOSITORY, {}))

    assert "a-foreign-token" not in str(raised.value)


@pytest.mark.parametrize("repo_url", ["ghcr.io/acme/web", "123456789012.dkr.ecr.x/y.amazonaws.com/web"])
def test_an_identity_is_for_registries_in_ecr_alone(repo_url: str, tmp_path: Path) -> None:
    with clouds() as amazon:
        assert identified(amazon, tmp_path).provide(wanted(CredentialType.IMAGE, repo_url, {})) is None


def test_without_an_identity_there_are_no_credentials() -> None:
    asked = ECRWebIdentityProvider(SERVICES, tokens(), {})
    assert asked.provide(wanted(CredentialType.IMAGE, REPOSITORY, {})) is None
