from __future__ import annotations

from pathlib import Path

from tests.credentials.providers.shared import SERVICES, tokens, wanted
from tranship.credentials.database import CredentialType
from tranship.credentials.providers.builtin import builtin_providers


def test_a_secret_comes_before_the_identity_of_the_process(tmp_path: Path) -> None:
    identity = {"AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "none")}
    request = wanted(CredentialType.IMAGE, "acme.azurecr.io/web", {"username": "me", "password": "mine"})
    answers = (provider.provide(request) for provider in builtin_providers(SERVICES, tokens(), identity))
    first = next(one for one in answers if one)

    assert (first.username, first.password) == ("me", "mine")


def test_a_request_without_a_secret_is_answered_by_nobody_where_the_process_has_no_identity() -> None:
    request = wanted(CredentialType.IMAGE, "acme.azurecr.io/web", {})
    assert not any(provider.provide(request) for provider in builtin_providers(SERVICES, tokens(), {}))
