"""When the engine is called again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.lifecycle.things import NOW
from tranship.gotypes.duration import Duration
from tranship.lifecycle.backoff import next_delay, poll_delay, retry_delay
from tranship.models.promotion import StepExecutionMetadata

NO_TIMEOUT = Duration(0)


def delay(waited: float = 0, errors: int = 0, *, retry_after: str = "", timeout: str = "0s") -> float:
    entry = StepExecutionMetadata(started_at=NOW - timedelta(seconds=waited), error_count=errors)
    advice = Duration.parse(retry_after) if retry_after else None
    limit = Duration.parse(timeout)
    return next_delay(entry, NOW, failed=errors > 0, retry_after=advice, timeout=limit, draw=0)


@pytest.mark.parametrize(("errors", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (50, 60), (2000, 60)])
def test_errors_back_off_doubling_up_to_a_minute(errors: int, seconds: float) -> None:
    assert delay(errors=errors) == seconds


def test_delays_are_spread_by_a_fifth() -> None:
    assert (retry_delay(1, 0), retry_delay(1, 1)) == (1, 1.2)
    assert 1 <= retry_delay(1) <= 1.2


@pytest.mark.parametrize(("waited", "seconds"), [(0, 1), (10, 1), (50, 5), (300, 30), (9000, 30)])
def test_polls_become_slower_up_to_half_a_minute(waited: float, seconds: float) -> None:
    assert poll_delay(waited, 0) == seconds


def test_after_an_error_a_steps_own_advice_wins() -> None:
    assert delay(errors=5, retry_after="7s") == 7


def test_a_short_interval_is_the_longest_delay_of_the_poll() -> None:
    assert delay(waited=0, retry_after="30s") == 1
    assert delay(waited=100, retry_after="30s") == 10
    assert delay(waited=100, retry_after="7s") == 7


def test_a_long_interval_is_meant_as_it_is() -> None:
    assert delay(waited=0, retry_after="5m") == 300


def test_a_delay_ends_where_the_timeout_does() -> None:
    assert delay(waited=58, timeout="1m", retry_after="5m") == pytest.approx(2.001)
    assert delay(waited=61, timeout="1m") == pytest.approx(0.001)
