"""argocd-wait: waits until Argo CD's Applications are as they should be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from tranship.authoring import (
    WAIT,
    Change,
    ChangeKind,
    KargoModel,
    Preview,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    TerminalError,
    step_runner,
)
from tranship.authoring.argocd.operation import REFRESH
from tranship.authoring.argocd.selection import AppConfig, applications_of, select
from tranship.errors import StoreError
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.health.argocd import health_of, is_stale, is_under_way, spec_problems
from tranship.models.argocd import Application
from tranship.models.promotion import PromotionStepStatus

Condition = Literal["health", "sync", "operation", "suspended", "degraded"]
_HEALTH = {"health": "Healthy", "suspended": "Suspended", "degraded": "Degraded"}
_NO_REGRESSION = ("", "Degraded", "Unknown")
STATUSES = "healthStatus"
"""The output: each Application's last health, by ``namespace/name``."""


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


class ArgoCDWaitConfig(KargoModel):
    """The configuration of an argocd-wait step."""

    apps: Annotated[list[AppWait], Field(min_length=1)] = Field(description="The Applications, in order.")


def run(step: StepRun[ArgoCDWaitConfig]) -> StepResult:
    """Wait until Argo CD's Applications are as they should be."""
    client = applications_of(step)
    remembered = _remembered(step)
    statuses, waiting = dict(remembered), []
    for config in step.config.apps:
        for application in select(client, config):
            key = f"{application.namespace}/{application.name}"
            if health := health_of(application):
                statuses[key] = health
            if problems := spec_problems(application):
                text = f'the Application "{application.name}" can\'t be synced: {"; ".join(problems)}'
                raise TerminalError(text, output={STATUSES: statuses})
            if _awaits_health(config) and not _is_busy(config, application) and is_stale(application):
                patch = {"metadata": {"annotations": {REFRESH: "hard"}}}
                client.patch(Application, application.namespace, application.name, patch)
                waiting.append(f"{application.name}: health is older than the last sync, asked for a refresh")
            elif _is_regression(config, application, remembered.get(key, "")):
                text = f'the Application "{application.name}" became Degraded; it was {remembered[key]} before'
                raise TerminalError(text, output={STATUSES: statuses})
            elif missing := _missing(config, application):
                waiting.append(f"{application.name}: {missing}")
    if not waiting:
        return StepResult(output={STATUSES: statuses})
    step.execution.progress(", ".join(waiting))
    return StepResult(PromotionStepStatus.RUNNING, ", ".join(waiting), {STATUSES: statuses})


def preview(step: StepRun[ArgoCDWaitConfig]) -> Preview:
    """What is waited for, and how it is now; that the wait ends well is assumed."""
    known = Unknown(f"known after {step.context.alias}")
    client, statuses, changes, missing = applications_of(step), {}, [], []
    for config in step.config.apps:
        wanted = [_HEALTH[one] for one in config.wait_for if one in _HEALTH]
        try:
            applications = select(client, config)
        except (StepError, StoreError) as error:
            # What the promotion has pushed before may well make it.
            missing.append(f"{error}, and it has to be there by then")
            continue
        for application in applications:
            key = f"{application.namespace}/{application.name}"
            statuses[key] = wanted[0] if len(wanted) == 1 else known
            now = _missing(config, application) or "it is so now"
            summary = f"wait for {', '.join(config.wait_for)}; {now}"
            changes.append(Change(ChangeKind.WAIT, f"argocd/{application.name}", summary))
    output = {STATUSES: known if missing else statuses}
    return Preview(output, tuple(changes), (*missing, "assumes that the Applications become as they should be"))


def _remembered(step: StepRun[ArgoCDWaitConfig]) -> dict[str, str]:
    """Statuses of earlier calls; what can't be read is as if there had been none."""
    state: Any = step.context.shared_state.get(step.context.alias)
    known = state.get(STATUSES) if isinstance(state, Mapping) else None
    if not isinstance(known, Mapping):
        return {}
    return {key: value for key, value in known.items() if isinstance(value, str)}


def _awaits_health(config: AppWait) -> bool:
    return any(condition in _HEALTH for condition in config.wait_for)


def _is_busy(config: AppWait, application: Application) -> bool:
    return "operation" in config.wait_for and is_under_way(application)


def _is_regression(config: AppWait, application: Application, before: str) -> bool:
    if "health" not in config.wait_for or _is_busy(config, application):
        return False
    return health_of(application) == "Degraded" and before not in _NO_REGRESSION


def _missing(config: AppWait, application: Application) -> str:
    """What is still waited for, empty if nothing is."""
    if _is_busy(config, application):
        return "an operation is under way"
    health, wanted = health_of(application), [_HEALTH[one] for one in config.wait_for if one in _HEALTH]
    if wanted and health not in wanted:
        return f"health {health or 'unknown'}"
    sync = (application.status.get("sync") or {}).get("status") or "unknown"
    return f"sync {sync}" if "sync" in config.wait_for and sync != "Synced" else ""


registration = step_runner(
    kind="argocd-wait",
    config=ArgoCDWaitConfig,
    run=run,
    effects=WAIT,
    preview=preview,
    outputs={STATUSES: dict},
    capabilities=[StepRunnerCapability.ACCESS_ARGOCD],
    default_timeout=Duration.parse("5m"),
)
