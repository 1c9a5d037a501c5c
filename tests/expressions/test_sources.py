"""What functions read from, and how often."""

import pytest

from tests.expressions.sources import meta, sources
from tranship.errors import StoreError
from tranship.expressions.sources import SHARED_RESOURCES_NAMESPACE, Sources
from tranship.models.core import ConfigMap, Secret
from tranship.store.memory import MemoryStore


def config(value: str) -> ConfigMap:
    return ConfigMap(metadata=meta("c"), data={"v": value})


def store_of(known: Sources) -> MemoryStore:
    assert isinstance(known.client, MemoryStore)
    return known.client


def change(known: Sources) -> None:
    """Change the ConfigMap behind the sources' back."""
    store = store_of(known)
    store.delete(ConfigMap, "demo", "c")
    store.create(config("new"))


def value(found: ConfigMap | None) -> str | None:
    return None if found is None else found.data["v"]


def test_a_resource_is_read_once_as_long_as_the_cache_lives() -> None:
    known = sources(config("old"))
    assert value(known.read(ConfigMap, "demo", "c")) == "old"
    change(known)
    assert value(known.read(ConfigMap, "demo", "c")) == "old"
    assert value(known.read_anew(ConfigMap, "demo", "c")) == "new"


def test_without_a_cache_it_is_read_each_time() -> None:
    known = sources(config("old"), cached=False)
    assert value(known.read(ConfigMap, "demo", "c")) == "old"
    change(known)
    assert value(known.read(ConfigMap, "demo", "c")) == "new"


def test_kinds_of_the_same_name_are_kept_apart() -> None:
    known = sources(config("x"), Secret(metadata=meta("c"), data={"k": "c2VjcmV0"}))
    assert isinstance(known.read(ConfigMap, "demo", "c"), ConfigMap)
    assert isinstance(known.read(Secret, "demo", "c"), Secret)


def test_what_was_not_there_is_looked_for_again() -> None:
    known = sources()
    assert known.read(ConfigMap, "demo", "c") is None
    store_of(known).create(config("late"))
    assert value(known.read(ConfigMap, "demo", "c")) == "late"


def test_nothing_has_an_empty_name_or_namespace() -> None:
    assert sources(config("x")).read(ConfigMap, "demo", "") is None
    assert sources(config("x")).read(ConfigMap, "", "c") is None


def test_without_a_store_reading_is_an_error() -> None:
    known = sources()
    nowhere = Sources(None, None, "demo", (), known.freight, known.secrets)
    with pytest.raises(StoreError, match="there are no resources to read ConfigMap demo/c from"):
        nowhere.read(ConfigMap, "demo", "c")


def test_the_namespace_of_shared_resources_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    known = sources()
    monkeypatch.delenv(SHARED_RESOURCES_NAMESPACE, raising=False)
    assert Sources(None, None, "demo", (), known.freight, known.secrets).shared_namespace == ""
    monkeypatch.setenv(SHARED_RESOURCES_NAMESPACE, "common")
    assert Sources(None, None, "demo", (), known.freight, known.secrets).shared_namespace == "common"
