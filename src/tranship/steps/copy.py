"""copy: copies a file, or what is in a folder, to another place in the work directory."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepResult, StepRun, step_runner
from tranship.files import paths
from tranship.files.ignore import IgnoreRules
from tranship.files.tree import copy_file, copy_tree


class CopyConfig(KargoModel):
    """The configuration of a copy step."""

    in_path: NonEmpty = Field(description="The file or folder to copy, below the work directory.")
    out_path: NonEmpty = Field(
        description="Where it goes: a file becomes the file of this name; a folder's content is merged into this one."
    )
    ignore: NonEmpty = Field(
        default="",
        description="What is left out of a folder, one pattern a line as in a .gitignore file. .git always is, unless "
        "`!.git` brings it back; symlinks always are.",
    )


def run(step: StepRun[CopyConfig]) -> StepResult:
    """Copy a file, or what is in a folder."""
    config, root = step.config, Path(step.context.work_dir)
    source = paths.inside(root, config.in_path)
    with paths.naming(config.out_path):
        if source.is_dir():
            rules = IgnoreRules(config.ignore)
            for line in rules.malformed:
                step.execution.log(f'the pattern "{line}" in ignore can\'t be read and matches nothing')
            target = paths.inside(root, config.out_path)
            copy_tree(source, target, root, skip=rules.ignores, execution=step.execution)
        else:
            copy_file(paths.existing_file(root, config.in_path), paths.new_file(root, config.out_path))
    return StepResult()


registration = step_runner(kind="copy", config=CopyConfig, run=run, effects=LOCAL)
