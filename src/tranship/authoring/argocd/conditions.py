"""What an Application is waited to become, and whether it is so."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from tranship.authoring.argocd.selection import AppConfig
from tranship.health.argocd import health_of, is_under_way
from tranship.models.argocd import Application

Condition = Literal["health", "sync", "operation", "suspended", "degraded"]
_HEALTH = {"health": "Healthy", "suspended": "Suspended", "degraded": "Degraded"}
_NO_REGRESSION = ("", "Degraded", "Unknown")


class AppWait(AppConfig):
    """Applications, and what is waited for."""

    wait_for: Annotated[list[Condition], Field(min_length=1)] = Field(
        default=["health", "sync", "operation"],
        description="What must be so: `health` (Healthy), `suspended` or `degraded`, one of which is enough if there "
        "are several; `sync` (Synced); `operation` (none is under way).",
    )

    @field_validator("wait_for")
    @classmethod
    def _each_once(cls, conditions: list[Condition]) -> list[Condition]:
        if len(set(conditions)) < len(conditions):
            raise ValueError("must have each condition once")
        return conditions

    @property
    def healths(self) -> list[str]:
        """The states of health of which one is waited for; empty if any will do."""
        return [_HEALTH[one] for one in self.wait_for if one in _HEALTH]

    @property
    def awaits_health(self) -> bool:
        """Whether it is waited for a state of health."""
        return bool(self.healths)

    def is_busy(self, application: Application) -> bool:
        """Whether an operation is under way whose end is waited for."""
        return "operation" in self.wait_for and is_under_way(application)

    def is_regression(self, application: Application, before: str) -> bool:
        """Whether the Application has become Degraded, which it was not ``before``, where it is to become Healthy."""
        if "health" not in self.wait_for or self.is_busy(application):
            return False
        return health_of(application) == "Degraded" and before not in _NO_REGRESSION

    def missing(self, application: Application) -> str:
        """What is still waited for, empty if nothing is."""
        if self.is_busy(application):
            return "an operation is under way"
        health = health_of(application)
        if self.awaits_health and health not in self.healths:
            return f"health {health or 'unknown'}"
        sync = (application.status.get("sync") or {}).get("status") or "unknown"
        return f"sync {sync}" if "sync" in self.wait_for and sync != "Synced" else ""
