from __future__ import annotations

import os
from pathlib import Path

import pytest

from tranship.credentials.database import CredentialType
from tranship.credentials.git_helpers import UserGitHelpers

REPO = "https://git.example.com/acme/gitops.git"


def helpers(home: Path, script: str, *, config: str = "", allow_http: bool = False) -> UserGitHelpers:
    program = home / "helper"
    program.write_text(f"#!/bin/sh\ncat > {home}/asked\n{script}\n")
    program.chmod(0o755)
    (home / ".gitconfig").write_text(f"[credential]\nhelper = {program}\n{config}")
    return UserGitHelpers({"HOME": str(home), "PATH": os.environ["PATH"]}, allow_http=allow_http)


def test_a_helper_answers(tmp_path: Path) -> None:
    found = helpers(tmp_path, "echo username=ana; echo password=s=3cret").get("demo", CredentialType.GIT, REPO)
    assert found is not None
    assert (found.username, found.password) == ("ana", "s=3cret")
    assert found.source == "the user's Git credential helper"


def test_it_is_asked_for_the_repository_where_the_user_wants_that(tmp_path: Path) -> None:
    database = helpers(tmp_path, "echo username=ana; echo password=s", config="useHttpPath = true\n")
    database.get("demo", CredentialType.GIT, "https://bo@git.example.com:8443/acme/a%20b.git")
    asked = set((tmp_path / "asked").read_text().split("\n"))
    assert asked >= {"protocol=https", "host=git.example.com:8443", "path=acme/a b.git", "username=bo"}


@pytest.mark.parametrize("script", ["exit 1", "", "echo username=ana"])
def test_without_an_answer_nobody_is_asked_for_one(tmp_path: Path, script: str) -> None:
    assert helpers(tmp_path, script).get("demo", CredentialType.GIT, REPO) is None


@pytest.mark.parametrize(
    ("credential_type", "repo_url"),
    [
        (CredentialType.IMAGE, "ghcr.io/acme/web"),
        (CredentialType.GIT, "git@git.example.com:acme/gitops.git"),
        (CredentialType.GIT, "ssh://git@git.example.com/acme/gitops.git"),
        (CredentialType.GIT, "http://git.example.com/acme/gitops.git"),
        (CredentialType.GIT, "https://[broken"),
        (CredentialType.GIT, "https://git.example.com/a%0ahost=other.example.com"),
    ],
)
def test_for_these_no_helper_is_asked(tmp_path: Path, credential_type: CredentialType, repo_url: str) -> None:
    database = helpers(tmp_path, "echo username=ana; echo password=s3cret")
    assert database.get("demo", credential_type, repo_url) is None
    assert not (tmp_path / "asked").exists()


def test_plain_http_to_another_machine_can_be_allowed(tmp_path: Path) -> None:
    database = helpers(tmp_path, "echo username=ana; echo password=s3cret", allow_http=True)
    assert database.get("demo", CredentialType.GIT, "http://git.example.com/acme/gitops.git") is not None
