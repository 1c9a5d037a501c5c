"""How the steps so far have gone, as conditions ask for it: success(), failure(), status()."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tranship.errors import InputError
from tranship.models.promotion import StepExecutionMetadata

_SEPARATOR = "::"


class StepEntries(Protocol):
    """The execution metadata of the steps so far, by alias."""

    @property
    def has_failures(self) -> bool:
        """Whether a step that may not fail has Failed or Errored."""
        ...

    def get(self, alias: str) -> StepExecutionMetadata | None:
        """The entry of a step, None if it was not reached yet."""
        ...

    def __iter__(self) -> Iterator[StepExecutionMetadata]: ...

    def __len__(self) -> int: ...


def status_of(alias: str, own_alias: str, entries: StepEntries) -> str:
    """The status of the step ``alias``, asked by the step ``own_alias``; empty for one that was not reached yet.

    A task's steps know each other, and nobody else, by the short names that they have in the task; steps outside of
    tasks know only each other.

    :raises InputError: the alias is empty.
    """
    if not alias:
        raise InputError("status() needs the alias of a step")
    task = _task_of(own_alias)
    full = f"{task}{_SEPARATOR}{alias}" if task else alias
    entry = entries.get(full)
    return entry.status if entry is not None and _task_of(full) == task else ""


def _task_of(alias: str) -> str:
    """The task that an alias belongs to, empty if none: it stands before the only ``::``."""
    parts = alias.split(_SEPARATOR)
    return parts[0] if len(parts) == 2 else ""
