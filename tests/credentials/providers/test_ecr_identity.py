from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.credentials.clouds import FEDERATED, ROLE, Clouds, clouds
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.ecr_identity import ECRIdentityProvider
from tranship.errors import CredentialsError

REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/web"
PROJECT_ROLE = "arn:aws:iam::123456789012:role/kargo-project-demo"
REQUEST = wanted(CredentialType.IMAGE, REPOSITORY, {})


def identified(amazon: Clouds, folder: Path, token: str = FEDERATED) -> ECRIdentityProvider:
    (folder / "token").write_text(token + "\n", encoding="utf-8")
    environment = {
        "AWS_ROLE_ARN": ROLE,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(folder / "token"),
        "AWS_ENDPOINT_URL_ECR": amazon.url,
        "AWS_ENDPOINT_URL_STS": amazon.url + "/",
    }
    return ECRIdentityProvider(SERVICES, tokens(), environment)


def in_a_pod(amazon: Clouds) -> ECRIdentityProvider:
    environment = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": amazon.url + "/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": FEDERATED,
        "AWS_ENDPOINT_URL_ECR": amazon.url,
        "AWS_ENDPOINT_URL_STS": amazon.url,
    }
    return ECRIdentityProvider(SERVICES, tokens(), environment)


def test_the_identity_of_the_process_takes_the_project_s_role(tmp_path: Path) -> None:
    with clouds() as amazon:
        asked = identified(amazon, tmp_path)
        found = [asked.provide(REQUEST) for _ in range(2)]

    assert [(one.username, one.password) for one in found if one] == [("AWS", "ecr-password-1")] * 2
    assert amazon.roles == [ROLE, PROJECT_ROLE]


def test_without_a_role_of_the_project_the_process_s_own_serves(tmp_path: Path) -> None:
    with clouds(project_role=False) as amazon:
        found = identified(amazon, tmp_path).provide(REQUEST)

    assert found is not None
    assert found.source == f"the role {ROLE}"
    assert amazon.roles == [ROLE]


def test_an_identity_that_may_not_pull_is_no_credentials(tmp_path: Path) -> None:
    with clouds(may_pull=False) as amazon:
        assert identified(amazon, tmp_path).provide(REQUEST) is None


def test_an_identity_that_amazon_does_not_know_is_refused_without_being_shown(tmp_path: Path) -> None:
    with clouds() as amazon, pytest.raises(CredentialsError, match=r"InvalidIdentityToken: .* \*\*\*") as raised:
        identified(amazon, tmp_path, "a-foreign-token").provide(REQUEST)

    assert "a-foreign-token" not in str(raised.value)


@pytest.mark.parametrize("repo_url", ["ghcr.io/acme/web", "123456789012.dkr.ecr.x/y.amazonaws.com/web"])
def test_an_identity_is_for_registries_in_ecr_alone(repo_url: str, tmp_path: Path) -> None:
    with clouds() as amazon:
        assert identified(amazon, tmp_path).provide(wanted(CredentialType.IMAGE, repo_url, {})) is None


def test_without_an_identity_there_are_no_credentials() -> None:
    assert ECRIdentityProvider(SERVICES, tokens(), {}).provide(REQUEST) is None


def test_a_pod_s_identity_takes_the_project_s_role_in_its_own_account() -> None:
    with clouds() as amazon:
        found = in_a_pod(amazon).provide(REQUEST)

    assert found is not None
    assert (found.username, found.password) == ("AWS", "ecr-password-1")
    assert found.source == "the role of EKS Pod Identity"
    assert amazon.roles == [PROJECT_ROLE]


def test_in_a_pod_too_the_process_s_own_role_serves_without_one_of_the_project() -> None:
    with clouds(project_role=False) as amazon:
        found = in_a_pod(amazon).provide(REQUEST)

    assert found is not None
    assert found.password == "ecr-password-1"
    assert amazon.roles == []


def test_many_who_wait_get_one_password() -> None:
    with clouds(slow=0.02) as amazon, ThreadPoolExecutor(4) as pool:
        asked = in_a_pod(amazon)
        found = list(pool.map(lambda _: asked.provide(REQUEST), range(4)))

    assert {one.password for one in found if one} == {"ecr-password-1"}
    assert amazon.minted == 1
