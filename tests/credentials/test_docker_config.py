from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.docker_config import UserDockerConfig
from tranship.errors import CredentialsError

IMAGE, HELM, GIT = CredentialType.IMAGE, CredentialType.HELM, CredentialType.GIT


def auth(text: str) -> dict[str, str]:
    return {"auth": base64.b64encode(text.encode()).decode()}


class Home:
    """A user's home with a Docker configuration, and helper programs on their PATH."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".docker").mkdir()
        (root / "bin").mkdir()

    def write(self, config: Any) -> None:
        text = config if isinstance(config, str) else json.dumps(config)
        (self.root / ".docker" / "config.json").write_text(text)

    def helper(self, name: str, known: dict[str, dict[str, str]]) -> None:
        cases = "".join(f"{server!r}) echo {json.dumps(json.dumps(answer))};;\n" for server, answer in known.items())
        program = self.root / "bin" / f"docker-credential-{name}"
        program.write_text(
            f"#!/bin/sh\nread -r server\ncase $server in\n{cases}*) echo credentials not found; exit 1;;\nesac\n"
        )
        program.chmod(0o755)

    def get(self, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        environment = {"HOME": str(self.root), "PATH": f"{self.root}/bin:{os.environ['PATH']}"}
        return UserDockerConfig(environment).get("demo", credential_type, repo_url)

    def login(self, repo_url: str, credential_type: CredentialType = IMAGE) -> tuple[str, str] | None:
        found = self.get(credential_type, repo_url)
        return (found.username, found.password) if found else None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_a_file_nothing_is_known(home: Home) -> None:
    assert home.get(IMAGE, "ghcr.io/acme/web") is None


def test_a_login_in_the_file_is_found_by_the_registry(home: Home) -> None:
    home.write({"auths": {"ghcr.io": auth("ana:s3cret:x")}})
    assert home.login("ghcr.io/acme/web") == ("ana", "s3cret:x")
    assert home.login("oci://ghcr.io/acme/charts/web", HELM) == ("ana", "s3cret:x")
    assert home.login("quay.io/acme/web") is None


def test_its_source_is_the_file(home: Home) -> None:
    home.write({"auths": {"ghcr.io": auth("ana:s3cret")}})
    found = home.get(IMAGE, "ghcr.io/acme/web")
    assert found is not None
    assert found.source == str(home.root / ".docker" / "config.json")


@pytest.mark.parametrize("name", ["https://ghcr.io", "https://ghcr.io/v1/", "http://ghcr.io/v2/"])
def test_a_registry_may_be_written_as_a_url(home: Home, name: str) -> None:
    home.write({"auths": {name: auth("ana:s3cret")}})
    assert home.login("ghcr.io/acme/web") == ("ana", "s3cret")


def test_a_login_for_a_folder_of_the_registry_wins_and_is_for_that_folder_alone(home: Home) -> None:
    home.write({"auths": {"ghcr.io/acme": auth("acme:1"), "ghcr.io/other": auth("other:2")}})
    assert home.login("ghcr.io/acme/web") == ("acme", "1")
    assert home.login("ghcr.io/acmex/web") is None


@pytest.mark.parametrize("image", ["nginx", "acme/web", "docker.io/acme/web", "index.docker.io/acme/web"])
def test_docker_hub_has_a_name_of_its_own(home: Home, image: str) -> None:
    home.write({"auths": {"https://index.docker.io/v1/": auth("ana:s3cret")}})
    assert home.login(image) == ("ana", "s3cret")


def test_an_address_may_have_a_port(home: Home) -> None:
    home.write({"auths": {"localhost:5000": auth("ana:s3cret")}})
    assert home.login("localhost:5000/web") == ("ana", "s3cret")


def test_user_name_and_password_may_stand_apart(home: Home) -> None:
    home.write({"auths": {"ghcr.io": {"username": "ana", "password": "s3cret"}}})
    assert home.login("ghcr.io/web") == ("ana", "s3cret")


def test_an_identity_token_says_so_by_its_user_name(home: Home) -> None:
    home.write({"auths": {"acme.azurecr.io": auth("00000000-0000-0000-0000-000000000000:") | {"identitytoken": "tok"}}})
    assert home.login("acme.azurecr.io/web") == ("<token>", "tok")


def test_the_helper_of_a_registry_comes_before_the_store_and_the_file(home: Home) -> None:
    home.helper("ecr", {"quay.io": {"Username": "AWS", "Secret": "minted"}})
    home.helper("desktop", {"quay.io": {"Username": "store", "Secret": "stored"}})
    home.write(
        {"credHelpers": {"quay.io": "ecr"}, "credsStore": "desktop", "auths": {"quay.io": auth("written:down")}},
    )
    assert home.login("quay.io/web") == ("AWS", "minted")


def test_the_store_is_asked_for_the_registry(home: Home) -> None:
    home.helper("desktop", {"quay.io": {"ServerURL": "quay.io", "Username": "ana", "Secret": "stored"}})
    home.write({"credsStore": "desktop", "auths": {"quay.io": {}}})
    assert home.login("quay.io/acme/web") == ("ana", "stored")
    found = home.get(IMAGE, "quay.io/acme/web")
    assert found is not None
    assert found.source == "docker-credential-desktop"


def test_docker_hub_has_its_own_name_in_the_store_too(home: Home) -> None:
    home.helper("desktop", {"https://index.docker.io/v1/": {"Username": "ana", "Secret": "stored"}})
    home.write({"credsStore": "desktop"})
    assert home.login("nginx") == ("ana", "stored")


def test_a_helper_that_knows_nothing_or_is_not_there_leaves_the_file(home: Home) -> None:
    home.helper("desktop", {})
    home.write({"credsStore": "desktop", "auths": {"quay.io": auth("written:down")}})
    assert home.login("quay.io/web") == ("written", "down")
    home.write({"credsStore": "gone", "auths": {"quay.io": auth("written:down")}})
    assert home.login("quay.io/web") == ("written", "down")


def test_a_helper_is_a_programs_name(home: Home) -> None:
    home.write({"credsStore": "../../evil"})
    with pytest.raises(CredentialsError, match="no program's name"):
        home.get(IMAGE, "quay.io/web")


@pytest.mark.parametrize(
    ("credential_type", "repo_url"), [(GIT, "https://ghcr.io/acme/web"), (HELM, "https://ghcr.io/acme/charts")]
)
def test_what_is_in_no_registry_is_not_looked_up(home: Home, credential_type: CredentialType, repo_url: str) -> None:
    home.write({"auths": {"ghcr.io": auth("ana:s3cret")}})
    assert home.get(credential_type, repo_url) is None


def test_another_folder_may_hold_the_file(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"auths": {"ghcr.io": auth("ana:s3cret")}}))
    database = UserDockerConfig({"HOME": str(home.root), "DOCKER_CONFIG": str(folder)})
    found = database.get("demo", IMAGE, "ghcr.io/web")
    assert found is not None
    assert found.username == "ana"


def test_a_damaged_file_is_an_error_that_names_it_but_not_what_is_in_it(home: Home) -> None:
    home.write('{"auths": {"ghcr.io": {"auth": "c2VjcmV0"')
    with pytest.raises(CredentialsError, match=r"config\.json: it is no JSON") as raised:
        home.get(IMAGE, "ghcr.io/web")
    assert "c2VjcmV0" not in str(raised.value)


def test_a_damaged_login_is_an_error(home: Home) -> None:
    home.write({"auths": {"ghcr.io": {"auth": "****"}}})
    with pytest.raises(CredentialsError, match=r"the login for ghcr\.io .* is damaged; log in again"):
        home.get(IMAGE, "ghcr.io/web")
    home.write([])
    assert home.get(IMAGE, "ghcr.io/web") is None
