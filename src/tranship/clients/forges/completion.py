"""Merges that a forge makes after it has answered: it is asked a few times, ever less often, what has become of one."""

from __future__ import annotations

from collections.abc import Callable

from tranship.clients.forges.protocol import NotReadyError, PullRequest
from tranship.execution import Execution

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between the looks."""


def until_merged(look: Callable[[], PullRequest], execution: Execution, forge: str) -> PullRequest:
    """The pull request as soon as it is merged.

    :param look: gives it as it is now. :param forge: the forge's name, for messages.
    :raises NotReadyError: it still is not after some seconds; it may be at the next look.
    """
    found = look()
    for seconds in PAUSES:
        if found.merged or not found.open:
            break
        execution.wait(seconds)
        found = look()
    if not found.merged:
        raise NotReadyError(f"{forge} has accepted the merge and not made it yet")
    return found
