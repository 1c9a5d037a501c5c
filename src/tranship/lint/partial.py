"""Checks a configuration that has templates in it, as far as what is constant in it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tranship.errors import FieldPath, FieldProblem, FieldsError
from tranship.expressions.document import templates_in
from tranship.models.base import KargoModel, read_model


def partial_problems(model: type[KargoModel], config: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """All that is wrong with ``config`` for ``model``, whatever its templates come to.

    A problem counts if no template stands in what it is about: where one does, its value may be right. A key that is
    wrong by itself counts in any case.
    """
    try:
        read_model(model, config)
    except FieldsError as error:
        holes = [path for path, _ in templates_in(config)]
        for problem in error.problems:
            if problem.about_key or not any(_holds(problem.path, hole) for hole in holes):
                yield problem


def _holds(path: FieldPath, hole: FieldPath) -> bool:
    return hole[: len(path)] == path
