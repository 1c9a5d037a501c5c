from __future__ import annotations

import json

from tests.cli.things import promotion, store_of
from tranship.cli.record import configurations, places, written_lines
from tranship.lifecycle.annotations import STEP_PLACES


def test_the_record_says_with_what_steps_ran_and_what_they_wrote() -> None:
    store = store_of()
    made = store.create(promotion())
    uid = made.metadata.uid
    store.append(uid, {"event": "started", "metadata": {"alias": "a"}, "config": {"n": 1}})
    store.append(uid, {"event": "log", "lines": [["a", "one"], ["a", "two"]]})
    store.append(uid, {"event": "started", "metadata": {"alias": "a"}, "config": {"n": 2}, "lines": [["b", "three"]]})
    assert configurations(store, made) == {"a": {"n": 2}}
    assert list(written_lines(store, made)) == [(2, "a", "one"), (2, "a", "two"), (3, "b", "three")]
    assert list(written_lines(store, made, after=2)) == [(3, "b", "three")]


def test_places_are_known_of_steps_that_were_read_from_files() -> None:
    assert places(promotion()) == {}
    assert places(promotion(annotations={STEP_PLACES: json.dumps({"a": "x.yaml:1:2"})})) == {"a": "x.yaml:1:2"}
