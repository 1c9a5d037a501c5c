from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.things import promotion
from tranship.cli.bench import open_bench
from tranship.clients.stand_in import StandIn
from tranship.errors import ManifestError
from tranship.models.promotion import PromotionStep
from tranship.store.memory import MemoryStore
from tranship.testing.bench import Surroundings
from tranship.testing.hurry import BEGIN, Clock


def test_a_case_has_a_store_in_memory_the_clock_of_its_own_and_the_check_of_promote(tmp_path: Path) -> None:
    with open_bench(Surroundings(tmp_path, StandIn(1), {}, Clock())) as bench:
        assert isinstance(bench.store, MemoryStore)
        assert bench.driver.clock() == BEGIN
        bench.check(promotion(PromotionStep(uses="fail", as_="no")))
        with pytest.raises(ManifestError, match='there is no step kind "fial"'):
            bench.check(promotion(PromotionStep(uses="fial", as_="no")))
    assert list(tmp_path.iterdir()) == []
