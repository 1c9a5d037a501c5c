from __future__ import annotations

import pytest

from tests.lifecycle.things import promotion
from tranship.errors import ConflictError
from tranship.lifecycle.lease import alone, driver_of
from tranship.store.memory import MemoryStore


def test_one_at_a_time_drives_a_promotion_and_is_known_by_name() -> None:
    store = MemoryStore()
    made = store.create(promotion({"uses": "x", "as": "a"}))
    assert driver_of(store, made) is None
    with alone(store, made):
        assert driver_of(store, made) == "this process"
        with pytest.raises(ConflictError, match=f"^the promotion {made.name} is in use by this process$"):
            alone(store, made).__enter__()
    assert driver_of(store, made) is None
