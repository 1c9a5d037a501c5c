"""Many push to one branch at the same time, and every commit lands."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene
from tests.servers.git_http import GitHTTPServer
from tranship.clients.git import CheckoutRequest, CloneRequest, GitClient, PushRequest
from tranship.errors import GitError
from tranship.execution import BACKGROUND, Execution

PROMOTE = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.clients.git.scene import AUTHOR, SETTINGS
from tranship.clients.git import CheckoutRequest, CloneRequest, GitClient, PushRequest
from tranship.execution import BACKGROUND

work, url, number, locks, cache = Path(sys.argv[1]), *sys.argv[2:]
client = GitClient(replace(SETTINGS, lock_dir=Path(locks) if locks else None, cache_dir=Path(cache) if cache else None))
clone = client.clone(CloneRequest(work, url, "clone", author=AUTHOR), BACKGROUND)
client.check_out(clone, CheckoutRequest(work / "src", "main"), BACKGROUND)
(work / "src" / f"stage-{number}.yaml").write_text("tag: v2\\n")
tree = client.find(work, work / "src", BACKGROUND)
client.commit(tree, f"stage {number}", BACKGROUND, owner="commit")
print("ready", flush=True)
sys.stdin.readline()
client.push(tree, PushRequest("push", attempts=100 if not locks else 10), BACKGROUND)
"""
COUNT = 16


@pytest.mark.parametrize("turns", [True, False], ids=["taking turns", "racing"])
def test_sixteen_processes_land_sixteen_commits(scene: Scene, turns: bool) -> None:
    promotions = []
    for number in range(COUNT):
        work = scene.work.resolve() / str(number)
        work.mkdir()
        shared = [str(scene.folder / "locks"), str(scene.folder / "cache")] if turns else ["", ""]
        command = [sys.executable, "-c", PROMOTE, str(work), scene.url(), str(number), *shared]
        promotions.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    for promotion in promotions:
        assert promotion.stdout is not None
        assert promotion.stdout.readline() == "ready\n"
    for promotion in promotions:
        assert promotion.stdin is not None
        promotion.stdin.write("go\n")
        promotion.stdin.flush()
    for promotion in promotions:
        promotion.communicate()
        assert promotion.returncode == 0
    assert sorted(scene.subjects()) == sorted(["init", *(f"stage {number}" for number in range(COUNT))])


def test_threads_of_one_client_take_turns_and_lose_no_race(scene: Scene) -> None:
    said: list[str] = []
    for number in range(6):
        scene.tree(str(number))
        scene.write({f"{number}/stage-{number}.yaml": "1\n"})
        scene.client.commit(scene.find(str(number)), f"stage {number}", BACKGROUND, owner="commit")

    def push(number: int) -> None:
        scene.client.push(scene.find(str(number)), PushRequest("push", attempts=1), Execution(progress=said.append))

    threads = [threading.Thread(target=push, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(scene.subjects()) == 7
    assert said == []


def racing(tmp_path: Path, wins: int) -> tuple[GitHTTPServer, list[Scene]]:
    """A server where somebody else is faster for so many times."""
    scenes: list[Scene] = []
    left = [wins]

    def be_faster(_path: str) -> None:
        if left[0]:
            left[0] -= 1
            scenes[0].commit("main", {"other.yaml": f"x: {left[0]}\n"}, "faster")

    return GitHTTPServer(tmp_path / "served", before_push=be_faster), scenes


def prepared(tmp_path: Path, server: GitHTTPServer, scenes: list[Scene]) -> Scene:
    scene = Scene(tmp_path, server)
    scene.commit("main", {"app.yaml": "tag: v1\n", "other.yaml": "x: 0\n"}, "init")
    scenes.append(scene)
    scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    scene.client.commit(scene.find("src"), "ours", BACKGROUND, owner="commit")
    return scene


def test_a_lost_race_is_run_again_and_told(tmp_path: Path) -> None:
    server, scenes = racing(tmp_path, 2)
    said: list[str] = []
    with server:
        scene = prepared(tmp_path, server, scenes)
        pushed = scene.client.push(scene.find("src"), PushRequest("push"), Execution(progress=said.append))
    assert pushed.attempts == 3
    assert scene.subjects() == ["ours", "faster", "faster", "init"]
    assert said == ["try 2 of 10: main had moved on the server", "try 3 of 10: main had moved on the server"]


def test_races_that_are_all_lost_are_an_error(tmp_path: Path) -> None:
    server, scenes = racing(tmp_path, 2)
    with server:
        scene = prepared(tmp_path, server, scenes)
        with pytest.raises(
            GitError, match="others pushed at the same time, and it was tried 2 times: raise maxAttempts"
        ):
            scene.client.push(scene.find("src"), PushRequest("push", attempts=2), BACKGROUND)
        scene.client.push(scene.find("src"), PushRequest("push", attempts=1), BACKGROUND)
    assert scene.subjects() == ["ours", "faster", "faster", "init"]


def test_a_server_that_is_busy_for_others_is_no_race(scene: Scene) -> None:
    client = GitClient(SETTINGS)
    clone = client.clone(CloneRequest(scene.work, scene.url(), "clone"), BACKGROUND)
    client.check_out(clone, CheckoutRequest(scene.work.resolve() / "src", "main"), BACKGROUND)
    scene.write({"src/app.yaml": "tag: v2\n"})
    tree = client.find(scene.work, scene.work.resolve() / "src", BACKGROUND)
    client.commit(tree, "ours", BACKGROUND, owner="commit")
    hook = scene.bare() / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'branches are frozen' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitError, match="pre-receive hook declined; it says: branches are frozen"):
        client.push(tree, PushRequest("push"), BACKGROUND)
