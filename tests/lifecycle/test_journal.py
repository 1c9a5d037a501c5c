"""The journal has every step's beginning and end, and tells after a crash how far a Promotion came."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.things import NOW, promotion
from tests.promotion.doubles import Listener
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.health import Criteria
from tranship.lifecycle.journal import JournalWriter
from tranship.lifecycle.progress import position_noted, read_progress
from tranship.models.promotion import Promotion, StepExecutionMetadata
from tranship.promotion import StepSnapshot
from tranship.store.memory import MemoryStore

SOURCE = SecretSource("Secret", "demo", "s", "k")


class Journal:
    """A Promotion in a store, and a writer of its journal."""

    def __init__(self) -> None:
        self.store, self.secrets, self.audience = MemoryStore(), SecretRegistry(), Listener()
        self.promotion = self.store.create(promotion({"uses": "a", "as": "a"}, {"uses": "b", "as": "b"}))
        self.uid = self.promotion.metadata.uid
        self.writer = JournalWriter(self.store, self.uid, self.secrets, self.audience)

    def entries(self) -> list[dict[str, Any]]:
        return [entry for _, entry in self.store.journal(self.uid)]

    def save_position(self) -> Promotion:
        return self.store.update(position_noted(self.store, self.promotion))


def snapshot(alias: str, status: str = "", index: int = 0, **more: Any) -> StepSnapshot:
    metadata = StepExecutionMetadata(alias=alias, status=status, started_at=NOW, finished_at=NOW if status else None)
    return StepSnapshot(index, "k", metadata, **more)


def test_what_is_recorded_is_recorded_before_anybody_is_told() -> None:
    journal = Journal()

    class Looks(Listener):
        def step_started(self, snapshot: StepSnapshot) -> None:
            self.heard.append(str(journal.store.journal_end(journal.uid)))

    audience = Looks()
    JournalWriter(journal.store, journal.uid, journal.secrets, audience).step_started(snapshot("a"))
    assert audience.heard == ["1"]


def test_progress_is_the_saved_status_and_what_came_after_it() -> None:
    journal = Journal()
    journal.writer.step_started(snapshot("a", config={"x": 1}))
    journal.writer.step_finished(
        snapshot("a", "Succeeded", outputs={"a": {"n": 1}}, health_check=Criteria("k", {"i": 1}))
    )
    journal.writer.step_started(snapshot("b", index=1))
    progress = read_progress(journal.store, journal.promotion)
    assert (progress.current_step, progress.state) == (1, {"a": {"n": 1}})
    assert {alias: entry.status for alias, entry in progress.metadata.items()} == {"a": "Succeeded", "b": ""}
    assert progress.metadata["b"].finished_at is None
    assert [check.uses for check in progress.health_checks] == ["k"]


def test_what_the_status_holds_already_is_not_counted_twice() -> None:
    journal = Journal()
    journal.writer.step_finished(snapshot("a", "Succeeded", health_check=Criteria("k")))
    saved = journal.save_position()
    assert read_progress(journal.store, saved).health_checks == []
    journal.writer.step_finished(snapshot("b", "Succeeded", index=1, health_check=Criteria("k")))
    assert len(read_progress(journal.store, saved).health_checks) == 1


def test_secrets_are_kept_as_references() -> None:
    journal = Journal()
    journal.secrets.record("hunter22", SOURCE)
    outputs = {"a": {"token": "hunter22"}}
    journal.writer.step_finished(
        snapshot("a", "Succeeded", outputs=outputs, health_check=Criteria("k", {"t": "hunter22"}))
    )
    assert "hunter22" not in str(journal.entries())
    progress = read_progress(journal.store, journal.promotion)
    assert progress.revealed_state({SOURCE: "hunter22"}.get, SecretRegistry()) == outputs


def test_lines_are_kept_with_the_next_record() -> None:
    journal = Journal()
    journal.writer.log("a", "one")
    journal.writer.log("a", "two")
    assert journal.entries() == []
    journal.writer.step_finished(snapshot("a", "Succeeded"))
    journal.writer.log("a", "three")
    journal.writer.flush()
    assert [entry.get("lines") for entry in journal.entries()] == [[["a", "one"], ["a", "two"]], [["a", "three"]]]
    assert journal.audience.heard[:2] == ["log a: one", "log a: two"]


def test_many_lines_do_not_wait() -> None:
    journal = Journal()
    for number in range(100):
        journal.writer.log("a", str(number))
    assert len(journal.entries()) == 1


def test_progress_is_for_those_who_watch() -> None:
    journal = Journal()
    journal.writer.progress("a", "half way")
    assert (journal.entries(), journal.audience.heard) == ([], ["progress a: half way"])


@pytest.mark.parametrize("count", [10, 100])
def test_a_record_does_not_grow_with_the_steps_before_it(count: int) -> None:
    journal = Journal()
    for number in range(count):
        journal.writer.step_finished(snapshot(f"s{number}", "Succeeded", outputs={f"s{number}": {"x": 1}}))
    sizes = {len(str(entry).replace(entry["metadata"]["alias"], "")) for entry in journal.entries()}
    assert len(sizes) == 1
