"""How far a Promotion has come: its saved status, and what its journal has had since, also after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.lifecycle.annotations import POSITION
from tranship.lifecycle.secret_state import Resolver, reveal
from tranship.models.base import read_model
from tranship.models.promotion import HealthCheckStep, Promotion, PromotionStatus, StepExecutionMetadata
from tranship.store.protocol import Store

STARTED, FINISHED, RESTARTED = "started", "finished", "restarted"
"""What the journal has entries of, beside lines: a step's attempts, and that all steps run again."""


@dataclass
class Progress:
    """How far a Promotion has come by its saved status and what the journal has had since.

    ``state`` is as it was saved, with references in place of secrets. ``interrupted`` is the alias of a step that was
    under way when the process ended.
    """

    current_step: int = 0
    metadata: dict[str, StepExecutionMetadata] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    health_checks: list[HealthCheckStep] = field(default_factory=list)
    interrupted: str = ""

    def revealed_state(self, resolve: Resolver, secrets: SecretRegistry) -> dict[str, Any]:
        """The state with its secrets.

        :raises StoreError: a secret is gone or has changed since.
        """
        return {alias: reveal(output, resolve, secrets) for alias, output in self.state.items()}

    def applied_to(self, status: PromotionStatus) -> PromotionStatus:
        """The status as this progress makes it."""
        return status.replace(
            current_step=self.current_step,
            step_execution_metadata=tuple(self.metadata.values()),
            state=self.state or None,
            health_checks=tuple(self.health_checks),
        )


def position_noted(store: Store, promotion: Promotion) -> Promotion:
    """The Promotion with a note that its status holds all of the journal so far."""
    annotations = promotion.metadata.annotations | {POSITION: str(store.journal_end(promotion.metadata.uid))}
    return promotion.replace(metadata=promotion.metadata.replace(annotations=annotations))


def read_progress(store: Store, promotion: Promotion) -> Progress:
    """How far a Promotion has come, also where the process that drove it was killed."""
    status = promotion.status
    progress = Progress(
        current_step=status.current_step,
        metadata={entry.alias: entry for entry in status.step_execution_metadata},
        state=dict(status.state or {}),
        health_checks=list(status.health_checks),
    )
    position = int(promotion.metadata.annotations.get(POSITION, "0"))
    for _, entry in store.journal(promotion.metadata.uid, after=position):
        if entry["event"] in (STARTED, FINISHED):
            _replay(entry, progress)
        elif entry["event"] == RESTARTED:
            progress = Progress(state=progress.state)
    return progress


def _replay(entry: Mapping[str, Any], progress: Progress) -> None:
    metadata = read_model(StepExecutionMetadata, entry["metadata"])
    progress.metadata[metadata.alias] = metadata
    # A step that has ended must not run again, also where its successor was never begun.
    progress.current_step = entry["index"] + (1 if entry.get("done") else 0)
    progress.interrupted = metadata.alias if entry["event"] == STARTED else ""
    progress.state.update(entry.get("outputs", {}))
    if "healthCheck" in entry:
        progress.health_checks.append(read_model(HealthCheckStep, entry["healthCheck"]))
