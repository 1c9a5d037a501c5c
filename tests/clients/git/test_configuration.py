"""What Git is told on every call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.git.scene import AUTHOR, SETTINGS, Scene, plain_git
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import (
    Configuration,
    author_configuration,
    base_configuration,
    foreign_keys,
    harmful_keys,
    online_configuration,
)
from tranship.clients.git.values import GitSettings
from tranship.errors import GitError, ProcessError
from tranship.execution import BACKGROUND


def git(tmp_path: Path, configuration: Configuration | None = None, executable: str = "git") -> Git:
    return Git(BACKGROUND, executable, configuration or base_configuration(SETTINGS), tmp_path, tmp_path)


def test_it_holds_whatever_a_repository_says(tmp_path: Path) -> None:
    plain_git(tmp_path, "init", "--quiet")
    plain_git(tmp_path, "config", "core.hooksPath", "/evil")
    plain_git(tmp_path, "config", "user.name", "Somebody")
    told = git(tmp_path, base_configuration(SETTINGS) + author_configuration(AUTHOR))
    assert told.line("config", "core.hooksPath") == "/dev/null"
    assert told.line("config", "user.name") == AUTHOR.name


def test_no_way_leads_out_unless_it_is_opened(scene: Scene, tmp_path: Path) -> None:
    offline = git(tmp_path)
    for url in (scene.url(), scene.bare().as_uri(), "ssh://git@127.0.0.1/x", "ext::false", "git://127.0.0.1/x"):
        with pytest.raises(ProcessError, match=r"transport '\w+' not allowed"):
            offline("ls-remote", "--", url)
    online = offline.with_configuration(online_configuration(SETTINGS))
    assert "refs/heads/main" in online("ls-remote", "--", scene.url()).stdout
    for url in (scene.bare().as_uri(), "ext::false", "git://127.0.0.1/x"):
        with pytest.raises(ProcessError, match=r"transport '\w+' not allowed"):
            online("ls-remote", "--", url)
    local = offline.with_configuration(online_configuration(GitSettings(allow_file=True)))
    assert "refs/heads/main" in local("ls-remote", "--", scene.bare().as_uri()).stdout


def test_later_settings_win() -> None:
    one = Configuration((("a.b", "1"),), {"X": "1", "Y": "1"})
    both = one + Configuration((("a.b", "2"),), {"X": "2"})
    environment = both.environment()
    assert (environment["GIT_CONFIG_COUNT"], environment["GIT_CONFIG_VALUE_1"]) == ("2", "2")
    assert (environment["X"], environment["Y"]) == ("2", "1")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.bare", "true"),
        ("remote.origin.url", "x"),
        ("extensions.partialclone", "origin"),
        ("submodule.a.b.url", "x"),
        ("submodule.a.update", "rebase"),
        ("submodule.active", "."),
    ],
)
def test_keys_that_are_ours(key: str, value: str) -> None:
    assert foreign_keys([(key, value)]) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "x"),
        ("filter.x.clean", "x"),
        ("submodule.a.update", "!x"),
        ("submodule.a.fetchrecursesubmodules", "x"),
        ("remote.evil.url", "x"),
        ("remote.origin.uploadpack", "x"),
        ("include.path", "x"),
        ("includeif.gitdir:x.path", "x"),
        ("url.x.insteadof", "x"),
    ],
)
def test_keys_that_are_not(key: str, value: str) -> None:
    assert foreign_keys([("core.bare", "true"), (key, value)]) == [key]


def test_keys_that_could_have_something_run() -> None:
    harmless = [
        "core.filemode",
        "user.name",
        "remote.origin.url",
        "branch.main.merge",
        "submodule.x.url",
        "core.worktree",
    ]
    assert harmful_keys(harmless) == []
    harmful = ["core.fsmonitor", "filter.lfs.process", "diff.x.command", "include.path", "alias.status", "core.pager"]
    assert harmful_keys([*harmless, *harmful]) == harmful


def test_answers_by_exit_status(tmp_path: Path) -> None:
    calls = git(tmp_path)
    assert calls.says_yes("check-ref-format", "refs/heads/a")
    assert not calls.says_yes("check-ref-format", "refs/heads/a..b")
    with pytest.raises(ProcessError, match="git show-ref: fatal: not a git repository"):
        calls.says_yes("show-ref", "--verify", "refs/heads/a")


def test_without_git_users_are_told(tmp_path: Path) -> None:
    with pytest.raises(GitError, match='the program "no-git" is not on PATH; install it'):
        git(tmp_path, executable="no-git")("version")
