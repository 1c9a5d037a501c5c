"""set-metadata: notes values in the metadata of Stages and Freight, where later promotions and templates find them."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field

from tranship.authoring import (
    WRITE,
    Change,
    ChangeKind,
    KargoModel,
    NonEmpty,
    Preview,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.errors import ConflictError
from tranship.models.freight import Freight
from tranship.models.stage import Stage
from tranship.store.merge_patch import replacing_patch

_MODELS: dict[str, type[Stage] | type[Freight]] = {"Stage": Stage, "Freight": Freight}
_TRIES = 5


class MetadataUpdate(KargoModel):
    """A resource of the promotion's project, and what is noted there."""

    kind: Literal["Stage", "Freight"] = Field(description="The kind of the resource.")
    name: NonEmpty = Field(description="Its name; of Freight not the alias.")
    values: Annotated[dict[str, Any], Field(min_length=1)] = Field(
        description="Values by key. Each takes the place of the one that is there; null takes it away."
    )


class SetMetadataConfig(KargoModel):
    """The resources, and what is noted there."""

    updates: Annotated[tuple[MetadataUpdate, ...], Field(min_length=1)] = Field(
        description="What is noted where, one after the other."
    )


def run(step: StepRun[SetMetadataConfig]) -> StepResult:
    """Note values in the metadata of Stages and Freight."""
    for index, update in enumerate(step.config.updates):
        _apply(step, index, update)
    return StepResult()


def preview(step: StepRun[SetMetadataConfig]) -> Preview:
    """Do it: a plan has a store of its own, in which later steps find what was noted, or words that stand for it."""
    run(step)
    changes = (
        Change(
            ChangeKind.METADATA,
            f"{update.kind} {update.name}",
            ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in update.values.items()),
            details=update.values,
        )
        for update in step.config.updates
    )
    return Preview(None, tuple(changes))


def _apply(step: StepRun[SetMetadataConfig], index: int, update: MetadataUpdate) -> None:
    store, project, model = step.capabilities.kargo_client, step.context.project, _MODELS[update.kind]
    if "" in update.values:
        raise StepError("a value has no key; give it one", field=("updates", index, "values"))
    for _ in range(_TRIES):
        resource = store.get(model, project, update.name) if store else None
        if store is None or resource is None:
            raise StepError(
                f'there is no {update.kind} "{update.name}" in the project "{project}"',
                field=("updates", index, "name"),
            )
        before = resource.status.metadata
        metadata = {key: replacing_patch(before.get(key), value) for key, value in update.values.items()}
        try:
            version = resource.metadata.resource_version
            store.patch(model, project, update.name, {"status": {"metadata": metadata}}, resource_version=version)
        except ConflictError:
            # Somebody else has changed it since; the patch has to be made anew.
            continue
        return
    raise StepError(f'{update.kind} "{update.name}" is changed by others again and again; try again later')


registration = step_runner(
    kind="set-metadata",
    config=SetMetadataConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    may_be_unknown={"updates.*.values.*": str},
    capabilities=[StepRunnerCapability.ACCESS_CONTROL_PLANE],
)
