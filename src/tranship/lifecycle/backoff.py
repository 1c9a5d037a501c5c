"""When to call the engine again."""

from __future__ import annotations

import random
from datetime import datetime

from tranship.gotypes.duration import Duration
from tranship.models.promotion import StepExecutionMetadata

FIRST_RETRY, LONGEST_RETRY = 1.0, 60.0
"""Seconds between attempts after an error: doubling from the first to the longest."""
FIRST_POLL, LONGEST_POLL = 1.0, 30.0
"""Seconds between looks at something outside: a tenth of the time waited so far, within these bounds."""
JITTER = 0.2
"""Delays are spread by so much upwards, so that many promotions don't call at the same moment."""


def retry_delay(errors: int, draw: float | None = None) -> float:
    """Seconds before the next attempt after ``errors`` errors in a row. ``draw`` in 0..1 is the jitter."""
    delay = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(30, max(0, errors - 1)))
    return delay * (1 + JITTER * _drawn(draw))


def poll_delay(waited: float, draw: float | None = None) -> float:
    """Seconds before the next look when ``waited`` seconds have gone by: quick at first, then ever slower."""
    return min(LONGEST_POLL, max(FIRST_POLL, waited / 10)) * (1 + JITTER * _drawn(draw))


def next_delay(
    entry: StepExecutionMetadata,
    now: datetime,
    *,
    failed: bool,
    retry_after: Duration | None,
    timeout: Duration,
    draw: float | None = None,
) -> float:
    """Seconds until the engine is to be called again for a step that is not done.

    After an error the step backs off, or as its ``retry_after`` says; otherwise it is looked at by an adaptive poll.
    A ``retry_after`` within the poll's bounds is the longest delay of the poll, so that what happens soon is noticed
    soon; a longer one is meant as it is. The delay ends where the step's ``timeout`` does (0: none), so that a timeout
    is noticed when it happens.
    """
    waited = (now - entry.started_at).total_seconds() if entry.started_at else 0.0
    delay = retry_delay(entry.error_count, draw) if failed else poll_delay(waited, draw)
    if retry_after is not None:
        advised = retry_after.seconds
        delay = advised if failed or advised > LONGEST_POLL else min(advised, delay)
    if timeout > 0:
        delay = min(delay, max(0.0, timeout.seconds - waited) + 0.001)
    return delay


def _drawn(draw: float | None) -> float:
    return random.random() if draw is None else draw  # noqa: S311 - spreads load, guards nothing
