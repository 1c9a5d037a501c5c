"""From one commit to another in a clean work tree: the files end up as after a hard reset."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.clients.git.scene import plain_git
from tranship.clients.git.advance import Difference, advance, differences, rewrites_others
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import base_configuration
from tranship.clients.git.values import GitSettings
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    plain_git(tmp_path, "init", "--quiet", "--initial-branch=main", str(folder))
    write(folder, {"app/values.yaml": "tag: v1\n", "app/other.yaml": "x: 1\n", "deep/er/only": "1\n", "swap": "file\n"})
    (folder / "link").symlink_to("swap")
    (folder / "swapped").mkdir()
    (folder / "swapped/inner").write_text("1\n")
    (folder / "to-folder").symlink_to("app")
    plain_git(folder, "add", ".")
    plain_git(folder, "commit", "--quiet", "-m", "first")
    plain_git(folder, "tag", "first")
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def git_in(folder: Path) -> Git:
    return Git(BACKGROUND, "git", base_configuration(GitSettings()), folder, folder)


def change_everything(top: Path) -> None:
    """A second commit that changes kinds, permissions and contents."""
    for name in ("deep/er/only", "swap", "swapped/inner", "to-folder", "link"):
        (top / name).unlink()
    for name in ("swapped", "deep/er", "deep"):
        (top / name).rmdir()
    write(top, {"app/values.yaml": "tag: v2\n", "swap/now a folder": "2\n", "swapped": "now a file\n"})
    write(top, {"to-folder/x": "2\n", 'neu/ä\n"ö"\t': "2\n", "run": "#!/bin/sh\n"})
    (top / "run").chmod(0o755)
    (top / "link").symlink_to("app/values.yaml")
    (top / "app/other.yaml").chmod(0o755)
    plain_git(top, "add", "--all", ".")
    plain_git(top, "commit", "--quiet", "-m", "second")
    plain_git(top, "tag", "second")


def state(top: Path) -> dict[str, tuple[bool, str]]:
    return {
        str(path.relative_to(top)): (
            os.access(path, os.X_OK),
            str(path.readlink()) if path.is_symlink() else path.read_text() if path.is_file() else "",
        )
        for path in sorted(top.rglob("*"))
        if ".git" not in path.relative_to(top).parts
    }


@pytest.mark.parametrize(("old", "new"), [("first", "second"), ("second", "first")])
def test_kinds_permissions_and_contents_change(top: Path, old: str, new: str) -> None:
    change_everything(top)
    plain_git(top, "reset", "--quiet", "--hard", new)
    wanted = state(top)
    plain_git(top, "reset", "--quiet", "--hard", old)
    plain_git(top, "reset", "--quiet", "--soft", new)
    git = git_in(top)
    assert advance(git, top, differences(git))
    assert state(top) == wanted
    assert plain_git(top, "status", "--porcelain", "--ignored") == ""
    assert differences(git) == []


def test_only_what_differs_is_touched(top: Path) -> None:
    same = (top / "app/other.yaml").stat()
    write(top, {"app/values.yaml": "tag: v2\n"})
    plain_git(top, "commit", "--quiet", "--all", "-m", "second")
    plain_git(top, "reset", "--quiet", "--hard", "first")
    plain_git(top, "reset", "--quiet", "--soft", "HEAD@{1}")
    git = git_in(top)
    assert [found.path for found in differences(git)] == ["app/values.yaml"]
    assert advance(git, top, differences(git))
    assert (top / "app/values.yaml").read_text() == "tag: v2\n"
    assert (top / "app/other.yaml").stat() == same


def test_nothing_to_do_is_done(top: Path) -> None:
    assert advance(git_in(top), top, [])


def test_submodules_and_large_changes_are_left_to_git(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = git_in(top)
    plain_git(top, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    before = state(top)
    assert not advance(git, top, differences(git))
    plain_git(top, "read-tree", "--empty")
    monkeypatch.setattr("tranship.clients.git.advance.MOST", 3)
    assert not advance(git, top, differences(git))
    assert state(top) == before


def test_a_changed_attribute_concerns_other_files(top: Path) -> None:
    git = git_in(top)
    write(top, {"app/.gitattributes": "* text\n", "app/not.gitattributes": "1\n"})
    plain_git(top, "add", "app/not.gitattributes")
    assert not rewrites_others(differences(git))
    plain_git(top, "add", "app/.gitattributes")
    assert rewrites_others(differences(git))


def test_nothing_behind_a_symlink_is_removed(top: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/values.yaml": "mine\n"})
    (top / "app/values.yaml").unlink()
    (top / "app/other.yaml").unlink()
    (top / "app").rmdir()
    (top / "app").symlink_to(tmp_path / "outside")
    gone = Difference("app/values.yaml", "000000", "0" * 40, is_submodule=False)
    with pytest.raises(GitError, match=r'"app/values\.yaml" is behind a symlink'):
        advance(git_in(top), top, [gone])
    assert (tmp_path / "outside/values.yaml").read_text() == "mine\n"
