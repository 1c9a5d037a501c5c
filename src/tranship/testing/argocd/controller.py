"""What Argo CD's controller does to an Application, one step at each look at it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REFRESH = "argocd.argoproj.io/refresh"

Resolve = Callable[[Mapping[str, Any]], str | None]
"""The commit or version that a source's ``targetRevision`` stands for; None if there is none."""


@dataclass(frozen=True)
class Script:
    """How an Application behaves.

    :param looks: how often a sync is still seen Running.
    :param phase: how syncs end, with the ``message`` that says why.
    :param health: after a sync that succeeded, one state at each look; the last one stays.
    :param reconciles: whether the controller looks at the Application by itself after a sync; else a refresh is needed.
    :param conditions: of the Application, by type.
    :param window: whether a sync window forbids syncs.
    """

    looks: int = 1
    phase: str = "Succeeded"
    message: str = "successfully synced (all tasks run)"
    health: tuple[str, ...] = ("Healthy",)
    reconciles: bool = True
    conditions: Mapping[str, str] = field(default_factory=dict)
    window: bool = False


class Kept:
    """An Application as the cluster holds it, and what is deployed of it.

    :param resource: the whole Application; its status is that of one that has just been reconciled.
    :param now: tells the time as Kubernetes writes it; later at each call.
    """

    def __init__(self, resource: Mapping[str, Any], script: Script, resolve: Resolve, now: Callable[[], str]) -> None:
        self.resource: dict[str, Any] = copy.deepcopy(dict(resource))
        self._resolve = resolve
        self._now = now
        self._looks = 0
        self.follow(script)
        self._deployed: list[tuple[Mapping[str, Any], str]] | None = None
        self.touch()

    @property
    def metadata(self) -> dict[str, Any]:
        """Its metadata."""
        found: dict[str, Any] = self.resource.setdefault("metadata", {})
        return found

    @property
    def status(self) -> dict[str, Any]:
        """Its status."""
        found: dict[str, Any] = self.resource.setdefault("status", {})
        return found

    @property
    def sources(self) -> Sequence[Mapping[str, Any]]:
        """Its sources, whichever way it writes them."""
        spec = self.resource.get("spec") or {}
        return spec.get("sources") or ([spec["source"]] if spec.get("source") else [])

    def deploy(self) -> None:
        """Be as after a sync long ago."""
        self._deployed = self._wanted()
        self.reconcile()

    def follow(self, script: Script) -> None:
        """Behave in another way from now on; the health is as at the end of the script, until the next sync."""
        self.script = script
        self._health = len(script.health) - 1

    def touch(self) -> None:
        """Count a change."""
        self.metadata["resourceVersion"] = str(int(self.metadata.get("resourceVersion") or 0) + 1)

    def look(self) -> dict[str, Any]:
        """The Application after the controller's next step."""
        before = copy.deepcopy(self.resource)
        state = self.status.get("operationState")
        if self.resource.get("operation") and not state:
            self._begin()
        elif self.resource.get("operation"):
            self._go_on()
        elif state and self.script.reconciles:
            self._health = min(self._health + 1, len(self.script.health) - 1)
            self.reconcile()
        if REFRESH in self.metadata.get("annotations", {}):
            self.refresh()
        if self.resource != before:
            self.touch()
        return copy.deepcopy(self.resource)

    def refresh(self) -> None:
        """Compare anew and take the annotation off that has asked for it."""
        self.metadata.get("annotations", {}).pop(REFRESH, None)
        self.reconcile()
        self.touch()

    def reconcile(self) -> None:
        """Find out how the Application stands; one that syncs by itself begins to if it is out of sync."""
        wanted = self._wanted()
        synced = wanted is not None and wanted == self._deployed
        self.status["sync"] = {
            "status": "Synced" if synced else "Unknown" if wanted is None else "OutOfSync",
            "comparedTo": self._compared(),
            **self._revisions(wanted),
        }
        self.status["health"] = {"status": self.script.health[max(self._health, 0)]}
        self.status["reconciledAt"] = self._now()
        conditions = [{"type": kind, "message": text} for kind, text in self.script.conditions.items()]
        self.status.pop("conditions", None)
        if conditions:
            self.status["conditions"] = conditions
        policy = (self.resource["spec"].get("syncPolicy") or {}).get("automated")
        if policy is not None and policy.get("enabled", True) and not synced and not self.resource.get("operation"):
            self.start({"initiatedBy": {"automated": True}, "retry": {"limit": 5}, "sync": {}})

    def start(self, operation: Mapping[str, Any]) -> None:
        """Ask for an operation, as the API server does it."""
        sync = {**self._compared(source_only=True), **self._revisions(self._wanted()), **operation["sync"]}
        self.resource["operation"] = {**operation, "sync": sync}
        self.status.pop("operationState", None)
        self.touch()

    def _begin(self) -> None:
        self._looks = 1
        self.status["operationState"] = {
            "operation": copy.deepcopy(self.resource["operation"]),
            "phase": "Running",
            "message": "waiting for completion of hooks",
            "startedAt": self._now(),
        }
        if not self.script.looks:
            self._end()

    def _go_on(self) -> None:
        if self._looks < self.script.looks:
            self._looks += 1
        else:
            self._end()

    def _end(self) -> None:
        operation = self.resource.pop("operation")
        wanted = self._wanted()
        state = self.status["operationState"]
        state |= {"phase": self.script.phase, "message": self.script.message, "finishedAt": self._now()}
        state["syncResult"] = {
            key: value
            for key, value in operation["sync"].items()
            if key in ("revision", "revisions", "source", "sources")
        }
        if self.script.phase == "Succeeded":
            self._deployed = wanted
            self._health = -1
            self.status["sync"] = {**self.status.get("sync", {}), "status": "Synced", **self._revisions(wanted)}

    def _wanted(self) -> list[tuple[Mapping[str, Any], str]] | None:
        """The sources with the revisions that they are at; None if one of them is at none."""
        pairs = [(copy.deepcopy(dict(source)), self._resolve(source)) for source in self.sources]
        return None if any(revision is None for _, revision in pairs) else [(one, str(text)) for one, text in pairs]

    def _revisions(self, wanted: Sequence[tuple[Mapping[str, Any], str]] | None) -> dict[str, Any]:
        revisions = [revision for _, revision in wanted or ()]
        if self.resource["spec"].get("sources"):
            return {"revisions": revisions}
        return {"revision": revisions[0] if revisions else ""}

    def _compared(self, *, source_only: bool = False) -> dict[str, Any]:
        spec = self.resource["spec"]
        key = "sources" if spec.get("sources") else "source"
        compared = {key: copy.deepcopy(spec[key])} if spec.get(key) else {}
        return compared if source_only else {**compared, "destination": copy.deepcopy(spec.get("destination") or {})}
