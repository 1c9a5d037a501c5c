"""The stores that the contract holds for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tranship.store.memory import MemoryStore
from tranship.store.overlay import OverlayStore
from tranship.store.resource_store import ResourceStore
from tranship.store.sqlite import SqliteStore

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def counted_uids() -> Callable[[], str]:
    """Uids that tests know beforehand: uid-1, uid-2 …"""
    numbers = itertools.count(1)
    return lambda: f"uid-{next(numbers)}"


@pytest.fixture(params=["memory", "sqlite", "overlay"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ResourceStore]:
    """A store of each sort, empty, at noon."""
    if request.param == "memory":
        yield MemoryStore(clock=lambda: NOW, new_uid=counted_uids())
        return
    if request.param == "overlay":
        yield OverlayStore(MemoryStore(), clock=lambda: NOW, new_uid=counted_uids())
        return
    with SqliteStore(tmp_path / "state" / "tranship.db", clock=lambda: NOW, new_uid=counted_uids()) as sqlite:
        yield sqlite
