"""json-parse: takes values out of a JSON file."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field

from tranship.authoring import PURE, KargoModel, NonEmpty, StepError, StepResult, StepRun, step_runner
from tranship.authoring.extraction import ExtractedOutputs, extract, names_of_outputs
from tranship.files import atomic, paths
from tranship.gotypes.json_text import decode


class JSONParseConfig(KargoModel):
    """The file, and what is taken out of it."""

    path: NonEmpty = Field(description="The file, below the work directory.")
    outputs: ExtractedOutputs = Field(description="What is put out, each from an expression over the document.")


def run(step: StepRun[JSONParseConfig]) -> StepResult:
    """Take values out of a JSON file."""
    path = step.config.path
    data = atomic.read_file(paths.existing_file(step.context.work_dir, path))
    return StepResult(output=extract(_document(data, path), step.config.outputs))


def _document(data: bytes, path: str) -> Any:
    """The value of a file.

    :raises StepError: it is no JSON; the message says where.
    """
    try:
        return decode(data.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: this is no JSON: {error.msg.lower()}"
        raise StepError(message, field=("path",)) from error
    except ValueError as error:
        raise StepError(f'"{path}" can\'t be read: {error}', field=("path",)) from error


registration = step_runner(
    kind="json-parse",
    config=JSONParseConfig,
    run=run,
    effects=PURE,
    outputs=names_of_outputs,
)
