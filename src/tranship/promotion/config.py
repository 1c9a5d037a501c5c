"""A step's configuration after evaluation: plain JSON, and its way into a typed model."""

from __future__ import annotations

import copy
from typing import Any, Self, TypeVar

from tranship.errors import FieldsError, StepFailed
from tranship.gotypes.json_text import encode
from tranship.models.base import KargoModel, read_model

M = TypeVar("M", bound=KargoModel)


class Config(dict[str, Any]):
    """The configuration that a step runs with: keys to JSON values, opaque to the engine."""

    def deep_copy(self) -> Self:
        """A copy that shares nothing with this one."""
        return type(self)(copy.deepcopy(dict(self)))

    def to_json(self) -> str:
        """JSON text with sorted keys, as Go prints it; empty for an empty configuration."""
        return encode(self) if self else ""


def config_to_struct(config: Config | None, model: type[M]) -> M:
    """Read a configuration into ``model``.

    :raises StepFailed: it does not fit; the message names the field and what is wrong, and never repeats the value.
    """
    if config is None:
        raise StepFailed("the step has no configuration; write its fields under config:")
    try:
        return read_model(model, config)
    except FieldsError as error:
        raise StepFailed(str(error), field=error.problems[0].path) from None
