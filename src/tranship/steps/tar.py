"""tar: packs a file or a folder of the work directory into a tar archive, the mirror image of untar."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepResult, StepRun, step_runner
from tranship.files import paths
from tranship.files.atomic import writing
from tranship.files.ignore import IgnoreRules
from tranship.files.packing import pack


class TarConfig(KargoModel):
    """The configuration of a tar step."""

    in_path: NonEmpty = Field(description="The file or folder to pack, below the work directory.")
    out_path: NonEmpty = Field(description="The archive, below the work directory. One that is there is replaced.")
    gzip: bool | None = Field(
        default=None, description="Whether it is gzipped. If not given, it is if its name ends with .gz or .tgz."
    )
    prefix: NonEmpty = Field(
        default="",
        description="A folder within the archive that everything is put in, such as a chart's name; what untar's "
        "stripComponents takes away.",
    )
    ignore: NonEmpty = Field(
        default="",
        description="What is left out of a folder, one pattern a line as in a .gitignore file. .git always is, unless "
        "`!.git` brings it back.",
    )


def run(step: StepRun[TarConfig]) -> StepResult:
    """Pack a tar archive, the same to the byte whenever the files are the same."""
    config, root = step.config, Path(step.context.work_dir)
    rules = IgnoreRules(config.ignore)
    for line in rules.malformed:
        step.execution.log(f'the pattern "{line}" in ignore can\'t be read and matches nothing')
    source = paths.inside(root, config.in_path)
    if not source.is_dir():
        source = paths.existing_file(root, config.in_path)
    target = paths.new_file(root, config.out_path)

    def skip(path: PurePosixPath, is_folder: bool) -> bool:
        # An archive that an earlier run left in the folder is no part of it.
        return source / path == target or rules.ignores(path, is_folder)

    gzipped = config.gzip if config.gzip is not None else target.name.endswith((".gz", ".tgz"))
    prefix = "/".join(paths.cleaned(config.prefix))
    with paths.naming(config.out_path), writing(target) as out:
        pack(source, out, gzipped=gzipped, prefix=prefix, skip=skip, execution=step.execution)
    with paths.naming(config.out_path), target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StepResult(output={"digest": f"sha256:{digest}"})


registration = step_runner(kind="tar", config=TarConfig, run=run, effects=LOCAL, outputs={"digest": str})
