"""One step called by the engine again and again, as time goes by, until it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tranship.authoring import StepDefinition
from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion import Context, Result, SimpleEngine, Step, StepRunnerRegistry, StepSnapshot
from tranship.store.applications import Applications


@dataclass
class Promoting:
    """A promotion of one step, at a time that tests move.

    :param said: the texts of its progress. :param logged: the lines of its log.
    """

    definition: StepDefinition
    argocd: Applications | None
    config: dict[str, Any]
    stage: str = "test"
    actor: str = ""
    now: datetime = datetime(2026, 1, 31, 13, tzinfo=UTC)
    said: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    def call(self, seconds: float = 0) -> StepExecutionMetadata:
        """Let time pass, and call the engine; how the step stands then."""
        self.now += timedelta(seconds=seconds)
        registry = StepRunnerRegistry([(self.definition.kind, self.definition)])
        engine = SimpleEngine(None, self.argocd, registry=registry, clock=lambda: self.now)
        context = Context(project="demo", stage=self.stage, promotion="p", actor=self.actor)
        if self.results:
            last = self.results[-1]
            context = replace(
                context,
                start_from_step=last.current_step,
                step_execution_metadata=last.step_execution_metadata,
                state=last.state,
            )
        step = Step(self.definition.kind, alias="step", config=self.config)
        self.results.append(engine.promote(context, [step], observer=self))
        return self.results[-1].step_execution_metadata[0]

    def calls(self, number: int) -> list[str]:
        """The step's status after each of so many calls."""
        return [str(self.call(1).status) for _ in range(number)]

    @property
    def last(self) -> Result:
        """What the last call came to."""
        return self.results[-1]

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Know of it."""

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Know of it."""

    def log(self, alias: str, line: str) -> None:
        """Keep a line."""
        self.logged.append(line)

    def progress(self, alias: str, text: str) -> None:
        """Keep a text, unless it is what was said last."""
        if self.said[-1:] != [text]:
            self.said.append(text)
