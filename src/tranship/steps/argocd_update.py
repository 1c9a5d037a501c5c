"""argocd-update: changes sources of Argo CD's Applications, syncs them, and waits until they are synced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tranship.authoring import (
    GIVEN,
    WAIT,
    WRITE,
    Change,
    ChangeKind,
    KargoModel,
    Preview,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.argocd.operation import Progress, progress_of, start_sync, state_text, sync_patch
from tranship.authoring.argocd.selection import NOT_LOOKED_AT, AppConfig, applications_of, authorized, select
from tranship.authoring.argocd.sources import (
    SourceUpdate,
    described_update,
    desired_revisions,
    sources_of,
    updated_spec,
)
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.models.argocd import Application
from tranship.models.promotion import PromotionStepStatus
from tranship.store.applications import Applications


class AppUpdate(AppConfig):
    """Applications, and updates of their sources."""

    sources: Annotated[Annotated[list[SourceUpdate], Field(min_length=1)] | None, GIVEN] = Field(
        default=None, description="Updates of the Applications' sources; each must be for a source that they have."
    )

    @property
    def updates(self) -> list[SourceUpdate]:
        """The updates, none if there are none."""
        return self.sources or []


class ArgoCDUpdateConfig(KargoModel):
    """The configuration of an argocd-update step."""

    apps: Annotated[list[AppUpdate], Field(min_length=1)] = Field(description="The Applications, in order.")


def run(step: StepRun[ArgoCDUpdateConfig]) -> StepResult:
    """Update and sync Argo CD's Applications, and wait for it."""
    client = applications_of(step)
    waiting: list[str] = []
    checked: list[dict[str, object]] = []
    for config in step.config.apps:
        for application in _targets(step, client, config):
            desired = desired_revisions(config.updates, sources_of(application))
            progress = progress_of(application, step.context.promotion, desired)
            if progress is Progress.START:
                waiting.append(start_sync(client, application, _patch(step, application, config), step.execution))
            elif progress is Progress.WAIT:
                waiting.append(state_text(application))
            checked.append(_criteria(application, desired))
    if waiting:
        text = ", ".join(waiting)
        step.execution.progress(text)
        return StepResult(PromotionStepStatus.RUNNING, text)
    return StepResult(health_check=Criteria("argocd-update", {"apps": checked}))


def preview(step: StepRun[ArgoCDUpdateConfig]) -> Preview:
    """The patches, and that they are taken to lead to synced Applications."""
    if step.capabilities.argocd_client is None:
        return Preview(changes=tuple(map(_unseen, step.config.apps)), notes=(NOT_LOOKED_AT,))
    client = applications_of(step)
    changes = []
    for config in step.config.apps:
        for application in _targets(step, client, config):
            revisions = [one for one in desired_revisions(config.updates, sources_of(application)) if one]
            summary = "would sync" + (f" to {', '.join(revisions)}" if revisions else "")
            changed = described_update(application, updated_spec(application, config.updates))
            details = {"changes": changed, "patch": _patch(step, application, config)}
            changes.append(Change(ChangeKind.SYNC, f"argocd/{application.name}", summary, details=details))
    return Preview(changes=tuple(changes), notes=("assumes that the Applications become synced",))


def _unseen(config: AppUpdate) -> Change:
    revisions = ", ".join(one.desired_revision for one in config.updates if one.desired_revision)
    return Change(ChangeKind.SYNC, config.target, f"would sync to {revisions}" if revisions else "would sync")


def _targets(step: StepRun[ArgoCDUpdateConfig], client: Applications, config: AppUpdate) -> Iterator[Application]:
    allowed = authorized(step, config, select(client, config))
    if len(allowed) > 1:
        # All of several Applications are looked at before the first is changed.
        for application in allowed:
            updated_spec(application, config.updates)
    yield from allowed


def _patch(step: StepRun[ArgoCDUpdateConfig], application: Application, config: AppUpdate) -> dict[str, object]:
    spec = updated_spec(application, config.updates)
    return sync_patch(application, step.context.promotion, step.context.promotion_actor, spec)


def _criteria(application: Application, desired: list[str]) -> dict[str, object]:
    checked: dict[str, object] = {"name": application.name, "namespace": application.namespace}
    return checked | ({"desiredRevisions": desired} if desired else {})


registration = step_runner(
    kind="argocd-update",
    config=ArgoCDUpdateConfig,
    run=run,
    effects=WRITE | WAIT,
    preview=preview,
    may_be_unknown={
        f"apps.*.sources.*.{field}": str
        for field in ("desiredRevision", "kustomize.images.*.tag", "kustomize.images.*.digest", "helm.images.*.value")
    },
    capabilities=[StepRunnerCapability.ACCESS_ARGOCD],
    default_timeout=Duration.parse("5m"),
)
