from __future__ import annotations

from typing import Any

from tests.lifecycle.things import promotion
from tranship.lifecycle.annotations import POSITION
from tranship.lifecycle.progress import Progress, read_progress
from tranship.models.promotion import Promotion
from tranship.store.memory import MemoryStore


def stored(store: MemoryStore) -> Promotion:
    return store.create(promotion({"uses": "x", "as": "a"}, {"uses": "x", "as": "b"}))


def note(store: MemoryStore, made: Promotion, event: str, alias: str = "", index: int = 0, **more: Any) -> None:
    metadata = {"metadata": {"alias": alias}} if alias else {}
    store.append(made.metadata.uid, {"event": event, "index": index, **metadata, **more})


def test_a_step_that_was_started_last_was_interrupted() -> None:
    store = MemoryStore()
    made = stored(store)
    note(store, made, "started", "a")
    assert read_progress(store, made).interrupted == "a"
    note(store, made, "finished", "a", done=True, outputs={"a": {"n": 1}})
    progress = read_progress(store, made)
    assert (progress.interrupted, progress.current_step, progress.state) == ("", 1, {"a": {"n": 1}})
    assert progress.applied_to(made.status).current_step == 1


def test_after_all_steps_were_begun_again_only_the_state_is_kept() -> None:
    store = MemoryStore()
    made = stored(store)
    note(store, made, "finished", "a", done=True, outputs={"a": {"n": 1}})
    note(store, made, "restarted")
    assert read_progress(store, made) == Progress(state={"a": {"n": 1}})


def test_the_position_says_what_the_status_holds_already() -> None:
    store = MemoryStore()
    made = stored(store)
    note(store, made, "finished", "a", done=True)
    saved = made.with_metadata(annotations={POSITION: "1"})
    assert read_progress(store, saved) == Progress()
