"""The durable record of a Promotion's steps: written before and after each one, read back after a crash."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.health import Criteria
from tranship.lifecycle.secret_state import Resolver, conceal, reveal
from tranship.models.base import dump, read_model
from tranship.models.promotion import HealthCheckStep, Promotion, PromotionStatus, StepExecutionMetadata
from tranship.promotion.observer import Observer, StepSnapshot
from tranship.store.protocol import Store

_LINES_KEPT, _SECONDS_KEPT = 100, 1.0
"""Log lines are written together: after so many, or so long, or with the next event of a step."""

_RESTARTED = "restarted"


class JournalWriter:
    """An observer that records what happens in the store's journal, then tells ``audience``.

    Each record is a change, never the whole promotion, so recording costs the same for the thousandth step as for the
    first. Secrets are replaced by references to where they came from.
    """

    def __init__(self, store: Store, uid: str, secrets: SecretRegistry, audience: Observer) -> None:
        self._store = store
        self._uid = uid
        self._secrets = secrets
        self._audience = audience
        self._lines: list[tuple[str, str]] = []
        self._since = 0.0

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Record durably that a step starts, then tell the audience."""
        self._append("started", snapshot)
        self._audience.step_started(snapshot)

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Record durably what an attempt came to, then tell the audience."""
        self._append("finished", snapshot)
        self._audience.step_finished(snapshot)

    def log(self, alias: str, line: str) -> None:
        """Keep a line for the next record, and tell the audience."""
        if not self._lines:
            self._since = time.monotonic()
        self._lines.append((alias, line))
        if len(self._lines) >= _LINES_KEPT or time.monotonic() - self._since > _SECONDS_KEPT:
            self.flush()
        self._audience.log(alias, line)

    def progress(self, alias: str, text: str) -> None:
        """Tell the audience; what is going on now is not worth a record."""
        self._audience.progress(alias, text)

    def flush(self) -> None:
        """Write the lines that are still kept."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._store.append(self._uid, {"event": "log", "lines": lines})

    def _append(self, event: str, snapshot: StepSnapshot) -> None:
        entry: dict[str, Any] = {
            "event": event,
            "index": snapshot.index,
            "kind": snapshot.kind,
            "metadata": dump(snapshot.metadata),
        }
        if snapshot.done:
            entry["done"] = True
        if event == "started" and snapshot.config is not None:
            entry["config"] = dict(snapshot.config)
        if snapshot.outputs:
            entry["outputs"] = conceal(snapshot.outputs, self._secrets)
        if snapshot.health_check is not None:
            entry["healthCheck"] = dump(health_check_step(snapshot.health_check, self._secrets))
        if self._lines:
            entry["lines"], self._lines = self._lines, []
        self._store.append(self._uid, entry)


def health_check_step(criteria: Criteria, secrets: SecretRegistry) -> HealthCheckStep:
    """Criteria as a Promotion's status holds them."""
    return HealthCheckStep(uses=criteria.kind, config=conceal(criteria.input, secrets))


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


POSITION = "tranship.io/journal-position"
"""The annotation that says how much of the journal a Promotion's saved status holds."""


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
        if entry["event"] in ("started", "finished"):
            _replay(entry, progress)
        elif entry["event"] == _RESTARTED:
            progress = Progress(state=progress.state)
    return progress


def note_restart(store: Store, promotion: Promotion) -> None:
    """Record durably that all steps run again, with the state as it is."""
    store.append(promotion.metadata.uid, {"event": _RESTARTED})


def _replay(entry: Mapping[str, Any], progress: Progress) -> None:
    metadata = read_model(StepExecutionMetadata, entry["metadata"])
    progress.metadata[metadata.alias] = metadata
    # A step that has ended must not run again, also where its successor was never begun.
    progress.current_step = entry["index"] + (1 if entry.get("done") else 0)
    progress.interrupted = metadata.alias if entry["event"] == "started" else ""
    progress.state.update(entry.get("outputs", {}))
    if "healthCheck" in entry:
        progress.health_checks.append(read_model(HealthCheckStep, entry["healthCheck"]))
