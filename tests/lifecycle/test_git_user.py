from __future__ import annotations

from pathlib import Path

import pytest

from tranship.errors import CredentialsError
from tranship.lifecycle.git_user import SystemGitUser, git_user_from_environment
from tranship.models.core import Secret
from tranship.models.project import ClusterConfig, ClusterConfigSpec, GitClientConfig, LocalObjectReference
from tranship.models.resource import ObjectMeta
from tranship.promotion import GitUser
from tranship.store.memory import MemoryStore

KEY = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"


def configured(key_secret: str = "") -> ClusterConfig:
    client = GitClientConfig(
        name="Ana",
        email="ana@example.com",
        signing_key_secret=LocalObjectReference(name=key_secret) if key_secret else None,
    )
    return ClusterConfig(metadata=ObjectMeta(name="cluster"), spec=ClusterConfigSpec(git_client=client))


def resolver(*resources: ClusterConfig | Secret, **environment: str) -> SystemGitUser:
    store = MemoryStore()
    for resource in resources:
        store.create(resource)
    return SystemGitUser(store, "kargo-system-resources", environment)


def key_secret(**data: bytes) -> Secret:
    return Secret(metadata=ObjectMeta(name="key", namespace="kargo-system-resources"), data=data)


def test_the_default_is_kargo() -> None:
    assert resolver().resolve() == GitUser("Kargo", "no-reply@kargo.io")


def test_the_environment_names_a_user_and_a_key(tmp_path: Path) -> None:
    file = tmp_path / "key.asc"
    file.write_text(KEY)
    user = resolver(
        GITCLIENT_NAME="Bo",
        GITCLIENT_EMAIL="bo@example.com",
        GITCLIENT_SIGNING_KEY_PATH=str(file),
        GITCLIENT_SIGNING_KEY_TYPE="gpg",
    ).resolve()
    assert user == GitUser("Bo", "bo@example.com", KEY)


def test_the_cluster_config_wins_and_keeps_the_environments_key(tmp_path: Path) -> None:
    file = tmp_path / "key.asc"
    file.write_text(KEY)
    user = resolver(configured(), GITCLIENT_NAME="Bo", GITCLIENT_SIGNING_KEY_PATH=str(file)).resolve()
    assert user == GitUser("Ana", "ana@example.com", KEY)


def test_its_secret_holds_the_key() -> None:
    user = resolver(configured("key"), key_secret(signingKey=KEY.encode()), GITCLIENT_SIGNING_KEY_PATH="/nowhere")
    assert user.resolve() == GitUser("Ana", "ana@example.com", KEY)


def test_a_cluster_config_without_a_git_client_leaves_the_environment() -> None:
    bare = ClusterConfig(metadata=ObjectMeta(name="cluster"))
    assert resolver(bare, GITCLIENT_NAME="Bo").resolve() == GitUser("Bo", "no-reply@kargo.io")


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(CredentialsError, match="no Secret kargo-system-resources/key"):
        resolver(configured("key")).resolve()


def test_a_secret_without_the_key_is_named() -> None:
    with pytest.raises(CredentialsError, match="has no key signingKey"):
        resolver(configured("key"), key_secret(other=b"x")).resolve()


def test_a_binary_key_is_refused() -> None:
    with pytest.raises(CredentialsError, match="--armor"):
        resolver(configured("key"), key_secret(signingKey=b"\x99\xff")).resolve()


def test_a_key_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CredentialsError, match=r"/nowhere/key\.asc: No such file"):
        git_user_from_environment({"GITCLIENT_SIGNING_KEY_PATH": "/nowhere/key.asc"})


def test_a_binary_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\x99\xff")
    with pytest.raises(CredentialsError, match="no armored text"):
        git_user_from_environment({"GITCLIENT_SIGNING_KEY_PATH": str(tmp_path / "key")})


def test_other_kinds_of_keys_are_refused() -> None:
    with pytest.raises(CredentialsError, match="must be gpg"):
        git_user_from_environment({"GITCLIENT_SIGNING_KEY_PATH": "/x", "GITCLIENT_SIGNING_KEY_TYPE": "ssh"})
