"""yaml-parse: takes values out of a YAML file, read as kubectl reads manifests."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from tranship.authoring import PURE, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.authoring.extraction import ExtractedOutputs, extract, names_of_outputs
from tranship.files import atomic, paths
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, iterate_documents, value_of
from tranship.formats.yaml_text import yaml_text


class YAMLParseConfig(KargoModel):
    """The file, and what is taken out of it."""

    path: NonEmpty = Field(description="The file, below the work directory. Only its first document is read.")
    outputs: ExtractedOutputs = Field(description="What is put out, each from an expression over the document.")


def run(step: StepRun[YAMLParseConfig]) -> StepResult:
    """Take values out of a YAML file."""
    path = step.config.path
    data = atomic.read_file(paths.existing_file(step.context.work_dir, path))
    if not data:
        raise StepError(f'"{path}" is empty; there is nothing to take out of it', field=("path",))
    return StepResult(output=extract(_first_document(yaml_text(data, path), path), step.config.outputs))


def _first_document(text: str, path: str) -> Any:
    """The value of the first document; None if there is none, or nothing in it."""
    node = next(iterate_documents(text, path), None)
    return None if node is None else value_of(node, LENIENT_MANIFEST, Lines(path, text))


registration = step_runner(
    kind="yaml-parse",
    config=YAMLParseConfig,
    run=run,
    effects=PURE,
    outputs=names_of_outputs,
)
