from __future__ import annotations

import pytest

from tests.credentials.clouds import Clouds, clouds
from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.gar_identity import GARIdentityProvider
from tranship.errors import CredentialsError

REPOSITORY = "europe-docker.pkg.dev/acme/web/app"
REQUEST = wanted(CredentialType.IMAGE, REPOSITORY, {})
ACCOUNT = "kargo-project-demo@acme-prod.iam.gserviceaccount.com"


def provider(google: Clouds) -> GARIdentityProvider:
    return GARIdentityProvider(SERVICES, tokens(), {"GCE_METADATA_HOST": google.host}, impersonation=google.url)


@pytest.mark.parametrize("repository", [REPOSITORY, "gcr.io/acme/web", "eu.gcr.io/acme/web"])
def test_the_project_s_account_is_impersonated(repository: str) -> None:
    with clouds() as google:
        found = provider(google).provide(wanted(CredentialType.HELM, repository, {}))

    assert found is not None
    assert (found.username, found.password) == ("oauth2accesstoken", "ya29.of-the-project")
    assert google.accounts == [ACCOUNT]


def test_the_token_is_kept_for_the_project() -> None:
    with clouds() as google:
        asked = provider(google)
        assert asked.provide(REQUEST) == asked.provide(wanted(CredentialType.IMAGE, REPOSITORY + "-other", {}))

    assert google.accounts == [ACCOUNT]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_without_an_account_of_the_project_the_process_s_own_serves(status: int) -> None:
    with clouds(project_account=status) as google:
        asked = provider(google)
        found = [asked.provide(REQUEST) for _ in range(2)]

    assert [one.password for one in found if one] == ["ya29.own-1"] * 2
    assert google.accounts == [ACCOUNT]


@pytest.mark.parametrize("status", [401, 429, 500])
def test_the_process_s_own_account_does_not_serve_while_the_project_s_is_in_doubt(status: int) -> None:
    with clouds(project_account=status) as google, pytest.raises(CredentialsError, match=ACCOUNT) as raised:
        provider(google).provide(REQUEST)

    assert "denied for ***" in str(raised.value)
    assert "ya29" not in str(raised.value)


def test_a_project_of_google_s_may_belong_to_a_domain() -> None:
    with clouds(google_project="acme.dev:web") as google:
        provider(google).provide(REQUEST)

    assert google.accounts == ["kargo-project-demo@web.acme.dev.iam.gserviceaccount.com"]


def test_a_machine_without_an_account_is_told_so_in_the_server_s_words() -> None:
    said = r"no token \(404 Not Found: The service account was not found\.\); give the pod or the machine"
    with clouds(may_pull=False) as google, pytest.raises(CredentialsError, match=said):
        provider(google).provide(REQUEST)


def test_a_server_without_a_project_is_told_from_one_with() -> None:
    with clouds(google_project="") as google, pytest.raises(CredentialsError, match="does not say the project's ID"):
        provider(google).provide(REQUEST)


def test_where_nobody_answers_the_setting_is_named() -> None:
    with clouds() as google:
        pass
    with pytest.raises(CredentialsError, match="TRANSHIP_GOOGLE_IDENTITY is for processes in Google's cloud"):
        provider(google).provide(REQUEST)


@pytest.mark.parametrize("host", ["169.254.170.2", "evil.example.com", "169.254.169.254:8080", "x@127.0.0.1"])
def test_another_place_is_not_asked(host: str) -> None:
    asked = GARIdentityProvider(SERVICES, tokens(), {"GCE_METADATA_HOST": host})
    with pytest.raises(CredentialsError, match="GCE_METADATA_HOST: the URL must be one of"):
        asked.provide(REQUEST)


@pytest.mark.parametrize(
    ("kind", "repo_url"),
    [(CredentialType.GIT, REPOSITORY), (CredentialType.IMAGE, "ghcr.io/acme/web")],
)
def test_other_requests_are_left_to_others(kind: CredentialType, repo_url: str) -> None:
    assert GARIdentityProvider(SERVICES, tokens(), {}).provide(wanted(kind, repo_url, {})) is None
