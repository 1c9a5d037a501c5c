"""What the steps that parse a document have in common: outputs that expressions take out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from tranship.expressions import raw
from tranship.models.base import KargoModel, NonEmpty


class ExtractedOutput(KargoModel):
    """An output, and the expression that takes it out of the document."""

    name: NonEmpty = Field(description="The name of the output.")
    from_expression: NonEmpty = Field(
        description="The expression. The keys of the document are its variables, `$env` is the whole document, such as "
        '`image.tag`, `$env["a-b"]` or `$env[0]` for a list. It has the functions of the language, and none of those '
        "of templates."
    )


ExtractedOutputs = Annotated[tuple[ExtractedOutput, ...], Field(min_length=1)]
"""A field's type: at least one output."""


def extract(document: Any, outputs: Sequence[ExtractedOutput], *, floats: bool = True) -> dict[str, Any]:
    """The value of each output, by name; the last of those with the same name counts.

    :param floats: whether all numbers of the document are floats to the expressions, as they are in JSON.
    :raises ExprError: an expression is none or fails; nothing is put out then.
    """
    env = _with_floats(document) if floats else document
    return {
        output.name: raw.evaluate(output.from_expression, env, ("outputs", index, "fromExpression"))
        for index, output in enumerate(outputs)
    }


def names_of_outputs(config: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a step with such outputs puts out, by its configuration as it was written; None where that can't be told."""
    outputs = config.get("outputs")
    if not isinstance(outputs, list):
        return None
    names = [one.get("name") if isinstance(one, Mapping) else None for one in outputs]
    known = [name for name in names if isinstance(name, str) and "${{" not in name]
    return dict.fromkeys(known, Any) if len(known) == len(names) else None


def _with_floats(value: Any) -> Any:
    """The document with its integers as floats."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    return [_with_floats(item) for item in value] if isinstance(value, list) else value
