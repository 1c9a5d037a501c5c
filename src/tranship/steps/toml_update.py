"""toml-update: sets values in a TOML file and leaves every other byte as it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.formats.toml_edit import Update, set_values
from tranship.formats.toml_values import decode


class TOMLUpdate(KargoModel):
    """A value to set."""

    key: NonEmpty = Field(
        description="Where the value is: names and indexes of arrays with dots between them, such as "
        r"`services.0.image`. A dot or colon within a name is written `\.` or `\:`."
    )
    value: Any = Field(description="The new value: text, a number or a boolean.")
    create_missing: bool = Field(
        default=False,
        description="Make the key, and what is missing on the way to it, instead of refusing; an index next after the "
        "last item of an array, or `-1`, adds an item.",
    )


class TOMLUpdateConfig(KargoModel):
    """The file and what is set in it: all of it, or nothing if one of the values can't be set."""

    path: NonEmpty = Field(description="The file, below the work directory.")
    updates: Annotated[tuple[TOMLUpdate, ...], Field(min_length=1)] = Field(
        description="The values to set, one after the other."
    )


def run(step: StepRun[TOMLUpdateConfig]) -> StepResult:
    """Set values in a TOML file."""
    path, updates = step.config.path, step.config.updates
    file = paths.existing_file(step.context.work_dir, path)
    data = atomic.read_file(file)
    try:
        text = decode(data, path)
        edited, written = set_values(text, [Update(one.key, one.value, one.create_missing) for one in updates], path)
    except EditError as error:
        at = next((number for number, update in enumerate(updates) if update.key == error.field), None)
        raise StepError(str(error), field=("updates",) if at is None else ("updates", at)) from error
    if edited != text:
        atomic.replace_file(file, edited.encode())
    changes = "".join(f"\n- {update.key}: {value}" for update, value in zip(updates, written, strict=True))
    return StepResult(output={"commitMessage": f"Updated {path}\n{changes}"})


registration = step_runner(
    kind="toml-update",
    config=TOMLUpdateConfig,
    run=run,
    effects=LOCAL,
    may_be_unknown={"updates.*.value": str},
    outputs={"commitMessage": str},
)
