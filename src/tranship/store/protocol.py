"""The Store: typed resources with versions, journals of Promotions, and leases between processes."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from tranship.execution import BACKGROUND, Execution
from tranship.models.resource import Resource

R = TypeVar("R", bound=Resource)


class EventType(StrEnum):
    """What has happened to a resource."""

    ADDED = "ADDED"
    MODIFIED = "MODIFIED"
    DELETED = "DELETED"


@dataclass(frozen=True)
class Event(Generic[R]):
    """A change of a resource: as it is now, or None if it was deleted. ``version`` is where to watch on from."""

    type: EventType
    namespace: str
    name: str
    uid: str
    version: str
    resource: R | None


class Store(Protocol):
    """Resources by kind, namespace and name. Cluster-scoped kinds have the namespace ``""``, whatever is asked.

    Every change is atomic and durable when the method returns, and gives the resource a new version. All methods may
    be called from any thread. All raise StoreError if the store itself fails; what was stored before is then kept.
    """

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """The resource, or None if there is none."""
        ...

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """All resources of a kind (None: in all namespaces) that have these labels, by namespace and name."""
        ...

    def create(self, resource: R) -> R:
        """Store a new resource; returns it with its version and, where it had none, uid and creation time.

        :raises AlreadyExistsError: there is one of that kind, namespace and name.
        """
        ...

    def update(self, resource: R) -> R:
        """Put the resource in the place of the one that is stored.

        :raises NotFoundError: there is none.
        :raises ConflictError: it was changed since the version that ``resource`` names, if it names one.
        """
        ...

    def patch(
        self,
        model: type[R],
        namespace: str,
        name: str,
        patch: Mapping[str, Any],
        *,
        resource_version: str | None = None,
    ) -> R:
        """Change some fields by a JSON merge patch (RFC 7386) in Kargo's spelling; null takes a field away.

        Models, times and enum members may stand in the patch. A patch that changes nothing makes no new version.

        :raises NotFoundError: there is no such resource.
        :raises ConflictError: it was changed since ``resource_version``.
        :raises FieldsError: the result would not fit the kind's model.
        """
        ...

    def delete(self, model: type[R], namespace: str, name: str, *, resource_version: str | None = None) -> None:
        """Take the resource away, and its journal with it.

        :raises NotFoundError: there is none.
        :raises ConflictError: it was changed since ``resource_version``.
        """
        ...

    def watch(
        self,
        model: type[R],
        namespace: str | None = None,
        *,
        after: str | None = None,
        execution: Execution = BACKGROUND,
    ) -> Iterator[Event[R]]:
        """Changes of a kind's resources as they happen, also by other processes, until cancelled (CancelledError).

        Begins with all that exist, as ADDED; or, with a version in ``after``, with what has changed since. Changes
        that follow each other quickly may come as one, with the last state.
        """
        ...

    def append(self, uid: str, entry: Mapping[str, Any]) -> int:
        """Add an entry to the journal of the Promotion with this uid; returns its number (from 1, without gaps)."""
        ...

    def journal(self, uid: str, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries of a journal with their numbers, from the one after number ``after``."""
        ...

    def journal_end(self, uid: str) -> int:
        """The number of a journal's last entry; 0 if it has none."""
        ...

    def lease(self, key: str, *, called: str = "") -> AbstractContextManager[None]:
        """Hold ``key`` alone among all threads and processes; it becomes free when the block or the process ends.

        :param called: what users know as what is held, for the message; by default the key.

        :raises ConflictError: somebody holds it; the message says who.
        """
        ...

    def lease_holder(self, key: str) -> str | None:
        """Who holds ``key``, in words; None if nobody does. To ask keeps nobody from taking it."""
        ...
