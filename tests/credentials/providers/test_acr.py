from __future__ import annotations

from pathlib import Path

import pytest

from tests.credentials.clouds import CLIENT, FEDERATED, TENANT, Clouds, clouds
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.acr import USERNAME, ACRWorkloadIdentityProvider
from tranship.errors import CredentialsError

REPOSITORY = "acme.azurecr.io/web"


def provider(azure: Clouds, file: Path) -> ACRWorkloadIdentityProvider:
    environment = {
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_TENANT_ID": TENANT,
        "AZURE_FEDERATED_TOKEN_FILE": str(file),
        "AZURE_AUTHORITY_HOST": azure.url + "/",
    }
    return ACRWorkloadIdentityProvider(SERVICES, tokens(), environment, registry=azure.url + "/{name}")


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(FEDERATED + "\n", encoding="utf-8")
    return file


def test_the_identity_is_exchanged_for_a_registry_s_token_which_is_kept(identity: Path) -> None:
    with clouds() as azure:
        asked = provider(azure, identity)
        found = [asked.provide(wanted(CredentialType.IMAGE, REPOSITORY, {})) for _ in range(2)]

    assert [(one.username, one.password) for one in found if one] == [(USERNAME, "acr-token-1")] * 2


@pytest.mark.parametrize(
    ("kind", "repo_url"),
    [(CredentialType.GIT, REPOSITORY), (CredentialType.IMAGE, "ghcr.io/acme/web"), (CredentialType.HELM, "acme/web")],
)
def test_other_repositories_are_left_to_others(kind: CredentialType, repo_url: str, identity: Path) -> None:
    with clouds() as azure:
        assert provider(azure, identity).provide(wanted(kind, repo_url, {})) is None


def test_without_an_identity_there_are_no_credentials() -> None:
    asked = ACRWorkloadIdentityProvider(SERVICES, tokens(), {})
    assert asked.provide(wanted(CredentialType.IMAGE, REPOSITORY, {})) is None


def test_an_identity_that_azure_does_not_know_is_refused_in_words_that_do_not_show_it(identity: Path) -> None:
    identity.write_text("a-foreign-token", encoding="utf-8")
    with clouds() as azure, pytest.raises(CredentialsError, match="invalid_client: AADSTS700211") as raised:
        provider(azure, identity).provide(wanted(CredentialType.IMAGE, REPOSITORY, {}))

    assert "a-foreign-token" not in str(raised.value)


def test_a_registry_may_refuse_what_azure_let_in(identity: Path) -> None:
    with clouds() as azure, pytest.raises(CredentialsError, match=r"other\.azurecr\.io gives .* no token"):
        provider(azure, identity).provide(wanted(CredentialType.IMAGE, "other.azurecr.io/web", {}))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with clouds() as azure, pytest.raises(CredentialsError, match=r"nowhere: No such file"):
        provider(azure, tmp_path / "nowhere").provide(wanted(CredentialType.IMAGE, REPOSITORY, {}))
