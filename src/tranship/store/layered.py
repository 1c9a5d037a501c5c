"""Two stores as one: some kinds of resources live in the upper one, all others in the lower."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from tranship.execution import BACKGROUND, Execution
from tranship.models.resource import Resource
from tranship.store.protocol import Event, R, Store


class LayeredStore:
    """A Store that keeps the kinds ``above`` in ``upper`` and everything else, journals and leases too, in ``lower``.

    Secrets that come from files stay in memory this way, while Promotions are kept on disk.
    """

    def __init__(self, upper: Store, lower: Store, above: frozenset[type[Resource]]) -> None:
        self._upper = upper
        self._lower = lower
        self._above = above

    def _of(self, model: type[Resource]) -> Store:
        return self._upper if model in self._above else self._lower

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(model).get(model, namespace, name)

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(model).list(model, namespace, labels=labels)

    def create(self, resource: R) -> R:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(type(resource)).create(resource)

    def update(self, resource: R) -> R:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(type(resource)).update(resource)

    def patch(
        self,
        model: type[R],
        namespace: str,
        name: str,
        patch: Mapping[str, Any],
        *,
        resource_version: str | None = None,
    ) -> R:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(model).patch(model, namespace, name, patch, resource_version=resource_version)

    def delete(self, model: type[R], namespace: str, name: str, *, resource_version: str | None = None) -> None:
        """See :class:`~tranship.store.protocol.Store`."""
        self._of(model).delete(model, namespace, name, resource_version=resource_version)

    def watch(
        self,
        model: type[R],
        namespace: str | None = None,
        *,
        after: str | None = None,
        execution: Execution = BACKGROUND,
    ) -> Iterator[Event[R]]:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._of(model).watch(model, namespace, after=after, execution=execution)

    def append(self, uid: str, entry: Mapping[str, Any]) -> int:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._lower.append(uid, entry)

    def journal(self, uid: str, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._lower.journal(uid, after)

    def journal_end(self, uid: str) -> int:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._lower.journal_end(uid)

    def lease(self, key: str, *, called: str = "") -> AbstractContextManager[None]:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._lower.lease(key, called=called)

    def lease_holder(self, key: str) -> str | None:
        """See :class:`~tranship.store.protocol.Store`."""
        return self._lower.lease_holder(key)
