"""Resources in a cluster, by requests to an API server of Kubernetes that keeps them in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from lightkube import KubeConfig, SingleConfig
from lightkube.config.models import Cluster, User

from tests.authoring.argocd.apps import app
from tests.servers.kubernetes_api import CONFIG_MAPS, KubernetesServer
from tests.store.resources import cluster_task, config_map
from tranship.errors import (
    AlreadyExistsError,
    CancelledError,
    ConflictError,
    NotFoundError,
    StoreError,
)
from tranship.execution import Cancellation, Execution
from tranship.models.argocd import Application
from tranship.models.core import ConfigMap, Secret
from tranship.models.resource import ObjectMeta
from tranship.models.stage import Stage, StageSpec, StageStatus
from tranship.models.task import ClusterPromotionTask
from tranship.store.applications import Applications
from tranship.store.kubernetes import KubernetesStore
from tranship.store.protocol import Event, EventType


def config(url: str, token: str = "t") -> SingleConfig:
    found = KubeConfig.from_one(cluster=Cluster(server=url), user=User(token=token)).get()
    assert found is not None
    return found


@pytest.fixture
def server() -> Iterator[KubernetesServer]:
    with KubernetesServer(token="t") as made:
        yield made


@pytest.fixture
def store(server: KubernetesServer) -> Iterator[KubernetesStore]:
    with KubernetesStore(config(server.url)) as made:
        yield made


def stage(refreshed: str) -> Stage:
    spec = StageSpec(requested_freight=())
    status = StageStatus(last_handled_refresh=refreshed)
    return Stage(metadata=ObjectMeta(name="test", namespace="demo"), spec=spec, status=status)


def test_it_is_where_applications_may_be(store: KubernetesStore) -> None:
    applications: Applications = store
    assert applications.get(Application, "argocd", "web") is None


def test_what_was_made_is_found_again(store: KubernetesStore) -> None:
    created = store.create(config_map(a="b").with_metadata(uid="mine", resource_version="7"))
    assert (created.data, created.metadata.uid, created.metadata.resource_version) == ({"a": "b"}, "uid-1", "1")
    assert created.metadata.creation_timestamp is not None
    assert store.get(ConfigMap, "demo", "c") == created
    assert store.get(ConfigMap, "other", "c") is None
    with pytest.raises(AlreadyExistsError, match=r"^there is a ConfigMap demo/c already$"):
        store.create(config_map())


def test_bytes_are_kept(store: KubernetesStore) -> None:
    store.create(Secret(metadata=ObjectMeta(name="s", namespace="demo"), data={"a": b"\xff"}))
    found = store.get(Secret, "demo", "s")
    assert found is not None
    assert found.data == {"a": b"\xff"}


def test_kinds_of_the_whole_cluster(store: KubernetesStore, server: KubernetesServer) -> None:
    created = store.create(cluster_task(namespace="demo"))
    assert store.get(ClusterPromotionTask, "anything", "t") == created
    assert store.list(ClusterPromotionTask, "anything") == [created]
    assert server.asked[0].path == "/apis/kargo.akuity.io/v1alpha1/clusterpromotiontasks"


def test_lists_by_namespace_and_name_page_by_page(store: KubernetesStore) -> None:
    for namespace, name in [("b", "a"), ("a", "z"), ("a", "b")]:
        store.create(config_map(name, namespace, labels={"x": name}))
    assert [(one.namespace, one.name) for one in store.list(ConfigMap)] == [("a", "b"), ("a", "z"), ("b", "a")]
    assert [one.name for one in store.list(ConfigMap, "a")] == ["b", "z"]
    assert [one.namespace for one in store.list(ConfigMap, labels={"x": "a"})] == ["b"]
    assert store.list(ConfigMap, "c") == []


def test_lists_that_come_in_pages() -> None:
    with KubernetesServer(page=2) as server, KubernetesStore(config(server.url)) as store:
        for number in range(5):
            store.create(config_map(f"c{number}"))
        assert [one.name for one in store.list(ConfigMap)] == ["c0", "c1", "c2", "c3", "c4"]


def test_a_patch_changes_what_it_names(store: KubernetesStore, server: KubernetesServer) -> None:
    store.create(app(status={"operationState": {"phase": "Running"}, "health": {"status": "Healthy"}}))
    patch = {
        "metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}, "labels": {"team": None}},
        "operation": {"sync": {}},
        "status": {"operationState": None},
    }
    changed = store.patch(Application, "argocd", "web", patch)
    assert (changed.operation, changed.status) == ({"sync": {}}, {"health": {"status": "Healthy"}})
    assert changed.metadata.labels == {"app": "web"}
    assert set(changed.metadata.annotations) == {"kargo.akuity.io/authorized-stage", "argocd.argoproj.io/refresh"}
    assert changed.spec == app().spec
    assert store.get(Application, "argocd", "web") == changed
    assert [one.method for one in server.asked] == ["POST", "PATCH", "GET"]
    assert server.asked[1].query == {"fieldManager": "tranship"}


def test_a_patch_that_changes_nothing_makes_no_new_version(store: KubernetesStore) -> None:
    created = store.create(config_map(a="b"))
    assert store.patch(ConfigMap, "demo", "c", {"data": {"a": "b"}}) == created
    assert store.patch(ConfigMap, "demo", "c", {}) == created


def test_changes_by_somebody_else_are_found_out(store: KubernetesStore) -> None:
    first = store.create(config_map(a="1"))
    store.patch(ConfigMap, "demo", "c", {"data": {"a": "2"}}, resource_version=first.metadata.resource_version)
    changed = r"^ConfigMap demo/c was changed meanwhile; read it again and repeat the change$"
    with pytest.raises(ConflictError, match=changed):
        store.patch(ConfigMap, "demo", "c", {"data": {"a": "3"}}, resource_version="1")
    with pytest.raises(ConflictError, match=changed):
        store.update(first)
    with pytest.raises(ConflictError, match=changed):
        store.delete(ConfigMap, "demo", "c", resource_version="1")
    found = store.get(ConfigMap, "demo", "c")
    assert found is not None
    assert found.data == {"a": "2"}


def test_updates_put_a_resource_in_the_place_of_another(store: KubernetesStore) -> None:
    created = store.create(config_map(a="1"))
    updated = store.update(created.replace(data={"b": "2"}))
    assert (updated.data, updated.metadata.uid) == ({"b": "2"}, created.metadata.uid)
    anyway = store.update(config_map(c="3"))
    assert anyway.data == {"c": "3"}


def test_what_is_not_there_can_t_be_changed(store: KubernetesStore) -> None:
    missing = r"^there is no ConfigMap demo/c$"
    with pytest.raises(NotFoundError, match=missing):
        store.patch(ConfigMap, "demo", "c", {"data": {}})
    with pytest.raises(NotFoundError, match=missing):
        store.update(config_map())
    with pytest.raises(NotFoundError, match=missing):
        store.delete(ConfigMap, "demo", "c")


def test_deleted_is_gone(store: KubernetesStore) -> None:
    created = store.create(config_map())
    store.delete(ConfigMap, "demo", "c", resource_version=created.metadata.resource_version)
    assert store.get(ConfigMap, "demo", "c") is None


def test_a_status_that_is_apart_is_written_as_well(store: KubernetesStore, server: KubernetesServer) -> None:
    created = store.create(stage("one"))
    assert created.status.last_handled_refresh == "one"
    changed = store.patch(
        Stage,
        "demo",
        "test",
        {"metadata": {"labels": {"a": "b"}}, "status": {"lastHandledRefresh": "two"}},
        resource_version=created.metadata.resource_version,
    )
    assert (changed.metadata.labels, changed.status.last_handled_refresh) == ({"a": "b"}, "two")
    only = store.patch(Stage, "demo", "test", {"status": {"lastHandledRefresh": "three"}})
    assert store.get(Stage, "demo", "test") == only
    updated = store.update(only.with_metadata(labels={}).replace(status=StageStatus(last_handled_refresh="four")))
    assert (updated.metadata.labels, updated.status.last_handled_refresh) == ({}, "four")
    assert [(one.method, one.path.rpartition("/")[2]) for one in server.asked if one.method != "GET"] == [
        ("POST", "stages"),
        ("PUT", "status"),
        ("PATCH", "test"),
        ("PATCH", "status"),
        ("PATCH", "status"),
        ("PUT", "test"),
        ("PUT", "status"),
    ]


def test_what_the_cluster_refuses() -> None:
    with KubernetesServer([CONFIG_MAPS], token="t", forbidden={"list configmaps"}) as server:
        with KubernetesStore(config(server.url, "old")) as store:
            with pytest.raises(StoreError) as raised:
                store.get(ConfigMap, "demo", "c")
            assert str(raised.value) == (
                "the cluster does not accept our credentials to read the ConfigMap demo/c; log in to it again"
            )
        with KubernetesStore(config(server.url)) as store:
            with pytest.raises(StoreError) as raised:
                store.list(ConfigMap)
            assert str(raised.value) == (
                'the cluster refused to list configmaps: configmaps is forbidden: User "me" cannot list them'
            )
            with pytest.raises(StoreError) as raised:
                store.get(Application, "argocd", "web")
            assert str(raised.value) == (
                "the cluster knows no applications of argoproj.io/v1alpha1; is it the right one, and is what brings "
                "them installed there?"
            )


def test_a_change_that_is_none_is_refused_in_the_cluster_s_words(store: KubernetesStore) -> None:
    store.create(app())
    with pytest.raises(StoreError) as raised:
        store.patch(Application, "argocd", "web", {"spec": "x"})
    assert str(raised.value) == (
        'the cluster refused to change the Application argocd/web: Application "web" is invalid: spec must be an object'
    )


def test_no_cluster_is_there() -> None:
    with KubernetesServer() as gone:
        where = config(gone.url)
    with KubernetesStore(where) as store, pytest.raises(StoreError, match="can't be reached to list configmaps: "):
        store.list(ConfigMap)


class Watch:
    """A watch in a thread of its own; what it has heard so far."""

    def __init__(self, store: KubernetesStore, number: int, **options: Any) -> None:
        self.cancel = Cancellation()
        self.events: list[Event[ConfigMap]] = []
        self.error: Exception | None = None
        self._ready = threading.Semaphore(0)
        self._events = store.watch(ConfigMap, **options, execution=Execution(self.cancel))
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        self.wait(number)

    def wait(self, number: int) -> list[str]:
        """Wait for so many further events; all in short."""
        for _ in range(number):
            assert self._ready.acquire(timeout=20), self.error
        return [f"{one.type} {one.namespace}/{one.name}" for one in self.events]

    def end(self) -> Exception | None:
        self.cancel.cancel()
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.error

    def _listen(self) -> None:
        try:
            for event in self._events:
                self.events.append(event)
                self._ready.release()
        except (StoreError, CancelledError) as error:
            self.error = error


def test_a_watch_tells_what_there_is_and_what_happens(store: KubernetesStore) -> None:
    store.create(config_map("a"))
    watch = Watch(store, 1)
    store.create(config_map("b", "other"))
    store.patch(ConfigMap, "demo", "a", {"data": {"x": "y"}})
    store.delete(ConfigMap, "other", "b")
    assert watch.wait(3) == ["ADDED demo/a", "ADDED other/b", "MODIFIED demo/a", "DELETED other/b"]
    assert isinstance(watch.end(), CancelledError)
    changed, deleted = watch.events[2:]
    assert changed.resource is not None
    assert (changed.resource.data, deleted.resource, deleted.uid) == ({"x": "y"}, None, "uid-2")
    assert [one.version for one in watch.events] == ["1", "2", "3", "4"]


def test_a_watch_goes_on_from_a_version(store: KubernetesStore) -> None:
    first = store.create(config_map("a"))
    store.create(config_map("b"))
    store.create(config_map("c", "other"))
    watch = Watch(store, 1, namespace="demo", after=first.metadata.resource_version)
    assert watch.wait(0) == ["ADDED demo/b"]
    assert isinstance(watch.end(), CancelledError)


def test_a_watch_looks_anew_where_the_cluster_has_forgotten(store: KubernetesStore, server: KubernetesServer) -> None:
    store.create(config_map("a"))
    store.create(config_map("b"))
    watch = Watch(store, 2)
    server.forget()
    store.create(config_map("c"))
    assert watch.wait(3)[2:] == ["MODIFIED demo/a", "MODIFIED demo/b", "ADDED demo/c"]
    assert isinstance(watch.end(), CancelledError)


def test_what_went_while_nobody_looked_is_told(store: KubernetesStore, server: KubernetesServer) -> None:
    store.create(config_map("a"))
    store.create(config_map("b"))
    events = store.watch(ConfigMap)
    assert [next(events).name for _ in range(2)] == ["a", "b"]
    store.delete(ConfigMap, "demo", "a")
    server.forget()
    told = next(events)
    assert (told.type, told.name, told.uid, told.resource) == (EventType.DELETED, "a", "uid-1", None)
    events.close()  # type: ignore[attr-defined]


def test_a_watch_that_can_t_go_on_says_why(store: KubernetesStore) -> None:
    events = store.watch(Application, execution=Execution(Cancellation()))
    store.create(app())
    assert next(events).name == "web"
    with KubernetesServer([CONFIG_MAPS]) as server, KubernetesStore(config(server.url)) as other:
        with pytest.raises(StoreError, match="the cluster knows no applications"):
            next(other.watch(Application))
        with pytest.raises(StoreError, match="the cluster knows no applications"):
            next(other.watch(Application, after="1"))
    events.close()  # type: ignore[attr-defined]
