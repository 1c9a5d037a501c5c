from __future__ import annotations

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.recording import RecordingDatabase
from tranship.credentials.secrets import SecretPart, SecretRegistry, SecretSource
from tranship.credentials.sources import SecretSources
from tranship.models.core import Secret
from tranship.models.resource import ObjectMeta
from tranship.store.memory import MemoryStore


class Database:
    """Knows one repository of each kind by a password, another by a key."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        known = {
            "https://git.example.com/a": Credentials("bot", f"{credential_type} password"),
            "git@git.example.com:a": Credentials(ssh_private_key="PEM text"),
        }
        return known.get(repo_url) if namespace == "demo" else None


def read_back(text: str, secrets: SecretRegistry, sources: SecretSources) -> list[str | None]:
    return [sources(part.source) for part in secrets.split(text) if isinstance(part, SecretPart)]


def test_a_secret_is_read_from_its_resource() -> None:
    store = MemoryStore()
    store.create(Secret(metadata=ObjectMeta(name="s", namespace="demo"), data={"token": b"value"}))
    sources = SecretSources(store, Database())
    assert sources(SecretSource("Secret", "demo", "s", "token")) == "value"
    assert sources(SecretSource("Secret", "demo", "s", "gone")) is None
    assert sources(SecretSource("Secret", "demo", "other", "token")) is None


def test_credentials_are_asked_for_again_as_they_were() -> None:
    secrets, sources = SecretRegistry(), SecretSources(MemoryStore(), Database())
    recording = RecordingDatabase(Database(), secrets)
    recording.get("demo", CredentialType.GIT, "https://git.example.com/a")
    recording.get("demo", CredentialType.IMAGE, "https://git.example.com/a")
    recording.get("demo", CredentialType.GIT, "git@git.example.com:a")
    text = "with git password, image password and PEM text"
    assert read_back(text, secrets, sources) == ["git password", "image password", "PEM text"]


def test_credentials_that_are_gone_are_none() -> None:
    sources = SecretSources(MemoryStore(), Database())
    assert sources(SecretSource("credentials", "other", "git https://git.example.com/a", "password")) is None
