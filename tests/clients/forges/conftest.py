"""Scenes for tests: one of each kind of forge, or of those that a module names by ``KIND``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.forges.scene import DOUBLES, Scene, scene_of
from tranship.clients.forges import ForgeKind


@pytest.fixture(params=list(DOUBLES), ids=str)
def any_scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A scene of each kind of forge in turn."""
    kind: ForgeKind = request.param
    with scene_of(kind, tmp_path) as made:
        yield made


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A scene of the kind that the test's module is about."""
    kind: ForgeKind = request.module.KIND
    with scene_of(kind, tmp_path) as made:
        yield made
