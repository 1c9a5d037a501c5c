"""All stores give the same results, whatever is done with them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.conftest import NOW, counted_uids
from tests.store.resources import cluster_task, config_map
from tranship.errors import TranshipError
from tranship.models.core import ConfigMap
from tranship.models.resource import Resource
from tranship.models.task import ClusterPromotionTask
from tranship.store.memory import MemoryStore
from tranship.store.protocol import Store
from tranship.store.sqlite import SqliteStore

Operation = Callable[[Store], object]

namespaces = st.sampled_from(["a", "b", ""])
names = st.sampled_from(["x", "y", ""])
versions = st.sampled_from([None, "1", "2", "3"])
texts = st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from(["", "1", "é\ud800\0"]))
patches = st.fixed_dictionaries(
    {},
    optional={
        "data": st.none() | st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from([None, "1", "2", 3])),
        "metadata": st.fixed_dictionaries(
            {}, optional={"labels": texts, "name": st.just("z"), "generation": st.just(2)}
        ),
        "nope": st.just({}),
    },
)
models: st.SearchStrategy[type[Resource]] = st.sampled_from([ConfigMap, ClusterPromotionTask])


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    namespace, name, version, model = draw(namespaces), draw(names), draw(versions), draw(models)
    data, patch = draw(texts), draw(patches)
    resource = config_map(name, namespace, labels=data, **data) if model is ConfigMap else cluster_task(name, namespace)
    versioned = resource.with_metadata(resource_version=version or "")
    choices: list[Operation] = [
        lambda store: store.create(resource),
        lambda store: store.create(resource),
        lambda store: store.update(versioned),
        lambda store: store.patch(model, namespace, name, patch, resource_version=version),
        lambda store: store.delete(model, namespace, name, resource_version=version),
        lambda store: store.get(model, namespace, name),
        lambda store: store.list(model, namespace, labels=data),
        lambda store: store.append(namespace, patch),
        lambda store: list(store.journal(namespace, len(data))),
    ]
    return draw(st.sampled_from(choices))


def outcome(operation: Operation, store: Store) -> object:
    try:
        return operation(store)
    except TranshipError as error:
        return type(error), str(error)


@settings(max_examples=60, deadline=None)
@given(st.lists(operations(), max_size=25))
def test_stores_agree(steps: list[Operation]) -> None:
    memory = MemoryStore(clock=lambda: NOW, new_uid=counted_uids())
    with (
        tempfile.TemporaryDirectory() as folder,
        SqliteStore(Path(folder) / "t.db", clock=lambda: NOW, new_uid=counted_uids()) as sqlite,
    ):
        for step in steps:
            assert outcome(step, memory) == outcome(step, sqlite)
        for model in (ConfigMap, ClusterPromotionTask):
            assert memory.list(model) == sqlite.list(model)
