"""Pull requests as the doubles keep them, whatever the forge calls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class State(StrEnum):
    """What has become of a pull request."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


class Readiness(StrEnum):
    """What stands between an open pull request and its merge, conflicts aside: those the double finds out itself."""

    READY = "ready"
    CHECKING = "checking"
    """The forge does not know yet."""
    BLOCKED = "blocked"
    """An approval or a check is missing."""


@dataclass(frozen=True)
class PullRequest:
    """A pull request of the branch ``source`` into ``target``.

    :param head: the commit that is to be merged, or was. :param commit: where the target came to by the merge.
    :param fork: the repository that the source is in, if that is a fork of somebody else.
    :param version: counts its changes, for forges that ask for it.
    """

    number: int
    title: str
    description: str
    source: str
    target: str
    head: str
    labels: tuple[str, ...] = ()
    state: State = State.OPEN
    draft: bool = False
    readiness: Readiness = Readiness.READY
    commit: str = ""
    squashed: bool = False
    fork: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it can still be merged."""
        return self.state is State.OPEN

    @property
    def created(self) -> datetime:
        """When it was made: a minute after the one before, so that tests see the same each time."""
        return _EPOCH + timedelta(minutes=self.number)
