"""Repositories and archives that want to have something run, or to be read or written where they have no business."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, open_scene, plain_git
from tranship.authoring import StepContext, Toolbox
from tranship.clients.git import GitAuthor, PushRequest, WorkTree
from tranship.errors import GitError, TranshipError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps import git_clear, git_clone, git_commit


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as scene:
        yield scene


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """What is there if an attack was a success."""
    return tmp_path / "evil"


def promote(scene: Scene, path: str = "src", policy: str = "AlwaysRebase") -> None:
    """All that a promotion does with a work tree: a change, a commit, a tag, a push after others, and the clearing."""
    client = scene.with_settings(push_integration_policy=policy)
    scene.write({f"{path}/app.yaml": "tag: v2\n"})
    tree = client.find(scene.work, scene.work.resolve() / path, BACKGROUND)
    client.commit(tree, "ours", BACKGROUND, owner="commit")
    client.tag(tree, "v2", "release", BACKGROUND, owner="tag")
    scene.commit("main", {"other.yaml": f"x: {policy}\n"}, "theirs")
    client.push(tree, PushRequest("push"), BACKGROUND)
    client.clear(tree, BACKGROUND)
    client.commit(tree, "cleared", BACKGROUND, owner="cleared")


def script(place: Path, evil: Path) -> str:
    """A program that does harm."""
    place.write_text(f"#!/bin/sh\ntouch {evil}\n")
    place.chmod(0o755)
    return str(place)


TAMPERED = {
    "fsmonitor": "[core]\n\tfsmonitor = {program}\n",
    "filter": '[filter "x"]\n\tclean = {program}\n\tsmudge = {program}\n\trequired = true\n',
    "diff": '[diff "x"]\n\ttextconv = {program}\n',
    "include": "[include]\n\tpath = {program}\n",
    "alternate refs": "[core]\n\talternateRefsCommand = {program}\n",
    "ssh": "[core]\n\tsshCommand = {program}\n",
    "submodule": '[submodule "x"]\n\tupdate = !{program}\n',
    "insteadOf": '[url "ext::sh -c {program} "]\n\tinsteadOf = http\n',
    "helper": '[credential]\n\thelper = "!{program}"\n',
    "worktree": "[core]\n\tworktree = /etc\n",
    "upload pack": '[remote "origin"]\n\tuploadpack = {program}\n',
}


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.parametrize("file", ["config", "worktrees/src/config.worktree"])
def test_a_clone_s_configuration_that_was_changed_is_refused(
    scene: Scene, evil: Path, tmp_path: Path, what: str, file: str
) -> None:
    repository = scene.tree().clone.repository
    before = (repository / "config").read_text()
    with (repository / file).open("a") as configuration:
        if file != "config":
            (repository / "config").write_text(f"{before}[extensions]\n\tworktreeConfig = true\n")
        configuration.write(TAMPERED[what].format(program=script(tmp_path / "program", evil)))
    with pytest.raises(GitError, match="the configuration of its repository was changed: it now has a key"):
        promote(scene)
    assert not evil.exists()


def test_hooks_are_not_run(scene: Scene, evil: Path) -> None:
    repository = scene.tree().clone.repository
    hooks = repository / "hooks"
    hooks.mkdir()
    for name in (
        *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout", "pre-push", "pre-rebase"),
        *("post-rewrite", "post-merge", "reference-transaction", "post-index-change", "applypatch-msg", "pre-auto-gc"),
    ):
        script(hooks / name, evil)
    promote(scene)
    scene.tree("again", clone=scene.find("src").clone, commit="main~0")
    assert not evil.exists()


def replaced(link: Path, content: str) -> None:
    link.unlink()
    link.write_text(content)


def evil_repository(scene: Scene, program: str) -> Path:
    """A repository in the work tree that would have a program run."""
    place = scene.work / "src" / "evil-repository"
    place.mkdir(parents=True)
    plain_git(place, "init", "--quiet", "--bare")
    (place / "config").write_text(f"[core]\n\tbare = false\n\tfsmonitor = {program}\n[tranship]\n\turl = x\n")
    return place


def links_elsewhere(tree: WorkTree, place: Path) -> None:
    replaced(tree.top / ".git", f"gitdir: {place}\n")


def links_relatively(tree: WorkTree, place: Path) -> None:
    replaced(tree.top / ".git", f"gitdir: {os.path.relpath(place, tree.top)}\n")


def becomes_a_folder(tree: WorkTree, place: Path) -> None:
    (tree.top / ".git").unlink()
    shutil.copytree(place, tree.top / ".git")


def becomes_a_symlink(tree: WorkTree, place: Path) -> None:
    (tree.top / ".git").unlink()
    (tree.top / ".git").symlink_to(place)


def shares_with_another(tree: WorkTree, place: Path) -> None:
    (tree.git_dir / "commondir").write_text(f"{place}\n")


def is_very_long(tree: WorkTree, place: Path) -> None:
    replaced(tree.top / ".git", f"gitdir: {place}\n" + "#" * 100_000)


def clone_is_a_symlink(tree: WorkTree, place: Path) -> None:
    moved = place.parent / "moved"
    tree.clone.home.rename(moved)
    tree.clone.home.symlink_to(moved)


@pytest.mark.parametrize(
    "trick",
    [
        links_elsewhere,
        links_relatively,
        becomes_a_folder,
        becomes_a_symlink,
        shares_with_another,
        is_very_long,
        clone_is_a_symlink,
    ],
)
def test_a_work_tree_whose_link_was_changed_is_none(
    scene: Scene, evil: Path, tmp_path: Path, trick: Callable[[WorkTree, Path], None]
) -> None:
    tree = scene.tree()
    trick(tree, evil_repository(scene, script(tmp_path / "program", evil)))
    with pytest.raises(
        GitError, match="can't be used as a work tree: it belongs to a repository that git-clone did not"
    ):
        promote(scene)
    assert not evil.exists()


@pytest.mark.parametrize("policy", ["AlwaysRebase", "AlwaysMerge"])
def test_a_repository_within_is_not_looked_into_by_a_push(scene: Scene, evil: Path, policy: str) -> None:
    tree = scene.tree()
    inner = tree.top / "inner"
    inner.mkdir()
    plain_git(inner, "init", "--quiet")
    (inner / "x").write_text("1")
    plain_git(inner, "add", "x")
    plain_git(inner, "commit", "--quiet", "-m", "x")
    scene.client.commit(tree, "ours", BACKGROUND, owner="commit")
    for key in ("core.fsmonitor", "filter.x.clean", "diff.external"):
        plain_git(inner, "config", key, f"touch {evil}")
    scene.write({"src/inner/x": "2", "src/inner/.gitattributes": "* filter=x\n"})
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    client = scene.with_settings(push_integration_policy=policy)
    client.push(scene.find("src"), PushRequest("push"), BACKGROUND)
    assert scene.subjects()[-1] == "init"
    assert not evil.exists()


def modules(name: str, path: str, url: str, *more: str) -> str:
    lines = "".join(f"\t{line}\n" for line in (f"path = {path}", f"url = {url}", *more))
    return f'[submodule "{name}"]\n{lines}'


def with_submodule(scene: Scene, text: str, path: str = "sub") -> None:
    """Put a submodule on the server's main branch, whatever it says."""
    commit = scene.commit("main", {"lib": "1\n"}, name="lib")
    scene.commit("main", {".gitmodules": text}, "modules")
    place, index = scene.bare(), {"GIT_INDEX_FILE": str(scene.folder / "index-module")}
    plain_git(place, "read-tree", "main", env=index)
    plain_git(place, "update-index", "--add", "--cacheinfo", f"160000,{commit},{path}", env=index)
    tree = plain_git(place, "write-tree", env=index)
    plain_git(place, "update-ref", "refs/heads/main", plain_git(place, "commit-tree", tree, "-p", "main", "-m", "sub"))


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% {evil}",
        "-u./program",
        "--upload-pack=touch {evil}",
        "ssh://-oProxyCommand=touch%20{evil}/x",
        "file://{secret}",
        "{secret}",
        "../../../../../../{secret}",
        "http://169.254.169.254/latest",
        "ssh://git@169.254.169.254/x",
        "git://127.0.0.1/x",
        "ftp://127.0.0.1/x",
    ],
)
@pytest.mark.parametrize("allow_file", [False, True])
def test_submodules_lead_nowhere_they_may_not(
    scene: Scene, evil: Path, tmp_path: Path, url: str, allow_file: bool
) -> None:
    secret = tmp_path / "secret.git"
    plain_git(tmp_path, "clone", "--quiet", "--bare", str(scene.bare()), str(secret))
    script(scene.work / "program", evil)
    with_submodule(scene, modules("sub", "sub", url.format(evil=evil, secret=secret)))
    client = scene.with_settings(allow_file=allow_file)
    with pytest.raises(TranshipError, match='the submodules of "src" can\'t be fetched'):
        scene.tree(client=client, clone=scene.clone(client=client), branch="main", submodules=True)
    assert not evil.exists()
    assert not (scene.work / "src" / "sub" / "app.yaml").exists()


@pytest.mark.parametrize(
    ("name", "path", "more"),
    [
        ("sub", "sub", ("update = !touch {evil}",)),
        ("../../hooks", "sub", ()),
        ("sub", "../outside", ()),
        ("sub", ".git/hooks", ()),
        ("sub", "sub", ("ignore = none", "branch = --upload-pack=touch {evil}")),
    ],
)
def test_submodules_run_nothing_and_stay_in_their_place(
    scene: Scene, evil: Path, tmp_path: Path, name: str, path: str, more: tuple[str, ...]
) -> None:
    text = modules(name, path, "../lib.git", *(line.format(evil=evil) for line in more))
    with_submodule(scene, text)
    with suppress(TranshipError):
        scene.tree(clone=scene.clone(), branch="main", submodules=True)
        promote(scene)
    assert not evil.exists()
    assert sorted(entry.name for entry in tmp_path.iterdir() if not entry.name.startswith("index-")) == [
        "served",
        "work",
    ]
    assert not any("hooks" in str(found.relative_to(scene.work)) for found in scene.work.rglob("*/hooks/*"))


def tree_with(scene: Scene, *entries: tuple[str, str, str]) -> None:
    """Put a tree on the server's main branch that no sane program would write: mode, name and content of entries."""
    place, data = scene.bare(), b""
    for mode, name, content in entries:
        if mode == "40000":
            inner = plain_git(place, "hash-object", "-w", "--stdin", stdin=content)
            listing = f"100644 blob {inner}\tconfig\n100755 blob {inner}\tpost-checkout\n"
            object_id = plain_git(place, "mktree", stdin=listing)
        else:
            object_id = plain_git(place, "hash-object", "-w", "--stdin", stdin=content)
        data += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(object_id)
    file = scene.folder / "tree"
    file.write_bytes(data)
    tree = plain_git(place, "hash-object", "-w", "-t", "tree", "--literally", str(file))
    plain_git(place, "update-ref", "refs/heads/main", plain_git(place, "commit-tree", tree, "-m", "evil"))


@pytest.mark.parametrize(
    "name", [".git", ".GIT", "git~1", ".g\u200cit", "..", ".git ", ".git...", "a/../../x", "/etc/x"]
)
@pytest.mark.parametrize("mode", ["40000", "120000", "100644"])
def test_trees_that_would_write_to_git_or_out_are_refused(
    scene: Scene, evil: Path, tmp_path: Path, name: str, mode: str
) -> None:
    tree_with(scene, (mode, name, f"[core]\n\tfsmonitor = touch {evil}\n"))
    with pytest.raises(GitError, match=r"can't be checked out: .*invalid path"):
        scene.tree()
    assert not evil.exists()
    assert {entry.name for entry in tmp_path.iterdir()} <= {"served", "work", "tree", "index-gitops"}
    assert not (scene.work / "src").exists()


def test_a_symlink_and_a_folder_of_one_name_lead_nowhere(scene: Scene, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    tree_with(scene, ("120000", "a", str(outside)), ("40000", "a", "evil"))
    with suppress(GitError):
        scene.tree()
    assert list(outside.iterdir()) == []


def context(scene: Scene, **config: object) -> tuple[StepContext, StepRunnerCapabilities]:
    given = StepContext(str(scene.work), "step", project="demo", config=Config(config))
    return given, StepRunnerCapabilities(toolbox=Toolbox(git=scene.client))


def test_symlinks_of_a_repository_lead_no_step_out(scene: Scene, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_text("mine")
    blob = plain_git(scene.bare(), "hash-object", "-w", "--stdin", stdin=str(outside))
    listing = f"120000 blob {blob}\tout\n"
    tree = plain_git(scene.bare(), "mktree", stdin=listing)
    plain_git(
        scene.bare(), "update-ref", "refs/heads/main", plain_git(scene.bare(), "commit-tree", tree, "-m", "links")
    )
    checkout = [{"branch": "main", "path": "src"}, {"commit": "main", "path": "src/out/within"}]
    clone = git_clone.registration
    with pytest.raises(TranshipError):
        clone.factory(context(scene)[1]).run(context(scene, repoURL=scene.url(), checkout=checkout)[0], BACKGROUND)
    given, capabilities = context(scene, repoURL=scene.url(), checkout=checkout[:1])
    clone.factory(capabilities).run(given, BACKGROUND)
    for definition, config in ((git_clear, {}), (git_commit, {"message": "x"})):
        given, capabilities = context(scene, path="src/out", **config)
        with pytest.raises(TranshipError, match="is no work tree"):
            definition.registration.factory(capabilities).run(given, BACKGROUND)
    given, capabilities = context(scene, path="src")
    git_clear.registration.factory(capabilities).run(given, BACKGROUND)
    assert [path.name for path in outside.iterdir()] == ["keep"]


def test_authors_forge_no_lines_of_a_commit(scene: Scene) -> None:
    author = GitAuthor("A\nparent 0000\ncommitter Evil <evil@example.com>", "a@example.com>\nx")
    tree = scene.tree(clone=scene.clone(author=author), branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    commit = scene.client.commit(tree, "x", BACKGROUND, owner="commit").commit
    header = plain_git(tree.top, "cat-file", "commit", commit).partition("\n\n")[0].splitlines()
    assert [line.partition(" ")[0] for line in header] == ["tree", "parent", "author", "committer"]


def test_a_target_that_looks_like_an_option_is_a_branch(scene: Scene) -> None:
    tree = scene.tree()
    scene.client.push(tree, PushRequest("push", branch="--force"), BACKGROUND)
    assert scene.head("--force") == scene.head()
    with pytest.raises(GitError, match="can't be the name of a branch"):
        scene.client.push(tree, PushRequest("push", branch="x:refs/heads/main"), BACKGROUND)


def test_a_configuration_in_the_work_directory_is_nobody_s(scene: Scene, evil: Path, tmp_path: Path) -> None:
    program = script(tmp_path / "program", evil)
    tree = scene.tree()
    for place in (scene.work, tree.clone.home, tree.top):
        (place / ".gitconfig").write_text(f"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n")
        (place / ".config" / "git").mkdir(parents=True)
        (place / ".config" / "git" / "config").write_text(f"[core]\n\tfsmonitor = {program}\n")
        (place / ".netrc").write_text("machine 127.0.0.1 login evil password evil\n")
    promote(scene)
    assert not evil.exists()
