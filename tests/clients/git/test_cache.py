"""The object cache: what is fetched once is not fetched again, and nobody loses what he needs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, plain_git
from tests.servers.git_http import GitHTTPServer
from tranship.clients.git import CheckoutRequest, Clone, CloneRequest, GitClient, GitCredentials, PushRequest
from tranship.clients.git.cache import ObjectCache
from tranship.errors import GitError
from tranship.execution import BACKGROUND, Execution


@pytest.fixture
def cache(scene: Scene) -> Path:
    return scene.folder / "cache"


@pytest.fixture
def client(scene: Scene, cache: Path) -> GitClient:
    return scene.with_settings(cache_dir=cache)


def fetches(scene: Scene) -> int:
    """How often the server has sent a pack, or been asked for its refs: requests with a body to upload-pack."""
    return sum(request.method == "POST" and not request.is_push for request in scene.server.requests)


def entries(cache: Path) -> list[Path]:
    return sorted(path for path in cache.glob("*.*") if path.is_dir())


def test_a_second_clone_takes_everything_from_the_cache(scene: Scene, client: GitClient) -> None:
    first = scene.tree("a", client=client, branch="main")
    before = scene.server.bytes_sent
    second = scene.tree("b", client=client, branch="main")
    assert scene.server.bytes_sent - before < 1000
    assert (second.top / "app.yaml").read_text() == (first.top / "app.yaml").read_text() == "tag: v1\n"
    assert not list((second.clone.repository / "objects" / "pack").glob("*.pack"))


def test_what_is_new_on_the_server_is_there_in_the_next_clone(scene: Scene, client: GitClient) -> None:
    scene.clone(client=client)
    scene.commit("main", {"app.yaml": "tag: v2\n"})
    scene.commit("stage/prod", {"prod.yaml": "1\n"})
    plain_git(scene.bare(), "tag", "-a", "-m", "release", "v1", "main")
    plain_git(scene.bare(), "update-ref", "-d", "refs/heads/gone")
    tree = scene.tree("b", client=client, branch="stage/prod")
    refs = plain_git(tree.top, "for-each-ref", "--format=%(refname) %(objecttype)").splitlines()
    assert refs == [
        "refs/heads/main commit",
        "refs/heads/stage/prod commit",
        "refs/tags/v1 tag",
        "refs/tranship/server/main commit",
        "refs/tranship/server/stage/prod commit",
    ]
    assert plain_git(tree.top, "rev-parse", "v1^{}") == scene.head()


def test_branches_that_are_gone_or_moved_make_no_trouble(scene: Scene, client: GitClient) -> None:
    scene.commit("a", {"x": "1\n"})
    scene.clone(client=client)
    plain_git(scene.bare(), "update-ref", "-d", "refs/heads/a")
    scene.commit("a/b", {"x": "2\n"})
    plain_git(scene.bare(), "update-ref", "-d", "refs/heads/main")
    other = scene.commit("main", {"y": "rewritten\n"}, "other history")
    tree = scene.tree("t", client=client, branch="main")
    assert plain_git(tree.top, "rev-parse", "HEAD") == other
    assert plain_git(tree.top, "branch", "--format=%(refname:short)").splitlines() == ["a/b", "main"]


def test_clones_of_different_identities_share_nothing(tmp_path: Path) -> None:
    with GitHTTPServer(tmp_path / "served", username="bot", password="s3cret") as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n"})
        client = scene.with_settings(cache_dir=tmp_path / "cache")
        scene.clone(client=client, credentials=GitCredentials("bot", "s3cret", source="Secret a/one"))
        scene.clone(client=client, credentials=GitCredentials("bot", "s3cret", source="Secret b/two"), owner="other")
        assert len(entries(tmp_path / "cache")) == 2
        with pytest.raises(GitError, match="asks for credentials"):
            scene.clone(client=client, owner="nobody")
        with pytest.raises(GitError, match="refused the password"):
            scene.clone(client=client, credentials=GitCredentials("bot", "old", source="Secret a/one"), owner="old")
        everything = b"".join(file.read_bytes() for file in (tmp_path / "cache").rglob("*") if file.is_file())
        names = " ".join(str(path) for path in (tmp_path / "cache").rglob("*"))
        assert b"s3cret" not in everything
        assert "s3cret" not in names


def test_a_token_that_is_minted_anew_finds_what_the_last_one_fetched(scene: Scene, cache: Path) -> None:
    client = scene.with_settings(cache_dir=cache)
    for number in range(2):
        token = GitCredentials("x-access-token", f"token-{number}", source="Secret demo/app")
        scene.clone(client=client, credentials=token, owner=f"clone-{number}")
    assert len(entries(cache)) == 1


def test_promotions_that_start_together_fetch_once(scene: Scene, client: GitClient, cache: Path) -> None:
    scene.clone(client=client, owner="first")
    scene.commit("main", {"app.yaml": "tag: v2\n"})
    before = fetches(scene)
    with locked_fetches(cache):
        threads = [
            threading.Thread(target=scene.clone, kwargs={"client": client, "owner": f"clone-{number}"})
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        wait_until_all_wait(cache, 4)
    for thread in threads:
        thread.join()
    assert fetches(scene) - before == 2, "refs and a pack, asked for by the first of them"


@contextmanager
def locked_fetches(cache: Path) -> Iterator[None]:
    """Have everybody wait who wants to fetch."""
    with (entries(cache)[0] / "fetch.lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_until_all_wait(cache: Path, count: int) -> None:
    """Wait until so many threads have opened the lock, beside ourselves."""
    lock = entries(cache)[0] / "fetch.lock"
    while opened(lock) < count + 1:
        time.sleep(0.01)


def opened(file: Path) -> int:
    """How often this process has a file open."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            count += descriptor.readlink() == file
    return count


def test_a_fetch_that_was_cut_off_leaves_nothing_in_the_way(scene: Scene, client: GitClient, cache: Path) -> None:
    scene.clone(client=client)
    commit = scene.commit("main", {"app.yaml": "tag: v2\n"})
    entry = entries(cache)[0]
    (entry / "unfinished").touch()
    for lock in ("packed-refs.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x"):
        (entry / "repository" / lock).parent.mkdir(parents=True, exist_ok=True)
        (entry / "repository" / lock).touch()
    clone = scene.clone(client=client, owner="next")
    assert plain_git(clone.repository, "rev-parse", "main") == commit
    assert len(entries(cache)) == 1


def test_a_damaged_entry_is_not_used_any_more(scene: Scene, client: GitClient, cache: Path) -> None:
    scene.clone(client=client)
    scene.commit("main", {"app.yaml": "tag: v2\n"})
    (entries(cache)[0] / "repository" / "HEAD").unlink()
    lines: list[str] = []
    request = CloneRequest(scene.work, scene.url(), "next")
    clone = client.clone(request, Execution(log=lines.append))
    assert any("the object cache can't be used, so all is fetched anew" in line for line in lines)
    client.check_out(clone, CheckoutRequest(scene.work.resolve() / "src", "main"), BACKGROUND)
    assert (scene.work / "src" / "app.yaml").read_text() == "tag: v2\n"
    scene.clone(client=client, owner="later")
    assert [path.name.rpartition(".")[2] for path in entries(cache)] == ["0", "1"]


def test_an_entry_that_lost_its_objects_gets_them_again(scene: Scene, client: GitClient, cache: Path) -> None:
    scene.clone(client=client)
    for pack in (entries(cache)[0] / "repository" / "objects" / "pack").glob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:40])
    tree = scene.tree(client=client, branch="main")
    assert (tree.top / "app.yaml").read_text() == "tag: v1\n"


def lose(repository: Path, content: str) -> None:
    """Lose the object of a file's content, and nothing else."""
    packs = repository / "objects" / "pack"
    for pack in [*packs.glob("*.pack")]:
        moved = pack.rename(repository / pack.name)
        for beside in packs.glob(f"{pack.stem}.*"):
            beside.unlink()
        with moved.open("rb") as file:
            subprocess.run(["git", "unpack-objects", "-q"], cwd=repository, stdin=file, check=True)
    lost = plain_git(repository, "hash-object", "--stdin", stdin=content)
    (repository / "objects" / lost[:2] / lost[2:]).unlink()


def test_damage_that_is_found_at_the_checkout_is_mended_by_the_next_attempt(
    scene: Scene, client: GitClient, cache: Path
) -> None:
    scene.clone(client=client)
    lose(entries(cache)[0] / "repository", "tag: v1\n")
    with pytest.raises(GitError, match="can't be checked out"):
        scene.tree("src", client=client, branch="main")
    tree = scene.tree("src", client=client, branch="main")
    assert (tree.top / "app.yaml").read_text() == "tag: v1\n"


def test_a_cache_that_cant_be_written_is_done_without(scene: Scene, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    clone = scene.clone(client=scene.with_settings(cache_dir=in_the_way / "cache"))
    assert plain_git(clone.repository, "rev-parse", "main") == scene.head()


def test_an_entry_is_pruned_when_nobody_needs_it(scene: Scene, client: GitClient, cache: Path) -> None:
    clone = scene.clone(client=client)
    assert client.prune(BACKGROUND, unused_for=0) == 0
    remove(clone)
    assert client.prune(BACKGROUND, unused_for=3600) == 0, "it was used just now"
    assert client.prune(BACKGROUND, unused_for=0) == 1
    assert entries(cache) == []


def test_an_entry_in_use_is_not_pruned(scene: Scene, client: GitClient, cache: Path) -> None:
    remove(scene.clone(client=client))
    with ObjectCache(cache).entry(BACKGROUND, scene.url(), GitCredentials(), kind="whole"):
        assert client.prune(BACKGROUND, unused_for=0) == 0
    assert client.prune(BACKGROUND, unused_for=0) == 1


def test_clones_on_other_machines_are_taken_to_live_for_a_month(scene: Scene, client: GitClient, cache: Path) -> None:
    clone = scene.clone(client=client)
    remove(clone)
    (marker,) = (entries(cache)[0] / "users").iterdir()
    marker.write_text(f"elsewhere\n{clone.repository}\n")
    assert client.prune(BACKGROUND, unused_for=0) == 0
    long_ago = time.time() - 31 * 86400
    os.utime(marker, (long_ago, long_ago))
    assert client.prune(BACKGROUND, unused_for=0) == 1


def remove(clone: Clone) -> None:
    shutil.rmtree(clone.home)


def test_a_clone_can_not_be_made_to_use_objects_of_others(scene: Scene, client: GitClient, tmp_path: Path) -> None:
    tree = scene.tree(client=client, branch="main")
    alternates = tree.clone.repository / "objects" / "info" / "alternates"
    others = tmp_path / "others.git"
    plain_git(tmp_path, "init", "--quiet", "--bare", str(others))
    alternates.write_text(f"{alternates.read_text()}{others}/objects\n")
    with pytest.raises(GitError, match="it uses objects that are not its own; somebody has changed its repository"):
        client.find(scene.work, tree.top, BACKGROUND)
    with pytest.raises(GitError, match="its objects are in a cache, and none is set up here"):
        scene.client.find(scene.work, tree.top, BACKGROUND)


def test_commits_are_pushed_from_a_clone_with_shared_objects(scene: Scene, client: GitClient) -> None:
    tree = scene.tree(client=client, branch="main")
    scene.write({"src/app.yaml": "tag: v2\n"})
    tree = client.find(scene.work, tree.top, BACKGROUND)
    client.commit(tree, "ours", BACKGROUND, owner="commit")
    scene.commit("main", {"other.yaml": "x: 2\n"}, "theirs")
    client.push(tree, PushRequest("push"), BACKGROUND)
    assert scene.subjects() == ["ours", "theirs", "init"]


def test_blobless_clones_have_a_cache_of_their_own(scene: Scene, client: GitClient, cache: Path) -> None:
    plain_git(scene.bare(), "config", "uploadpack.allowFilter", "true")
    scene.tree("a", client=client, clone=scene.clone(client=client, blobless=True), branch="main")
    tree = scene.tree("b", client=client, clone=scene.clone(client=client, owner="b", blobless=True), branch="main")
    assert (tree.top / "app.yaml").read_text() == "tag: v1\n"
    assert len(entries(cache)) == 1
    scene.clone(client=client, owner="c")
    assert len(entries(cache)) == 2
