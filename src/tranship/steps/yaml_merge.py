"""yaml-merge: merges YAML files, later ones over earlier ones, into one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.formats.yaml_document import merge_texts
from tranship.formats.yaml_text import yaml_text


class YAMLMergeConfig(KargoModel):
    """The files that are merged, and the one that is written."""

    in_files: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="The files, below the work directory. Maps are merged at every level; anything else of a later "
        "file replaces what an earlier one has, and null removes it."
    )
    out_file: NonEmpty = Field(description="The file that is written; it may be one of those that are merged.")
    ignore_missing_files: bool = Field(
        default=False, description="Pass over files that are not there, instead of refusing."
    )


def run(step: StepRun[YAMLMergeConfig]) -> StepResult:
    """Merge YAML files."""
    config, root = step.config, step.context.work_dir
    names = [name for name in config.in_files if not (config.ignore_missing_files and _is_missing(root, name))]
    texts = {name: yaml_text(atomic.read_file(paths.existing_file(root, name)), name) for name in names}
    try:
        merged = merge_texts([(name, texts[name]) for name in names])
    except EditError as error:
        raise StepError(f"the files can't be merged: {error}", field=("inFiles",)) from error
    atomic.replace_file(paths.new_file(root, config.out_file), merged.encode())
    if not names:
        return StepResult()
    many = f"Merged {len(names)} YAML files to {config.out_file}" + "".join(f"\n- {name}" for name in names)
    return StepResult(output={"commitMessage": many if len(names) > 1 else f"Wrote {names[0]} to {config.out_file}"})


def _is_missing(root: str, name: str) -> bool:
    path: Path = paths.inside(root, name)
    try:
        path.stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


registration = step_runner(
    kind="yaml-merge",
    config=YAMLMergeConfig,
    run=run,
    effects=LOCAL,
    outputs={"commitMessage": str},
)
