from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed
from tests.cli.things import promotion
from tranship.models.promotion import PromotionStep
from tranship.store.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def stored(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "state" / "tranship" / "tranship.db") as store:
        made = store.create(promotion(PromotionStep(uses="x", as_="a"), PromotionStep(uses="x", as_="b")))
        store.append(made.metadata.uid, {"event": "log", "lines": [["a", "one"], ["a", "two"]]})


def test_each_line_begins_with_its_step(typed: Typed) -> None:
    assert typed("logs") == (0, "a  one\na  two\n", "")
    assert typed("logs", "--follow") == (0, "a  one\na  two\n", "")
    assert typed("logs", "--step", "a") == (0, "a  one\na  two\n", "")


def test_a_step_that_wrote_nothing_says_so(typed: Typed) -> None:
    assert typed("logs", "--step", "b") == (0, "", 'the step "b" has written nothing\n')


def test_a_step_that_there_is_not_is_refused(typed: Typed) -> None:
    code, _, err = typed("logs", "--step", "c")
    assert code == 3
    assert err == 'the promotion test.01k4.3f2c1ab has no step "c"; it has: a, b\n'
