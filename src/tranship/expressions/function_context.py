"""What Kargo's functions work with: the first argument of each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tranship.expressions.sources import Sources
from tranship.expressions.step_status import StepEntries


@dataclass(frozen=True)
class FunctionContext:
    """What the functions of variables read from."""

    sources: Sources

    @property
    def clock(self) -> Callable[[], datetime] | None:
        """What ``now()`` asks; None: it is what it is."""
        return self.sources.clock


@dataclass(frozen=True)
class StepFunctionContext(FunctionContext):
    """What the functions of a step read from: also the ``entries`` of the steps so far. ``alias`` is the step's own."""

    entries: StepEntries
    alias: str
