"""Where Argo CD's Applications are: as much of a Store as promotions need, which Argo CD's own API can be, too."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from tranship.execution import Execution
from tranship.store.protocol import R


class Applications(Protocol):
    """Reads and changes Applications: a :class:`~tranship.store.protocol.Store` is one.

    All methods may be called from any thread, and raise StoreError if what was asked can't be done.
    """

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """The resource, None if there is none."""
        ...

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """All resources of a namespace (None: of all) that have these labels."""
        ...

    def patch(self, model: type[R], namespace: str, name: str, patch: Mapping[str, Any]) -> R:
        """Change some fields by a JSON merge patch.

        :raises NotFoundError: there is no such resource.
        :raises ConflictError: an operation that the patch asks for can't begin, since another one is under way.
        """
        ...


@runtime_checkable
class Interruptible(Protocol):
    """Applications whose requests can be stopped, and cut at a deadline, if they know for which work they are."""

    def during(self, execution: Execution) -> Applications:
        """The same Applications, asked for this work."""
        ...
