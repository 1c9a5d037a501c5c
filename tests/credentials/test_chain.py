from __future__ import annotations

from tranship.credentials.chain import ChainDatabase
from tranship.credentials.database import Credentials, CredentialType, NoCredentials


class OneUser:
    """Knows one user, and counts how often it is asked."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.asked = 0

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        self.asked += 1
        return Credentials(self.username, "password")


def test_the_first_answer_counts() -> None:
    first, second = OneUser("first"), OneUser("second")
    found = ChainDatabase(NoCredentials(), first, second).get("demo", CredentialType.GIT, "https://git.example.com/x")
    assert found is not None
    assert found.username == "first"
    assert (first.asked, second.asked) == (1, 0)


def test_without_an_answer_there_are_no_credentials() -> None:
    assert ChainDatabase(NoCredentials()).get("demo", CredentialType.GIT, "https://git.example.com/x") is None
    assert ChainDatabase().get("demo", CredentialType.GIT, "https://git.example.com/x") is None
