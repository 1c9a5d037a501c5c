from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.things import NOW, promotion, store_of
from tranship.cli.finding import find_promotion, last_of_stage, newest_first
from tranship.errors import InputError
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStatus


def made(name: str, minutes: int) -> Promotion:
    return promotion(name=name).with_metadata(creation_timestamp=NOW + timedelta(minutes=minutes))


def test_the_newest_comes_first() -> None:
    assert [one.name for one in newest_first([made("a", 1), made("b", 3), made("c", 2)])] == ["b", "c", "a"]


def test_a_promotion_is_found_by_name_the_start_of_it_or_as_the_last() -> None:
    store = store_of(made("test.01a", 1), made("test.01ab", 2), made("prod.02", 3))
    assert find_promotion(store, None, "test.01a").name == "test.01a"
    assert find_promotion(store, None, "pro").name == "prod.02"
    assert find_promotion(store, "demo", "last").name == "prod.02"


def test_one_that_is_not_clear_says_what_to_do() -> None:
    store = store_of(made("test.01a", 1), made("test.01b", 2))
    with pytest.raises(InputError, match="is the start of the names of 2 promotions; give more of it"):
        find_promotion(store, None, "test")
    with pytest.raises(InputError, match="`tranship get promotions` lists them"):
        find_promotion(store, None, "x")
    with pytest.raises(InputError, match='there are no promotions yet in the project "other"; start one'):
        find_promotion(store, "other", "last")


def test_who_goes_on_or_aborts_means_one_that_has_not_ended() -> None:
    running = made("test.01b", 1).replace(status=PromotionStatus(phase=PromotionPhase.RUNNING))
    store = store_of(made("test.01a", 2), running, made("test.01c", 3))
    assert find_promotion(store, None, "test", unended=True).name == "test.01b"
    with pytest.raises(InputError, match="is the start of the names of 3 promotions"):
        find_promotion(store, None, "test")
    with pytest.raises(InputError, match="is the start of the names of 2 promotions"):
        find_promotion(store_of(made("test.01a", 2), made("test.01c", 3)), None, "test", unended=True)


def test_the_last_to_a_stage() -> None:
    store = store_of(made("test.01a", 1), made("test.01b", 2))
    assert last_of_stage(store, None, "test").name == "test.01b"
    store.create(made("test.01a", 3).with_metadata(namespace="other"))
    assert last_of_stage(store, "demo", "test").name == "test.01b"
    with pytest.raises(InputError, match=r'Stage "test" in several projects \(demo, other\); say which by -p'):
        last_of_stage(store, None, "test")
