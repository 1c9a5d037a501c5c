"""untar: unpacks a tar archive, gzipped or not, into a folder of the work directory."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Annotated

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepResult, StepRun, step_runner
from tranship.errors import PathError
from tranship.files import archive, paths
from tranship.files.atomic import replacing_folder
from tranship.files.ignore import IgnoreRules


class UntarConfig(KargoModel):
    """The configuration of an untar step."""

    in_path: NonEmpty = Field(
        description="The archive, below the work directory. Whether it is gzipped is told by its content."
    )
    out_path: NonEmpty = Field(description="The folder to unpack into; all that was in it before is gone afterwards.")
    strip_components: Annotated[int, Field(ge=0)] = Field(
        default=0, description="How many leading components of each name are taken away."
    )
    ignore: NonEmpty = Field(
        default="",
        description="What is left out, one pattern a line as in a .gitignore file, by the names after stripping. "
        ".git always is, unless `!.git` brings it back.",
    )


def run(step: StepRun[UntarConfig]) -> StepResult:
    """Unpack a tar archive."""
    config, root = step.config, Path(step.context.work_dir)
    # Here, unlike in copy, Kargo does not take the blanks around a pattern for a part of it.
    rules = IgnoreRules(dedent(config.ignore).strip())
    for line in rules.malformed:
        step.execution.log(f'the pattern "{line}" in ignore can\'t be read and matches nothing')
    source = paths.existing_file(root, config.in_path)
    target = paths.inside(root, config.out_path)
    with paths.naming(config.out_path), replacing_folder(root, target) as folder, source.open("rb") as file:
        try:
            archive.unpack(
                file,
                folder,
                strip=config.strip_components,
                skip=rules.ignores_deeply,
                execution=step.execution,
            )
        except PathError as error:
            raise PathError(f'"{config.in_path}" can\'t be unpacked: {error}') from error
    return StepResult()


registration = step_runner(kind="untar", config=UntarConfig, run=run, effects=LOCAL)
