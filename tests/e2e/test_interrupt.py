"""Interrupted promotions: nothing is left running, and they can go on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import IMAGE, PASSWORD, Playground
from tests.servers.git_http import GitHTTPServer

_PATIENCE = 60


class SlowServer:
    """A Git server that holds the first push until it is let go."""

    def __init__(self, served: Path) -> None:
        self.arrived, self.let_go = threading.Event(), threading.Event()
        self.server = GitHTTPServer(served, username="bot", password=PASSWORD, before_push=self._hold)

    def _hold(self, _repository: str) -> None:
        self.arrived.set()
        self.let_go.wait(_PATIENCE)


@pytest.fixture
def slow(playground: Playground) -> Iterator[SlowServer]:
    slow = SlowServer(playground.served)
    with slow.server:
        for file in playground.kargo.glob("*.yaml"):
            file.write_text(file.read_text().replace(playground.server.url, slow.server.url))
        yield slow
        slow.let_go.set()


def start(playground: Playground, folder: Path) -> subprocess.Popen[str]:
    """A promotion in a process of its own; ``folder`` marks its children: it is their TMPDIR."""
    folder.mkdir()
    command = [sys.executable, "-m", "tranship", "promote", "-f", str(playground.kargo), "--stage", "test"]
    return subprocess.Popen(
        [*command, "--image", f"{IMAGE}:1.4.2"],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_with(folder: Path) -> list[str]:
    """The commands of all processes whose TMPDIR is the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"TMPDIR={folder}\0".encode() in environment:
            found.append(command.replace(b"\0", b" ").decode())
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_promotion_leaves_nothing_running_and_goes_on(
    playground: Playground, slow: SlowServer, tmp_path: Path, number: signal.Signals
) -> None:
    mark = tmp_path / "mark"
    process = start(playground, mark)
    assert slow.arrived.wait(_PATIENCE)
    assert any("git" in command for command in processes_with(mark))
    process.send_signal(number)
    if number == signal.SIGINT:
        process.send_signal(number)
    out, err = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 130, err
    assert processes_with(mark) == []
    assert out == ""
    name = playground.tranship("get", "promotions", "-o", "name").out.strip()
    assert err.endswith(f"Interrupted. Nothing runs any more. Go on with:\n  tranship resume {name}\n")
    assert playground.tranship("get", "promotions").out.splitlines()[1].split()[3:5] == ["Interrupted", "push"]
    assert [folder.name[:10] for folder in (tmp_path / "state" / "tranship" / "work").iterdir()] == ["promotion-"]

    described = playground.tranship("describe", "promotion").out
    assert f"interrupted; go on with: tranship resume {name}\n" in described
    assert "● push  git-push  under way" in described

    slow.let_go.set()
    screen = playground.tranship("resume", name)
    assert screen.code == 0, screen.text
    assert "newTag: 1.4.2" in playground.git("show", "main:env/test/kustomization.yaml")
    assert playground.git("rev-list", "--count", "main").strip() == "2"
    assert list((tmp_path / "state" / "tranship" / "work").iterdir()) == []


def test_a_promotion_that_another_process_runs_can_be_aborted(
    playground: Playground, slow: SlowServer, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    process = start(playground, mark)
    assert slow.arrived.wait(_PATIENCE)
    screen = playground.tranship("abort", "test", "--actor", "ana")
    assert screen.code == 0
    assert "asked the process that runs it to stop" in screen.out
    out, _ = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 1
    assert out.splitlines()[0].startswith("Aborted in ")
    assert "aborted by ana" in out
    assert processes_with(mark) == []


def test_logs_can_be_followed_to_the_end(playground: Playground, slow: SlowServer, tmp_path: Path) -> None:
    process = start(playground, tmp_path / "mark")
    assert slow.arrived.wait(_PATIENCE)
    slow.let_go.set()
    assert playground.tranship("logs", "--follow").code == 0
    assert playground.tranship("get").out.splitlines()[1].split()[3] == "Succeeded"
    process.communicate(timeout=_PATIENCE)


def test_a_promotion_that_runs_can_not_be_resumed_beside_it(
    playground: Playground, slow: SlowServer, tmp_path: Path
) -> None:
    process = start(playground, tmp_path / "mark")
    assert slow.arrived.wait(_PATIENCE)
    screen = playground.tranship("resume", "last")
    assert screen.code == 2
    (name,) = playground.tranship("get", "promotions", "-o", "name").out.split()
    driver = f"process {process.pid} on {socket.gethostname()}, since "
    assert screen.err.startswith(f"the promotion {name} is in use by {driver}")
    assert playground.tranship("get").out.splitlines()[1].split()[3:5] == ["Running", "push"]
    assert f"Phase      Running\n           in {driver}" in playground.tranship("describe", "promotion").out
    slow.let_go.set()
    process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0


def test_what_has_ended_can_neither_be_resumed_nor_aborted(playground: Playground) -> None:
    playground.promote()
    for verb in ("resume", "abort"):
        screen = playground.tranship(verb, "last")
        assert screen.code == 3
        assert "has ended" in screen.err
