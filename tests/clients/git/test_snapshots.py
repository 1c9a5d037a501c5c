"""Older versions of files come from the objects of a repository; its checkout stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import git
from tranship.clients.git import GitClient, NoRepositoryError
from tranship.errors import InputError
from tranship.execution import BACKGROUND


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    (top / "kargo").mkdir(parents=True)
    (top / "kargo" / "a.yaml").write_text("old")
    (top / "kargo" / "b.txt").write_text("no manifest")
    (top / "kargo" / "link.yaml").symlink_to("a.yaml")
    (top / "kargo" / "out.yaml").symlink_to("/etc/hostname")
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "old")
    (top / "kargo" / "a.yaml").write_text("new")
    (top / "kargo" / "new.yaml").write_text("new")
    return top


def test_a_folder_is_there_as_it_was(repository: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    found = GitClient().older_files(repository / "kargo", "HEAD", into, BACKGROUND, (".yaml",))
    assert found == into / "kargo"
    assert {file.name: file.read_text() for file in found.iterdir()} == {"a.yaml": "old", "link.yaml": "old"}
    assert (repository / "kargo" / "a.yaml").read_text() == "new"
    assert git(repository, "status", "--short") == " M kargo/a.yaml\n?? kargo/new.yaml\n"


def test_what_the_commit_has_not_is_none(repository: Path, tmp_path: Path) -> None:
    assert GitClient().older_files(repository / "kargo" / "new.yaml", "main", tmp_path, BACKGROUND) is None


def test_what_can_not_be_found_says_so(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an older version is named by a branch"):
        GitClient().older_files(repository, "--all", tmp_path, BACKGROUND)
    with pytest.raises(InputError, match='has no commit "gone"'):
        GitClient().older_files(repository, "gone", tmp_path, BACKGROUND)
    with pytest.raises(NoRepositoryError, match="is in no Git repository"):
        GitClient().older_files(tmp_path, "HEAD", tmp_path, BACKGROUND)
