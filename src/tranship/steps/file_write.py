"""file-write: writes a text file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepFailed, StepResult, StepRun, step_runner
from tranship.errors import PathError
from tranship.files import paths
from tranship.files.atomic import replace_file


class FileWriteConfig(KargoModel):
    """The configuration of a file-write step."""

    path: NonEmpty = Field(
        description="The file, below the work directory: relative, through no symlink, and not in a .git folder."
    )
    contents: str = Field(
        description="All that the file is to hold, to the byte. Where a template makes it a number, a list or an "
        "object, wrap it: `quote()`, `asYAML()` or `asJSON()`."
    )
    permissions: Annotated[str, Field(pattern="^0[0-7]{3}$")] = Field(
        default="0600", description="Its permission bits: four octal digits, not executable, not writable for all."
    )
    overwrite: bool = Field(default=False, description="Whether a file that is there is replaced.")

    @field_validator("permissions")
    @classmethod
    def _harmless(cls, permissions: str) -> str:
        if int(permissions, 8) & 0o111:
            raise ValueError("must not make the file executable")
        if int(permissions, 8) & 0o002:
            raise ValueError("must not make the file writable for everybody")
        return permissions


def run(step: StepRun[FileWriteConfig]) -> StepResult:
    """Write a text file."""
    config, root = step.config, Path(step.context.work_dir)
    try:
        file = paths.strictly_inside(root, config.path)
        text = config.contents.encode()
    except PathError as error:
        raise StepFailed(str(error), field=("path",)) from error
    except UnicodeEncodeError as error:
        raise StepFailed("contents holds bytes that are no text", field=("contents",)) from error
    if any(part.casefold() == ".git" for part in file.relative_to(root).parts):
        raise StepFailed(f'"{config.path}" lies in a .git folder, which only Git may write to', field=("path",))
    with paths.naming(config.path):
        if not config.overwrite and file.exists():
            raise StepFailed(
                f'"{config.path}" is there already; with overwrite: true it would be replaced', field=("overwrite",)
            )
        replace_file(paths.new_file(root, config.path), text, mode=int(config.permissions, 8))
    return StepResult()


registration = step_runner(
    kind="file-write", config=FileWriteConfig, run=run, effects=LOCAL, may_be_unknown={"contents": str}
)
