"""A merge that comes later is looked for a few times, and then left to the next attempt."""

from __future__ import annotations

import pytest

from tranship.clients.forges import NotReadyError, PullRequest
from tranship.clients.forges.completion import PAUSES, until_merged
from tranship.execution import Execution


class Sleepless(Execution):
    """Notes how long it was to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)


def test_it_is_looked_until_it_is_merged() -> None:
    looks = iter([PullRequest(1, "u", True, False), PullRequest(1, "u", True, False), PullRequest(1, "u", False, True)])
    execution = Sleepless()
    assert until_merged(lambda: next(looks), execution, "It").merged
    assert execution.waited == list(PAUSES[:2])


@pytest.mark.parametrize(("is_open", "waits"), [(True, len(PAUSES)), (False, 0)])
def test_one_that_does_not_come_is_not_ready_yet(is_open: bool, waits: int) -> None:
    execution = Sleepless()
    with pytest.raises(NotReadyError, match="It has accepted the merge and not made it yet"):
        until_merged(lambda: PullRequest(1, "u", is_open, False), execution, "It")
    assert len(execution.waited) == waits
