from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed
from tests.cli.things import promotion
from tranship.models.promotion import PromotionPhase
from tranship.store.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def stored(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "state" / "tranship" / "tranship.db") as store:
        store.create(promotion(name="test.01"))
        store.create(promotion(name="test.02", phase=PromotionPhase.RUNNING, finished_at=None))


@pytest.mark.parametrize("words", [("promotion", "test.01"), ("promo", "test.01"), ("test.01",)])
def test_the_kind_may_be_left_out(typed: Typed, words: tuple[str, ...]) -> None:
    code, out, _ = typed("describe", *words)
    assert code == 0
    assert out.startswith("Promotion  test.01\nProject    demo\nStage      test\n")


def test_the_last_one_is_meant_if_none_is_named(typed: Typed) -> None:
    for words in ((), ("promotion",), ("last",)):
        assert typed("describe", *words)[1].startswith("Promotion  test.02\n")


def test_one_that_nobody_drives_says_what_to_do(typed: Typed) -> None:
    assert (
        "Phase      Running\n           interrupted; go on with: tranship resume test.02\n"
        in typed("describe", "promotion", "test.02")[1]
    )


def test_other_kinds_are_shown_by_get(typed: Typed) -> None:
    code, _, err = typed("describe", "stage", "prod")
    assert code == 3
    assert "only promotions are described; for others: tranship get stage prod -o yaml" in err
    assert "one promotion at a time" in typed("describe", "promotion", "a", "b")[2]
