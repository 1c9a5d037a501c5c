"""yaml-update: sets values in a YAML file and leaves every other byte as it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.formats.yaml_edit import SetValue, set_values
from tranship.formats.yaml_scalar_text import message_text


class YAMLUpdate(KargoModel):
    """A value to set."""

    key: NonEmpty = Field(
        description="Where the value is: names and indexes of lists with dots between them, such as "
        r"`containers.0.image`. A dot or colon within a name is written `\.` or `\:`."
    )
    value: Any = Field(description="The new value: text, a number, a boolean or null.")
    create_missing: bool = Field(
        default=False,
        description="Make the key, and what is missing on the way to it, instead of refusing; an index next after the "
        "last item of a list, or `-1`, adds an item. What is there already is set as usual.",
    )
    document: int = Field(default=0, ge=0, description="The document of the file that has the key, counted from 0.")


class YAMLUpdateConfig(KargoModel):
    """The file and what is set in it: all of it, or nothing if one of the values can't be set."""

    path: NonEmpty = Field(description="The file, below the work directory.")
    updates: Annotated[list[YAMLUpdate], Field(min_length=1)] = Field(description="The values to set.")


def run(step: StepRun[YAMLUpdateConfig]) -> StepResult:
    """Set values in a YAML file."""
    path, updates = step.config.path, step.config.updates
    file = paths.existing_file(step.context.work_dir, path)
    data = atomic.read_file(file)
    try:
        edited = set_values(data, [SetValue(one.key, one.value, one.document, one.create_missing) for one in updates])
    except EditError as error:
        at = next((number for number, update in enumerate(updates) if update.key == error.field), None)
        raise StepError(f"{path}: {error}", field=("updates",) if at is None else ("updates", at)) from error
    for note in edited.notes:
        step.execution.log(f"{path}: {note}")
    if edited.data != data:
        atomic.replace_file(file, edited.data)
    changes = "".join(f"\n- {update.key}: {message_text(update.value)}" for update in updates)
    return StepResult(output={"commitMessage": f"Updated {path}\n{changes}"})


registration = step_runner(
    kind="yaml-update",
    config=YAMLUpdateConfig,
    run=run,
    effects=LOCAL,
    may_be_unknown={"updates.*.value": str},
    outputs={"commitMessage": str},
)
