"""Those who watch a promotion: what they are told, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tranship.health import Criteria
from tranship.models.promotion import StepExecutionMetadata


@dataclass(frozen=True)
class StepSnapshot:
    """What changed with one step; never the whole promotion.

    ``index`` is the step's, from 0; ``metadata`` its entry as it is now. ``outputs`` are the state's entries that
    changed, exactly as they are (an observer that shows them masks them first). ``config`` is the configuration that
    the step runs with, masked; None where it was not evaluated. ``done``: the step has ended, however it went, and the
    next one is due.
    """

    index: int
    kind: str
    metadata: StepExecutionMetadata
    outputs: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] | None = None
    health_check: Criteria | None = None
    done: bool = False


class Observer(Protocol):
    """Is told of each step. An exception of an observer ends the call of the engine: what can't be recorded must not
    go on."""

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Called before the runner: when this returns, the start must be recorded durably."""

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Called after each attempt, and for each step that was skipped or could not be started."""

    def log(self, alias: str, line: str) -> None:
        """Take a line that the step wrote, masked."""

    def progress(self, alias: str, text: str) -> None:
        """Take what the step is doing right now, masked."""


class SilentObserver:
    """An observer that takes no notice; a base for those who want to hear of some things only."""

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Take no notice."""

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Take no notice."""

    def log(self, alias: str, line: str) -> None:
        """Take no notice."""

    def progress(self, alias: str, text: str) -> None:
        """Take no notice."""


SILENT: Observer = SilentObserver()
"""Nobody watches."""
