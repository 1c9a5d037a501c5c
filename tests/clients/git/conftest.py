"""A scene to play Git in: a server with a repository, an empty work directory, and a client that may go there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.git.scene import Scene
from tests.servers.git_http import GitHTTPServer


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A scene whose server has the repository ``gitops``, with one commit on ``main``."""
    with GitHTTPServer(tmp_path / "served") as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n", "other.yaml": "x: 1\n"}, "init")
        yield scene
