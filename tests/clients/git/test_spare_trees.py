"""Spare work trees: the next promotion gets exactly what it would have got anew."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.clients.git.scene import Scene, plain_git
from tranship.clients.git import GitClient, GitSettings, WorkTree
from tranship.clients.git.advance import Difference
from tranship.clients.git.cache import Entry
from tranship.clients.git.command import Git
from tranship.clients.git.configuration import base_configuration
from tranship.clients.git.spare_trees import MOST, looked_over
from tranship.clients.process import Finished
from tranship.errors import ProcessError
from tranship.execution import BACKGROUND, Cancellation, Execution

FILES = {f"env/{number:04}/values.yaml": f"tag: v{number}\n" for number in range(40)}


@pytest.fixture
def client(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> GitClient:
    monkeypatch.setattr("tranship.clients.git.spare_trees.SMALLEST", 1000)
    scene.commit("main", FILES)
    return scene.with_settings(cache_dir=scene.folder / "cache")


def promotion(scene: Scene, client: GitClient, name: str, **wanted: Any) -> WorkTree:
    """A work tree in a work directory of its own."""
    scene.work = scene.folder / name
    scene.work.mkdir()
    return scene.tree(client=client, **(wanted or {"branch": "main"}))


def end(client: GitClient, tree: WorkTree) -> list[str]:
    """End a promotion; what it says."""
    said: list[str] = []
    client.retire(tree.clone.work_dir, Execution(log=said.append))
    shutil.rmtree(tree.clone.work_dir)
    return said


def kept(scene: Scene) -> list[Path]:
    return sorted((scene.folder / "cache").glob("*.0/trees/tree-*"))


def state(top: Path) -> dict[str, tuple[int, str]]:
    """All that is below a folder: kind and permissions, and content."""
    return {
        str(path.relative_to(top)): (
            stat.S_IMODE(path.lstat().st_mode),
            str(path.readlink()) if path.is_symlink() else path.read_text() if path.is_file() else "",
        )
        for path in sorted(top.rglob("*"))
        if path.name != ".git"
    }


def inodes(top: Path) -> set[int]:
    return {path.stat().st_ino for path in top.rglob("values.yaml")}


def test_a_work_tree_moves_on_to_the_next_promotion(scene: Scene, client: GitClient) -> None:
    first = promotion(scene, client, "one")
    files = inodes(first.top)
    assert end(client, first) == ['the work tree "src" is kept for later promotions']
    scene.commit("main", {"env/0001/values.yaml": "changed\n", "env/0002/values.yaml": None, "new/x": "1\n"})
    second = promotion(scene, client, "two")
    assert len(inodes(second.top) & files) >= 38
    assert kept(scene) == []
    assert plain_git(second.top, "status", "--porcelain") == ""
    assert plain_git(second.top, "rev-parse", "HEAD") == scene.head()
    assert second.top.joinpath("env/0001/values.yaml").read_text() == "changed\n"
    fresh = promotion(scene, scene.with_settings(), "fresh")
    assert state(second.top) == state(fresh.top)


def spoil(top: Path) -> None:
    """Leave everywhere what a promotion may leave."""
    (top / "untracked").write_text("1")
    (top / ".gitignore").write_text("ignored\n")
    (top / "ignored").mkdir()
    (top / "ignored" / "x").write_text("1")
    (top / "empty").mkdir()
    (top / "env/0000/values.yaml").write_text("changed\n")
    (top / "env/0001/values.yaml").unlink()
    (top / "env/0002/values.yaml").chmod(0o600)
    (top / "env/0002").chmod(0o700)
    (top / "env/0006/values.yaml").chmod(0o755)
    (top / "env/0003/values.yaml").unlink()
    (top / "env/0003/values.yaml").symlink_to("/etc/passwd")
    (top / "env/0004/values.yaml").unlink()
    (top / "env/0004/values.yaml").mkdir()
    same_size = (top / "env/0005/values.yaml").stat()
    (top / "env/0005/values.yaml").write_text("tag: X5\n"[: same_size.st_size])
    os.utime(top / "env/0005/values.yaml", ns=(same_size.st_atime_ns, same_size.st_mtime_ns))
    inner = top / "inner"
    inner.mkdir()
    plain_git(inner, "init", "--quiet")


def test_nothing_that_a_promotion_has_left_is_passed_on(scene: Scene, client: GitClient) -> None:
    first = promotion(scene, client, "one")
    spoil(first.top)
    assert end(client, first) == ['the work tree "src" is kept for later promotions']
    second = promotion(scene, client, "two")
    fresh = promotion(scene, scene.with_settings(), "fresh")
    assert state(second.top) == state(fresh.top)
    assert len(kept(scene)) == 0


def test_what_was_committed_is_not_passed_on(scene: Scene, client: GitClient) -> None:
    first = promotion(scene, client, "one")
    (first.top / "env/0000/values.yaml").write_text("never pushed\n")
    (first.top / "more").write_text("never pushed\n")
    client.commit(first, "never pushed", BACKGROUND, owner="commit")
    end(client, first)
    second = promotion(scene, client, "two", commit="main~1")
    fresh = promotion(scene, scene.with_settings(), "fresh", commit="main~1")
    assert state(second.top) == state(fresh.top)


def test_a_tree_is_written_anew_where_attributes_have_changed(scene: Scene, client: GitClient) -> None:
    end(client, promotion(scene, client, "one"))
    scene.commit("main", {"env/.gitattributes": "*.yaml text eol=crlf\n"})
    second = promotion(scene, client, "two")
    assert (second.top / "env/0001/values.yaml").read_bytes() == b"tag: v1\r\n"
    fresh = promotion(scene, scene.with_settings(), "fresh")
    assert state(second.top) == state(fresh.top)


def test_folders_behind_symlinks_are_left_alone(scene: Scene, client: GitClient, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "values.yaml").write_text("mine")
    first = promotion(scene, client, "one")
    shutil.rmtree(first.top / "env/0001")
    (first.top / "env/0001").symlink_to(outside)
    assert end(client, first) == []
    assert (outside / "values.yaml").read_text() == "mine"
    assert kept(scene) == []


@pytest.mark.parametrize("wanted", [{"branch": "main", "sparse": ("env/0001",)}, {"branch": "small"}])
def test_trees_that_are_no_help_are_not_kept(scene: Scene, client: GitClient, wanted: dict[str, Any]) -> None:
    scene.commit("small", {"x": "1\n"})
    assert end(client, promotion(scene, client, "one", **wanted)) == []
    assert kept(scene) == []


def test_no_more_are_kept_than_are_of_use(scene: Scene, client: GitClient) -> None:
    trees = [promotion(scene, client, str(number)) for number in range(MOST + 1)]
    assert [len(end(client, tree)) for tree in trees] == [1] * MOST + [0]
    assert len(kept(scene)) == MOST


def test_a_tree_that_cant_be_moved_stays_and_is_told(
    scene: Scene, client: GitClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = promotion(scene, client, "one")

    def elsewhere(self: Path, target: Path) -> Path:
        raise OSError(18, "Invalid cross-device link")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", elsewhere)
        said: list[str] = []
        client.retire(first.clone.work_dir, Execution(log=said.append))
    assert said == ["a work tree can't be kept for later promotions: [Errno 18] Invalid cross-device link"]


def test_without_a_cache_nothing_is_kept(scene: Scene, client: GitClient) -> None:
    plain = scene.with_settings()
    assert end(plain, promotion(scene, plain, "one")) == []


def test_what_has_happened_to_a_tree_while_nobody_used_it_is_found(scene: Scene, client: GitClient) -> None:
    end(client, promotion(scene, client, "one"))
    (place,) = kept(scene)
    (place / "tree/env/0007/values.yaml").write_text("tag: X7\n")
    (place / "tree/env/0008/values.yaml").unlink()
    # One that was looked over too long ago is not believed either.
    (place / "clean").touch()
    os.utime(place / "clean", (0, 0))
    scene.commit("main", {"env/0001/values.yaml": "changed\n"})
    second = promotion(scene, client, "two")
    fresh = promotion(scene, scene.with_settings(), "fresh")
    assert state(second.top) == state(fresh.top)
    assert plain_git(second.top, "status", "--porcelain") == ""


def test_a_tree_is_looked_over_while_the_server_is_asked(
    scene: Scene, client: GitClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    end(client, promotion(scene, client, "one"))
    calls: list[str] = []
    call = Git.__call__

    def watched(self: Git, *arguments: str, **options: Any) -> Finished:
        calls.append(arguments[0])
        return call(self, *arguments, **options)

    monkeypatch.setattr(Git, "__call__", watched)
    scene.commit("main", {"env/0001/values.yaml": "changed\n", "env/0002/values.yaml": None})
    second = promotion(scene, client, "two")
    assert "diff-files" in calls
    assert "checkout-index" in calls
    assert "reset" not in calls
    assert plain_git(second.top, "status", "--porcelain") == ""


def test_a_tree_that_is_all_too_different_is_of_no_use(
    scene: Scene, client: GitClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    end(client, promotion(scene, client, "one"))

    def too_much(git: Git) -> list[Difference]:
        raise ProcessError("git diff-index: it printed too much", status=-9)

    monkeypatch.setattr("tranship.clients.git.spare_trees.differences", too_much)
    second = promotion(scene, client, "two")
    fresh = promotion(scene, scene.with_settings(), "fresh")
    assert state(second.top) == state(fresh.top)
    assert plain_git(second.top, "status", "--porcelain") == ""


def test_nothing_is_looked_over_for_a_sparse_checkout(scene: Scene, client: GitClient) -> None:
    end(client, promotion(scene, client, "one"))
    (place,) = kept(scene)
    scene.work.mkdir()
    scene.clone(client=client, owner="sparse", sparse=True)
    assert not (place / "clean").exists()
    scene.clone(client=client, owner="whole")
    assert (place / "clean").exists()


def test_a_stop_while_a_tree_is_looked_over_is_no_fault(scene: Scene, client: GitClient) -> None:
    end(client, promotion(scene, client, "one"))
    stopped = Cancellation()
    stopped.cancel()
    entry = Entry(kept(scene)[0].parent.parent)
    settings = base_configuration(GitSettings())
    git = Git(Execution(cancel=stopped), "git", settings, scene.folder, entry.repository, entry.repository)
    with looked_over(git, entry):
        pass
    assert not (kept(scene)[0] / "clean").exists()
