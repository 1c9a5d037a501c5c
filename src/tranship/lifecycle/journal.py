"""The durable record of a Promotion's steps, written before and after each one."""

from __future__ import annotations

import time
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.health import Criteria
from tranship.lifecycle.progress import FINISHED, RESTARTED, STARTED
from tranship.lifecycle.secret_state import conceal
from tranship.models.base import dump
from tranship.models.promotion import HealthCheckStep, Promotion
from tranship.promotion.observer import Observer, StepSnapshot
from tranship.store.protocol import Store

_LINES_KEPT, _SECONDS_KEPT = 100, 1.0
"""Log lines are written together: after so many, or so long, or with the next event of a step."""


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
        self._append(STARTED, snapshot)
        self._audience.step_started(snapshot)

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Record durably what an attempt came to, then tell the audience."""
        self._append(FINISHED, snapshot)
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
        if event == STARTED and snapshot.config is not None:
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


def note_restart(store: Store, promotion: Promotion) -> None:
    """Record durably that all steps run again, with the state as it is."""
    store.append(promotion.metadata.uid, {"event": RESTARTED})
