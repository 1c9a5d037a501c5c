"""set-freight-alias: gives Freight another alias."""

from __future__ import annotations

from pydantic import Field

from tranship.authoring import (
    WRITE,
    Change,
    ChangeKind,
    KargoModel,
    NonEmpty,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.errors import StoreError
from tranship.models.freight import ALIAS_LABEL, Freight


class SetFreightAliasConfig(KargoModel):
    """The Freight, and its new alias."""

    name: NonEmpty = Field(description="The name of the Freight, in the project of the promotion; not its alias.")
    alias: NonEmpty = Field(description="The new alias; no other Freight of the project may have it.")


def run(step: StepRun[SetFreightAliasConfig]) -> StepResult:
    """Give Freight another alias."""
    before = _set_alias(step)
    was = f', it was "{before}"' if before else ""
    return StepResult(message=f'Freight {step.config.name} is now "{step.config.alias}"{was}')


def preview(step: StepRun[SetFreightAliasConfig]) -> Preview:
    """Do it: a plan has a store of its own, in which later steps find the Freight by its new alias."""
    before = _set_alias(step)
    return Preview(
        None, (Change(ChangeKind.METADATA, f"Freight {step.config.name}", f"alias: {before} → {step.config.alias}"),)
    )


def _set_alias(step: StepRun[SetFreightAliasConfig]) -> str:
    """Set the alias; returns the one that the Freight had.

    :raises StepFailed: there is no such Freight, or it can't have the alias.
    """
    config, project, store = step.config, step.context.project, step.capabilities.kargo_client
    freight = store.get(Freight, project, config.name) if store else None
    if store is None or freight is None:
        raise StepFailed(f'there is no Freight "{config.name}" in the project "{project}"', field=("name",))
    others = store.list(Freight, project, labels={ALIAS_LABEL: config.alias})
    if other := next((one.name for one in others if one.name != config.name), None):
        raise StepFailed(f'the alias "{config.alias}" belongs to Freight {other}; choose another', field=("alias",))
    patch = {"metadata": {"labels": {ALIAS_LABEL: config.alias}}, "alias": config.alias}
    try:
        store.patch(Freight, project, config.name, patch)
    except StoreError as error:
        raise StepFailed(f"Freight {config.name} can't have another alias: {error}") from error
    return freight.effective_alias


registration = step_runner(
    kind="set-freight-alias",
    config=SetFreightAliasConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    capabilities=[StepRunnerCapability.ACCESS_CONTROL_PLANE],
)
