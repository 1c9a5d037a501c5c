"""Git at scale: the first and the second promotion of a large repository, against plain Git.

    python benchmarks/git_bench.py [--files 100000] [--commits 20000] [--folder /tmp/git-bench]

A repository is made with ``git fast-import`` and served by ``git http-backend`` on this machine, so that seconds are of
processors and disks, not of a network; bytes tell what a network would have to carry. "Plain" is a bare clone and a
work tree, as Kargo makes them. The folder is kept, so that the repository is made only once.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.servers.git_http import GitHTTPServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.git import CheckoutRequest, CloneRequest, GitClient, GitSettings, PushRequest
from tranship.execution import BACKGROUND

SPARSE = ("apps/team07/app03",)


def path_of(number: int) -> str:
    return f"apps/team{number % 100:02d}/app{number // 100 % 100:02d}/env{number // 10000:02d}.yaml"


def content_of(number: int, commit: int) -> bytes:
    return (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-{number}\n  labels:\n    team: t{number % 100}\n"
        f"data:\n  tag: 1.{commit}.{number * 7919 % 1000}\n  replicas: '{number % 7}'\n"
    ).encode()


def make_repository(place: Path, files: int, commits: int) -> None:
    """A repository of one branch, where each commit changes three files."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(place)], check=True)
    add_commits(place, files, range(commits))
    subprocess.run(["git", "repack", "-a", "-d", "--quiet", "--write-bitmap-index"], cwd=place, check=True)


def add_commits(place: Path, files: int, commits: range) -> None:
    """Add commits to ``main``; number 0 adds all files."""
    chosen = random.Random(commits.start)
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=place, stdin=subprocess.PIPE)
    assert importer.stdin is not None
    for commit in commits:
        importer.stdin.write(
            b"commit refs/heads/main\ncommitter Bench <bench@example.com> %d +0000\ndata 6\nchange\n"
            % (1_600_000_000 + 60 * commit)
        )
        if commit == commits.start > 0:
            importer.stdin.write(b"from refs/heads/main^0\n")
        for number in range(files) if commit == 0 else (chosen.randrange(files) for _ in range(3)):
            content = content_of(number, commit)
            importer.stdin.write(b"M 100644 inline %s\ndata %d\n" % (path_of(number).encode(), len(content)))
            importer.stdin.write(content + b"\n")
    importer.stdin.close()
    assert importer.wait() == 0


class Bench:
    """Prints what things take: seconds, and bytes that the server has sent."""

    def __init__(self, server: GitHTTPServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.url = f"{server.url}/big.git"

    @contextmanager
    def measured(self, what: str, seconds: dict[str, float]) -> Iterator[None]:
        subprocess.run(["sync"], check=True)
        bytes_before, begun = self.server.bytes_sent, time.perf_counter()
        yield
        seconds[what] = time.perf_counter() - begun
        megabytes = (self.server.bytes_sent - bytes_before) / 1e6
        print(f"  {what:34} {seconds[what]:8.2f} s {megabytes:10.2f} MB", flush=True)

    def fresh(self, name: str) -> Path:
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place


def plain(bench: Bench, sparse: tuple[str, ...]) -> float:
    """A bare clone and a work tree."""
    seconds: dict[str, float] = {}
    place = bench.fresh("plain")

    def git(*arguments: str, folder: Path = place) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True)

    with bench.measured("clone", seconds):
        git("clone", "--quiet", "--bare", bench.url, "repo")
    with bench.measured("work tree", seconds):
        if sparse:
            git("worktree", "add", "--quiet", "--no-checkout", str(place / "src"), "main", folder=place / "repo")
            git("sparse-checkout", "set", *sparse, folder=place / "src")
            git("checkout", "--quiet", folder=place / "src")
        else:
            git("worktree", "add", "--quiet", str(place / "src"), "main", folder=place / "repo")
    return sum(seconds.values())


def promotion(bench: Bench, client: GitClient, name: str, sparse: tuple[str, ...]) -> float:
    """A clone, a work tree, and what goes on from there, by the client."""
    seconds: dict[str, float] = {}
    work = bench.fresh(name)
    with bench.measured("clone", seconds):
        clone = client.clone(CloneRequest(work, bench.url, "clone"), BACKGROUND)
    with bench.measured("work tree", seconds):
        client.check_out(clone, CheckoutRequest(work / "src", "main", sparse=sparse), BACKGROUND)
    taken = sum(seconds.values())
    target = work / "src" / SPARSE[0] / "env00.yaml"
    target.write_text(f"tag: {name} {time.time()}\n")
    tree = client.find(work, work / "src", BACKGROUND)
    with bench.measured("commit", seconds):
        client.commit(tree, f"promotion {name}", BACKGROUND, owner="commit")
    with bench.measured("push", seconds):
        client.push(tree, PushRequest("push"), BACKGROUND)
    with bench.measured("end", seconds):
        client.retire(work, BACKGROUND)
        shutil.rmtree(work)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/git-bench"))
    given = parser.parse_args()
    folder: Path = given.folder.resolve()
    original = folder / f"{given.files}-{given.commits}.git"
    if not original.exists():
        print(f"making a repository of {given.files} files and {given.commits} commits ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        make_repository(original, given.files, given.commits)
    served = folder / "served"
    shutil.rmtree(served, ignore_errors=True)
    served.mkdir()
    subprocess.run(["cp", "-r", str(original), str(served / "big.git")], check=True)
    shutil.rmtree(folder / "cache", ignore_errors=True)
    addresses = AddressPolicy(allow_loopback=True)
    client = GitClient(GitSettings(addresses=addresses, cache_dir=folder / "cache"))

    def after_others(commits: int) -> float:
        add_commits(served / "big.git", given.files, range(given.commits, given.commits + commits))
        return promotion(bench, client, "third", ())

    runs: dict[str, Callable[[], float]] = {}
    with GitHTTPServer(served) as server:
        bench = Bench(server, folder)
        runs["plain Git"] = lambda: plain(bench, ())
        runs["first promotion"] = lambda: promotion(bench, client, "first", ())
        runs["second promotion"] = lambda: promotion(bench, client, "second", ())
        runs["after 50 commits of others"] = lambda: after_others(50)
        runs["plain Git, sparse"] = lambda: plain(bench, SPARSE)
        runs["next promotion, sparse"] = lambda: promotion(bench, client, "sparse", SPARSE)
        taken = {}
        for name, run in runs.items():
            print(f"{name}:", flush=True)
            taken[name] = run()
    print("until there is a work tree:")
    for name, seconds in taken.items():
        compared = taken["plain Git, sparse" if "sparse" in name else "plain Git"]
        print(f"  {name:34} {seconds:8.2f} s   {compared / seconds:6.1f} times as fast as plain Git")


if __name__ == "__main__":
    main()
