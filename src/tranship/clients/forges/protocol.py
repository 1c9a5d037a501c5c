"""What every forge can do for us with pull requests, whatever it calls them, and what it says when it won't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tranship.errors import HTTPError


class RefusedError(HTTPError):
    """A forge said no, for a reason that will not pass by itself; the message has its words."""


class NotReadyError(HTTPError):
    """A pull request can't be merged yet: checks run, somebody has to approve, or a branch has just moved."""


@dataclass(frozen=True)
class PullRequest:
    """A pull request, or what corresponds to it.

    :param number: what the forge knows it by in its repository. :param url: its page.
    :param open: whether it can still be merged. :param merged: whether it was.
    :param commit: where the target branch came to by the merge; "" if that is not known, or not yet so.
    :param head: the commit at the head of its source branch. :param source, target: its branches.
    :param created_at: when it was made, as the forge writes it, so that the newest sorts last.
    """

    number: int
    url: str
    open: bool
    merged: bool
    commit: str = ""
    head: str = ""
    source: str = ""
    target: str = ""
    created_at: str = ""


@dataclass(frozen=True)
class NewPullRequest:
    """A pull request to make, of the branch ``source`` into ``target``."""

    title: str
    description: str
    source: str
    target: str
    labels: tuple[str, ...] = ()


class Forge(Protocol):
    """One repository on a forge.

    All methods raise HTTPError if the forge can't be asked or answers with nonsense, which may pass; RefusedError if
    it says no; AddressError for servers that must not be reached, and CancelledError.
    """

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """The open pull requests of one branch into another, in the forge's order."""
        ...

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """Make a pull request."""
        ...

    def get(self, number: int) -> PullRequest:
        """The pull request as it is now."""
        ...

    def merge(self, number: int, method: str) -> PullRequest:
        """Merge an open pull request; one that is merged already is returned as it is.

        :param method: the forge's own name of a way to merge; "": its default.
        :raises NotReadyError: it can't be merged yet.
        :raises RefusedError: it can't be merged: it is closed, has conflicts, or the forge says no.
        """
        ...
