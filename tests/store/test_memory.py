from tests.store.resources import config_map
from tranship.errors import Position
from tranship.models.base import with_source
from tranship.models.core import ConfigMap
from tranship.models.source import SourceMap
from tranship.store.memory import MemoryStore


def test_a_resource_that_is_changed_keeps_its_place_in_a_file() -> None:
    store = MemoryStore()
    source = SourceMap("a.yaml", lambda _path: Position("a.yaml", 1, 1))
    store.create(with_source(config_map(), source))
    store.patch(ConfigMap, "demo", "c", {"data": {"a": "b"}})
    found = store.get(ConfigMap, "demo", "c")
    assert found
    assert found.source is source


def test_stores_share_nothing() -> None:
    MemoryStore().create(config_map())
    assert MemoryStore().get(ConfigMap, "demo", "c") is None
