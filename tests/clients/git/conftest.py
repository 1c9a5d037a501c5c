"""A scene to play Git in: a server with a repository, an empty work directory, and a client that may go there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.git.scene import Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A scene whose server has the repository ``gitops``, with one commit on ``main``."""
    with open_scene(tmp_path) as scene:
        yield scene
