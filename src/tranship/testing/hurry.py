"""Time in tests: nobody really waits, and the clock says what it would have taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tranship.execution import Cancellation

BEGIN = datetime(2026, 1, 31, 12, tzinfo=UTC)
"""When promotions begin, unless a test says otherwise."""
WAITS = 20
"""How often a promotion may wait, unless a test says otherwise."""


class Clock:
    """A clock that goes on when somebody waits, and only then."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def go_on(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += timedelta(seconds=seconds)


class Hurry(Cancellation):
    """A cancellation whose waits are over at once; after too many of them it gives up."""

    def __init__(self, clock: Clock, waits: int = WAITS) -> None:
        super().__init__()
        self._clock = clock
        self._left = waits

    def wait(self, seconds: float) -> bool:
        """Let the time pass without waiting for it."""
        self._clock.go_on(max(seconds, 0.0))
        self._left -= 1
        if self._left < 0:
            self.cancel("it has waited as often as the test lets it")
        return self.cancelled
