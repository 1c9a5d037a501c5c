from __future__ import annotations

import pytest

from tests.store.resources import config_map
from tranship.errors import AlreadyExistsError
from tranship.models.core import ConfigMap
from tranship.store.memory import MemoryStore
from tranship.store.overlay import OverlayStore


def names(store: MemoryStore) -> list[str]:
    return [one.name for one in store.list(ConfigMap)]


def test_both_stores_are_seen_and_only_the_upper_one_changes() -> None:
    below = MemoryStore()
    for name in ("a", "b", "c"):
        below.create(config_map(name))
    over = OverlayStore(below)
    over.delete(ConfigMap, "demo", "a")
    over.patch(ConfigMap, "demo", "b", {"data": {"x": "y"}})
    over.create(config_map("d"))
    with pytest.raises(AlreadyExistsError):
        over.create(config_map("c"))
    assert names(over) == ["b", "c", "d"]
    changed, kept = over.get(ConfigMap, "demo", "b"), below.get(ConfigMap, "demo", "b")
    assert changed
    assert kept
    assert dict(changed.data) == {"x": "y"}
    assert "x" not in kept.data
    assert names(below) == ["a", "b", "c"]


def test_what_is_new_below_is_seen() -> None:
    below = MemoryStore()
    over = OverlayStore(below)
    below.create(config_map("a"))
    assert names(over) == ["a"]


def test_versions_go_on_from_those_below() -> None:
    below = MemoryStore()
    first = below.create(config_map("a"))
    second = OverlayStore(below).create(config_map("b"))
    assert int(second.metadata.resource_version) == int(first.metadata.resource_version) + 1


def test_journals_are_continued_above() -> None:
    below = MemoryStore()
    below.append("u", {"n": 1})
    over = OverlayStore(below)
    assert list(over.journal("u")) == [(1, {"n": 1})]
    assert over.journal_end("u") == 1
    assert over.append("u", {"n": 2}) == 2
    assert list(over.journal("u")) == [(1, {"n": 1}), (2, {"n": 2})]
    assert list(below.journal("u")) == [(1, {"n": 1})]
