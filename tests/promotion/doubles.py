"""Small pieces that tests of the engine share: a registry of mock runners, and an observer that keeps what it hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tranship.execution import Execution
from tranship.gotypes.duration import Duration
from tranship.promotion import (
    SimpleEngine,
    Step,
    StepContext,
    StepResult,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
    StepRunnerRegistry,
    StepSnapshot,
)
from tranship.promotion.testing import MockStepRunner

Run = Callable[[StepContext, Execution], StepResult]


def runs(
    *results: StepResult | Exception,
    timeout: str = "0s",
    threshold: int = 1,
    capabilities: frozenset[StepRunnerCapability] = frozenset(),
) -> StepRunnerRegistration:
    """A kind of step whose n-th run comes to the n-th result; the last one repeats."""
    left = list(results) or [StepResult()]

    def run(_context: StepContext, _execution: Execution) -> StepResult:
        result = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(result, Exception):
            raise result
        return result

    return calls(run, timeout=timeout, threshold=threshold, capabilities=capabilities)


def calls(
    run: Run, *, timeout: str = "0s", threshold: int = 1, capabilities: frozenset[StepRunnerCapability] = frozenset()
) -> StepRunnerRegistration:
    """A kind of step that calls ``run``."""
    metadata = StepRunnerMetadata(Duration.parse(timeout), threshold, capabilities)
    return StepRunnerRegistration(lambda _capabilities: MockStepRunner(run_func=run), metadata)


def engine(**kinds: StepRunnerRegistration) -> SimpleEngine:
    """An engine that knows these kinds of steps."""
    return SimpleEngine(registry=StepRunnerRegistry(kinds.items()))


def steps(*kinds: str) -> list[Step]:
    """A step of each kind, named after it."""
    return [Step(kind, alias=kind) for kind in kinds]


@dataclass
class Listener:
    """An observer that keeps what it hears, in order, and each snapshot."""

    heard: list[str] = field(default_factory=list)
    snapshots: list[StepSnapshot] = field(default_factory=list)

    def step_started(self, snapshot: StepSnapshot) -> None:
        self._hear("started", snapshot)

    def step_finished(self, snapshot: StepSnapshot) -> None:
        self._hear("finished", snapshot)

    def log(self, alias: str, line: str) -> None:
        self.heard.append(f"log {alias}: {line}")

    def progress(self, alias: str, text: str) -> None:
        self.heard.append(f"progress {alias}: {text}")

    def _hear(self, event: str, snapshot: StepSnapshot) -> None:
        self.heard.append(f"{event} {snapshot.metadata.alias}: {snapshot.metadata.status}".rstrip(": "))
        self.snapshots.append(snapshot)
