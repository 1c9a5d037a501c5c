"""Checks a configuration that has templates in it, as far as what is constant or known in it allows."""

from __future__ import annotations

import copy
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
    holes = [path for path, _ in templates_in(config)]
    for problem in _problems(model, config):
        if problem.about_key or not any(_holds(problem.path, hole) for hole in holes):
            yield problem


def template_problems(
    model: type[KargoModel],
    config: Mapping[str, Any],
    values: Mapping[FieldPath, Any],
    examples: Mapping[FieldPath, Any],
) -> Iterator[FieldProblem]:
    """All that is wrong with what templates of ``config`` come to.

    :param values: what is known to come out, by the template's place.
    :param examples: where only the kind of what comes out is known, a value of that kind; just the kind is judged.
    """
    filled: Any = copy.deepcopy(config)
    for path, value in (*values.items(), *examples.items()):
        part = filled
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value
    for problem in _problems(model, filled):
        is_of_value = any(problem.path[: len(path)] == path for path in values)
        if is_of_value or (problem.about_kind and problem.path in examples):
            yield problem


def _problems(model: type[KargoModel], config: Mapping[str, Any]) -> list[FieldProblem]:
    try:
        read_model(model, config)
    except FieldsError as error:
        return list(error.problems)
    return []


def _holds(path: FieldPath, hole: FieldPath) -> bool:
    return hole[: len(path)] == path
