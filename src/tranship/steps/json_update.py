"""json-update: sets values in a JSON file and leaves every other byte as it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.formats.json_edit import Update, scalar_text, set_values
from tranship.gotypes.quoted import quoted


class JSONUpdate(KargoModel):
    """A value to set."""

    key: NonEmpty = Field(
        description="Where the value is: names and indexes of lists with dots between them, such as "
        r"`containers.0.image`. A dot within a name is written `\.`; `-1` appends to a list; "
        '`images.#(name=="web").tag` picks an item of a list by what is in it.'
    )
    value: Any = Field(description="The new value: text, a number or a boolean.")
    create_missing: bool | None = Field(
        default=None,
        description="What becomes of a key that is not there. If not given, it is made as Kargo does it, without "
        "spaces before the closing bracket; with true it is made in the style of its neighbours; with false it is an "
        "error.",
    )


class JSONUpdateConfig(KargoModel):
    """The file and what is set in it: all of it, or nothing if one of the values can't be set."""

    path: NonEmpty = Field(description="The file, below the work directory.")
    updates: Annotated[tuple[JSONUpdate, ...], Field(min_length=1)] = Field(
        description="The values to set, one after the other."
    )


def run(step: StepRun[JSONUpdateConfig]) -> StepResult:
    """Set values in a JSON file."""
    path, updates = step.config.path, step.config.updates
    file = paths.existing_file(step.context.work_dir, path)
    # Bytes that are no UTF-8 come through as they are.
    text = atomic.read_file(file).decode("utf-8", "surrogateescape")
    try:
        edited = set_values(text, [Update(one.key, one.value, one.create_missing) for one in updates], path)
    except EditError as error:
        at = next((number for number, update in enumerate(updates) if update.key == error.field), None)
        raise StepError(str(error), field=("updates",) if at is None else ("updates", at)) from error
    if edited != text:
        atomic.replace_file(file, edited.encode("utf-8", "surrogateescape"))
    changes = "".join(f"\n- {update.key}: {_message_text(update)}" for update in updates)
    return StepResult(output={"commitMessage": f"Updated {path}\n{changes}"})


def _message_text(update: JSONUpdate) -> str:
    """A value as the commit message shows it."""
    return quoted(update.value) if isinstance(update.value, str) else scalar_text(update.value, update.key)


registration = step_runner(
    kind="json-update",
    config=JSONUpdateConfig,
    run=run,
    effects=LOCAL,
    may_be_unknown={"updates.*.value": str},
    outputs={"commitMessage": str},
)
