"""The ledger: how far each step has come, found by alias at no cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tranship.models.promotion import PromotionStepStatus, StepExecutionMetadata

_FAILURES = frozenset({PromotionStepStatus.FAILED, PromotionStepStatus.ERRORED})


class Ledger:
    """The execution metadata of a promotion's steps, in the order in which they were first seen.

    Entries are frozen; :meth:`put` replaces one. The set of failures is kept up to date with each change, so that no
    question to the ledger costs more with more steps.
    """

    def __init__(self, entries: Iterable[StepExecutionMetadata] = ()) -> None:
        self._entries: dict[str, StepExecutionMetadata] = {}
        self._failures: set[str] = set()
        for entry in entries:
            self.put(entry)

    def open(self, alias: str, *, continue_on_error: bool) -> StepExecutionMetadata:
        """The entry of a step, made if it is not there yet."""
        entry = self._entries.get(alias)
        if entry is None:
            entry = StepExecutionMetadata(alias=alias, continue_on_error=continue_on_error)
            self.put(entry)
        return entry

    def put(self, entry: StepExecutionMetadata) -> StepExecutionMetadata:
        """Take ``entry`` as the step's present state; returns it."""
        self._entries[entry.alias] = entry
        if entry.status in _FAILURES and not entry.continue_on_error:
            self._failures.add(entry.alias)
        else:
            self._failures.discard(entry.alias)
        return entry

    @property
    def has_failures(self) -> bool:
        """Whether a step that may not fail has Failed or Errored."""
        return bool(self._failures)

    def get(self, alias: str) -> StepExecutionMetadata | None:
        """The entry of a step, None if it was not reached yet."""
        return self._entries.get(alias)

    def __iter__(self) -> Iterator[StepExecutionMetadata]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
