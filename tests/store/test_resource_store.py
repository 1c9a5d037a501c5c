"""The contract of every store."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.store.conftest import NOW
from tests.store.resources import cluster_task, config_map, promotion
from tranship.errors import (
    AlreadyExistsError,
    CancelledError,
    ConflictError,
    FieldsError,
    NotFoundError,
    StoreError,
)
from tranship.execution import Cancellation, Execution
from tranship.models.argocd import Application
from tranship.models.core import ConfigMap, Secret
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStatus
from tranship.models.resource import ObjectMeta
from tranship.models.task import ClusterPromotionTask
from tranship.store.protocol import Event, EventType, Store
from tranship.store.resource_store import ResourceStore


def test_it_is_a_store(store: ResourceStore) -> None:
    used: Store = store
    assert used.get(ConfigMap, "demo", "c") is None


class TestCreate:
    def test_a_new_resource_gets_uid_time_and_version(self, store: ResourceStore) -> None:
        created = store.create(config_map(a="b"))
        assert created == config_map(a="b").with_metadata(uid="uid-1", creation_timestamp=NOW, resource_version="1")
        assert store.get(ConfigMap, "demo", "c") == created

    def test_a_uid_and_a_time_that_it_brings_along_are_kept(self, store: ResourceStore) -> None:
        before = NOW - timedelta(days=1)
        created = store.create(config_map().with_metadata(uid="u", creation_timestamp=before, resource_version="77"))
        metadata = created.metadata
        assert (metadata.uid, metadata.creation_timestamp, metadata.resource_version) == ("u", before, "1")

    def test_a_second_of_the_same_name_is_refused(self, store: ResourceStore) -> None:
        store.create(config_map(a="b"))
        with pytest.raises(AlreadyExistsError, match=r"^there is a ConfigMap demo/c already$"):
            store.create(config_map(a="c"))
        found = store.get(ConfigMap, "demo", "c")
        assert found
        assert found.data == {"a": "b"}

    def test_the_same_name_in_another_namespace_or_of_another_kind_is_another(self, store: ResourceStore) -> None:
        store.create(config_map(a="1"))
        store.create(config_map(namespace="other", a="2"))
        store.create(Secret(metadata=ObjectMeta(name="c", namespace="demo"), data={"a": b"\xff"}))
        other, secret = store.get(ConfigMap, "other", "c"), store.get(Secret, "demo", "c")
        assert other
        assert other.data == {"a": "2"}
        assert secret
        assert secret.data == {"a": b"\xff"}

    def test_a_deleted_name_is_free_again(self, store: ResourceStore) -> None:
        store.create(config_map())
        store.delete(ConfigMap, "demo", "c")
        assert store.create(config_map()).metadata.uid == "uid-2"

    def test_cluster_scoped_kinds_have_no_namespace(self, store: ResourceStore) -> None:
        created = store.create(cluster_task(namespace="demo"))
        assert created.namespace == ""
        assert store.get(ClusterPromotionTask, "", "t") == created
        assert store.get(ClusterPromotionTask, "anything", "t") == created
        assert store.list(ClusterPromotionTask, "anything") == [created]

    def test_a_resource_without_a_name_or_project_is_refused(self, store: ResourceStore) -> None:
        with pytest.raises(StoreError, match=r"ConfigMap without a name: set metadata\.name"):
            store.create(config_map(""))
        with pytest.raises(StoreError, match=r"ConfigMap c belongs to no Project: set metadata\.namespace"):
            store.create(config_map(namespace=""))
        assert store.list(ConfigMap) == []

    def test_a_resource_of_another_system_is_kept_as_it_is(self, store: ResourceStore) -> None:
        app = Application.model_validate(
            {"metadata": {"name": "a", "namespace": "argocd"}, "spec": {"x": [None, 1.5]}, "extra": {"y": "z"}}
        )
        store.create(app)
        found = store.get(Application, "argocd", "a")
        assert found
        assert (found.spec, found.model_extra) == ({"x": [None, 1.5]}, {"extra": {"y": "z"}})

    def test_times_are_kept_to_the_second(self, store: ResourceStore) -> None:
        started = datetime(2026, 1, 1, 0, 0, 0, 999, tzinfo=UTC)
        created = store.create(promotion().replace(status=PromotionStatus(started_at=started)))
        assert created.status.started_at == started.replace(microsecond=0)
        assert store.get(Promotion, "demo", "p") == created


class TestList:
    def test_resources_come_by_namespace_and_name(self, store: ResourceStore) -> None:
        for namespace, name in [("b", "a"), ("a", "z"), ("a", "b")]:
            store.create(config_map(name, namespace))
        store.create(promotion())
        assert [(found.namespace, found.name) for found in store.list(ConfigMap)] == [
            ("a", "b"),
            ("a", "z"),
            ("b", "a"),
        ]
        assert [found.name for found in store.list(ConfigMap, "a")] == ["b", "z"]
        assert store.list(ConfigMap, "c") == []

    def test_labels_must_all_be_there(self, store: ResourceStore) -> None:
        store.create(config_map("a", labels={"x": "1", "y": "1"}))
        store.create(config_map("b", labels={"x": "1"}))
        assert [found.name for found in store.list(ConfigMap, labels={"x": "1"})] == ["a", "b"]
        assert [found.name for found in store.list(ConfigMap, labels={"x": "1", "y": "1"})] == ["a"]
        assert store.list(ConfigMap, labels={"x": "2"}) == []


class TestUpdate:
    def test_the_whole_resource_is_replaced(self, store: ResourceStore) -> None:
        created = store.create(config_map(a="b", c="d"))
        updated = store.update(created.replace(data={"e": "f"}))
        assert updated == created.replace(data={"e": "f"}).with_metadata(resource_version="2")
        assert store.get(ConfigMap, "demo", "c") == updated

    def test_a_resource_that_was_changed_meanwhile_is_not_replaced(self, store: ResourceStore) -> None:
        created = store.create(config_map())
        store.update(created.replace(data={"a": "first"}))
        with pytest.raises(ConflictError, match="ConfigMap demo/c was changed meanwhile"):
            store.update(created.replace(data={"a": "second"}))
        found = store.get(ConfigMap, "demo", "c")
        assert found
        assert found.data == {"a": "first"}

    def test_without_a_version_it_replaces_whatever_is_there(self, store: ResourceStore) -> None:
        store.create(config_map())
        updated = store.update(config_map(a="b"))
        assert (updated.metadata.uid, updated.metadata.creation_timestamp, updated.data) == ("uid-1", NOW, {"a": "b"})

    def test_nothing_changed_is_no_new_version(self, store: ResourceStore) -> None:
        created = store.create(config_map())
        assert store.update(created) == created

    def test_what_is_not_there_cannot_be_replaced(self, store: ResourceStore) -> None:
        with pytest.raises(NotFoundError, match=r"^there is no ConfigMap demo/c$"):
            store.update(config_map())

    def test_values_of_a_state_may_be_null(self, store: ResourceStore) -> None:
        created = store.create(promotion())
        store.update(created.replace(status=PromotionStatus(state={"a": {"x": None}})))
        found = store.get(Promotion, "demo", "p")
        assert found
        assert found.status.state == {"a": {"x": None}}


class TestPatch:
    def test_fields_are_merged_into_the_resource(self, store: ResourceStore) -> None:
        store.create(config_map(a="1", b="2", labels={"x": "y"}))
        patched = store.patch(ConfigMap, "demo", "c", {"data": {"a": None, "c": "3"}})
        assert patched.data == {"b": "2", "c": "3"}
        assert patched.metadata.labels == {"x": "y"}
        assert patched.metadata.resource_version == "2"
        assert store.get(ConfigMap, "demo", "c") == patched

    def test_a_patch_may_hold_times_members_and_models(self, store: ResourceStore) -> None:
        store.create(promotion())
        status = {"phase": PromotionPhase.RUNNING, "startedAt": NOW, "freight": {"origin": {"kind": "", "name": ""}}}
        patched = store.patch(Promotion, "demo", "p", {"status": status})
        assert (patched.status.phase, patched.status.started_at) == (PromotionPhase.RUNNING, NOW)

    def test_an_older_version_is_not_patched(self, store: ResourceStore) -> None:
        store.create(config_map())
        store.patch(ConfigMap, "demo", "c", {"data": {"a": "b"}}, resource_version="1")
        with pytest.raises(ConflictError):
            store.patch(ConfigMap, "demo", "c", {"data": {"a": "c"}}, resource_version="1")

    def test_what_is_not_there_cannot_be_patched(self, store: ResourceStore) -> None:
        with pytest.raises(NotFoundError, match="there is no ClusterPromotionTask t"):
            store.patch(ClusterPromotionTask, "", "t", {})

    def test_a_patch_that_changes_nothing_makes_no_new_version(self, store: ResourceStore) -> None:
        created = store.create(config_map(a="b"))
        assert store.patch(ConfigMap, "demo", "c", {"data": {"a": "b", "gone": None}}) == created

    def test_a_patch_that_does_not_fit_leaves_the_resource(self, store: ResourceStore) -> None:
        created = store.create(config_map(a="b"))
        with pytest.raises(FieldsError, match=r"data\.a: must be text, but is a number"):
            store.patch(ConfigMap, "demo", "c", {"data": {"a": 1}})
        with pytest.raises(FieldsError, match="unknown field"):
            store.patch(ConfigMap, "demo", "c", {"date": {}})
        assert store.get(ConfigMap, "demo", "c") == created

    @pytest.mark.parametrize(
        "patch",
        [
            {"kind": "Secret"},
            {"apiVersion": "v2"},
            {"metadata": {"name": "d"}},
            {"metadata": {"uid": None}},
            {"metadata": {"namespace": "other"}},
            {"metadata": None},
        ],
    )
    def test_a_resource_stays_what_it_is(self, store: ResourceStore, patch: dict[str, object]) -> None:
        store.create(config_map())
        with pytest.raises(StoreError, match=r"of ConfigMap demo/c can't be changed$"):
            store.patch(ConfigMap, "demo", "c", patch)


class TestDelete:
    def test_a_resource_and_its_journal_are_gone(self, store: ResourceStore) -> None:
        created = store.create(promotion())
        store.append(created.metadata.uid, {"a": 1})
        store.delete(Promotion, "demo", "p")
        assert store.get(Promotion, "demo", "p") is None
        assert store.list(Promotion) == []
        assert list(store.journal(created.metadata.uid)) == []
        with pytest.raises(NotFoundError):
            store.delete(Promotion, "demo", "p")

    def test_a_resource_that_was_changed_meanwhile_stays(self, store: ResourceStore) -> None:
        store.create(config_map())
        store.patch(ConfigMap, "demo", "c", {"data": {"a": "b"}})
        with pytest.raises(ConflictError):
            store.delete(ConfigMap, "demo", "c", resource_version="1")
        store.delete(ConfigMap, "demo", "c", resource_version="2")


class TestJournal:
    def test_entries_come_back_in_order_with_their_numbers(self, store: ResourceStore) -> None:
        entries: list[dict[str, Any]] = [{"n": 1, "at": NOW}, {"n": 2.5, "none": None}, {"text": "é\ud800"}]
        assert [store.append("u", entry) for entry in entries] == [1, 2, 3]
        assert store.append("other", {}) == 1
        read = [(1, {"n": 1, "at": "2026-01-31T12:00:00Z"}), (2, {"n": 2.5, "none": None}), (3, {"text": "é\ud800"})]
        assert list(store.journal("u")) == read
        assert list(store.journal("u", after=2)) == read[2:]
        assert list(store.journal("u", after=3)) == []

    def test_the_end_of_a_journal_is_known(self, store: ResourceStore) -> None:
        assert store.journal_end("u") == 0
        store.append("u", {})
        assert store.journal_end("u") == 1

    def test_a_long_journal_is_read_to_its_end(self, store: ResourceStore) -> None:
        with store.writing() as records:
            for number in range(1201):
                records.append("u", f'{{"n":{number}}}')
        assert [entry["n"] for _, entry in store.journal("u")] == list(range(1201))

    def test_entries_may_be_added_while_it_is_read(self, store: ResourceStore) -> None:
        store.append("u", {"n": 1})
        reading = store.journal("u")
        assert next(reading) == (1, {"n": 1})
        store.append("u", {"n": 2})
        assert list(reading) == [(2, {"n": 2})]


class TestLease:
    def test_a_key_is_held_by_one_at_a_time(self, store: ResourceStore) -> None:
        with (
            store.lease("promotion-1"),
            store.lease("promotion-2"),
            pytest.raises(ConflictError, match="promotion-1 is in use by"),
            store.lease("promotion-1"),
        ):
            pass
        with store.lease("promotion-1"):
            pass

    def test_the_message_says_what_users_know_it_as(self, store: ResourceStore) -> None:
        with (
            store.lease("promotion-1"),
            pytest.raises(ConflictError, match="the promotion x is in use by"),
            store.lease("promotion-1", called="the promotion x"),
        ):
            pass

    def test_the_holder_can_be_asked_for(self, store: ResourceStore) -> None:
        assert store.lease_holder("k") is None
        with store.lease("k"):
            assert "process" in (store.lease_holder("k") or "")
        assert store.lease_holder("k") is None

    def test_other_threads_are_kept_out(self, store: ResourceStore) -> None:
        outcomes: list[str] = []

        def take() -> None:
            try:
                with store.lease("k"):
                    outcomes.append("taken")
            except ConflictError:
                outcomes.append("refused")

        with store.lease("k"):
            thread = threading.Thread(target=take)
            thread.start()
            thread.join()
        assert outcomes == ["refused"]

    def test_an_error_frees_the_key(self, store: ResourceStore) -> None:
        with pytest.raises(KeyError), store.lease("k"):
            raise KeyError
        with store.lease("k"):
            pass


class TestWatch:
    def test_what_exists_comes_first_then_what_changes(self, store: ResourceStore) -> None:
        store.create(config_map("a"))
        events = store.watch(ConfigMap, "demo")
        first = next(events)
        assert (first.type, first.name, first.version, first.uid) == (EventType.ADDED, "a", "1", "uid-1")
        store.patch(ConfigMap, "demo", "a", {"data": {"k": "v"}})
        second = next(events)
        assert second.type is EventType.MODIFIED
        assert second.resource == store.get(ConfigMap, "demo", "a")
        store.create(promotion())
        store.create(config_map("b", "other"))
        store.delete(ConfigMap, "demo", "a")
        assert next(events) == Event(EventType.DELETED, "demo", "a", "uid-1", "5", None)
        store.create(config_map("a"))
        assert next(events).type is EventType.ADDED

    def test_a_watch_goes_on_from_a_version(self, store: ResourceStore) -> None:
        store.create(config_map("a"))
        store.create(config_map("b"))
        store.patch(ConfigMap, "demo", "a", {"data": {"k": "v"}})
        events = store.watch(ConfigMap, after="1")
        assert [(event.type, event.name) for event in (next(events), next(events))] == [
            (EventType.ADDED, "b"),
            (EventType.MODIFIED, "a"),
        ]

    def test_what_came_and_went_unseen_is_not_told(self, store: ResourceStore) -> None:
        store.create(config_map("a"))
        store.delete(ConfigMap, "demo", "a")
        store.create(config_map("b"))
        assert next(store.watch(ConfigMap)).name == "b"

    def test_cancellation_ends_it(self, store: ResourceStore) -> None:
        cancel = Cancellation()
        events = store.watch(ConfigMap, execution=Execution(cancel))
        waiter = threading.Timer(0.05, cancel.cancel)
        waiter.start()
        with pytest.raises(CancelledError):
            next(events)
        waiter.join()


class TestThreads:
    def test_changes_by_many_threads_are_all_kept(self, store: ResourceStore) -> None:
        store.create(config_map(n="0"))

        def count() -> None:
            for _ in range(5):
                while True:
                    found = store.get(ConfigMap, "demo", "c")
                    assert found
                    try:
                        store.update(found.replace(data={"n": str(int(found.data["n"]) + 1)}))
                        break
                    except ConflictError:
                        continue

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = store.get(ConfigMap, "demo", "c")
        assert found
        assert found.data == {"n": "20"}
