"""argocd-wait: waits until Argo CD's Applications are as they should be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

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
from tranship.authoring.argocd.conditions import AppWait
from tranship.authoring.argocd.operation import REFRESH
from tranship.authoring.argocd.selection import NOT_LOOKED_AT, applications_of, select
from tranship.errors import StoreError
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.health.argocd import health_of, is_stale, spec_problems
from tranship.models.argocd import Application
from tranship.models.promotion import PromotionStepStatus

STATUSES = "healthStatus"
"""The output: each Application's last health, by ``namespace/name``."""


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
            if config.awaits_health and not config.is_busy(application) and is_stale(application):
                patch = {"metadata": {"annotations": {REFRESH: "hard"}}}
                client.patch(Application, application.namespace, application.name, patch)
                waiting.append(f"{application.name}: health is older than the last sync, asked for a refresh")
            elif config.is_regression(application, remembered.get(key, "")):
                text = f'the Application "{application.name}" became Degraded; it was {remembered[key]} before'
                raise TerminalError(text, output={STATUSES: statuses})
            elif missing := config.missing(application):
                waiting.append(f"{application.name}: {missing}")
    if not waiting:
        return StepResult(output={STATUSES: statuses})
    step.execution.progress(", ".join(waiting))
    return StepResult(PromotionStepStatus.RUNNING, ", ".join(waiting), {STATUSES: statuses})


def preview(step: StepRun[ArgoCDWaitConfig]) -> Preview:
    """What is waited for, and how it is now; that the wait ends well is assumed."""
    known = Unknown(f"known after {step.context.alias}")
    if step.capabilities.argocd_client is None:
        unseen = (
            Change(ChangeKind.WAIT, one.target, f"wait for {', '.join(one.wait_for)}") for one in step.config.apps
        )
        return Preview({STATUSES: known}, tuple(unseen), (NOT_LOOKED_AT,))
    client, statuses, changes, missing = applications_of(step), {}, [], []
    for config in step.config.apps:
        wanted = config.healths
        try:
            applications = select(client, config)
        except (StepError, StoreError) as error:
            # What the promotion has pushed before may well make it.
            missing.append(f"{error}, and it has to be there by then")
            continue
        for application in applications:
            key = f"{application.namespace}/{application.name}"
            statuses[key] = wanted[0] if len(wanted) == 1 else known
            now = config.missing(application) or "it is so now"
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
