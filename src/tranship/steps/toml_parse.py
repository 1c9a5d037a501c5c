"""toml-parse: takes values out of a TOML file."""

from __future__ import annotations

from pydantic import Field

from tranship.authoring import PURE, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.authoring.extraction import ExtractedOutputs, extract, names_of_outputs
from tranship.files import atomic, paths
from tranship.formats.toml_values import decode, values


class TOMLParseConfig(KargoModel):
    """The file, and what is taken out of it."""

    path: NonEmpty = Field(description="The file, below the work directory.")
    outputs: ExtractedOutputs = Field(description="What is put out, each from an expression over the document.")


def run(step: StepRun[TOMLParseConfig]) -> StepResult:
    """Take values out of a TOML file."""
    path = step.config.path
    data = atomic.read_file(paths.existing_file(step.context.work_dir, path))
    if not data:
        raise StepError(f'"{path}" is empty; there is nothing to take out of it', field=("path",))
    return StepResult(output=extract(values(decode(data, path), path), step.config.outputs, floats=False))


registration = step_runner(
    kind="toml-parse",
    config=TOMLParseConfig,
    run=run,
    effects=PURE,
    outputs=names_of_outputs,
)
