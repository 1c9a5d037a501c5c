"""Raw sites: fields that are expressions as a whole, with names of their own, such as ``successExpression``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tranship.errors import FieldPath
from tranship.expressions.discovery import DISCOVERY_FUNCTIONS
from tranship.exprlang import NO_FUNCTIONS, Functions
from tranship.lint.expressions import Analysis, analysed
from tranship.lint.findings import Problem
from tranship.lint.sites import problem_within
from tranship.models.base import KargoModel
from tranship.models.promotion import PromotionStep
from tranship.models.warehouse import Warehouse

RESPONSE: Mapping[str, Any] = {"response": {"status": 1, "header": None, "headers": None, "body": None}}
"""What expressions over a response see; None is a value of its own, and 1 a number."""

_OVER_RESPONSES = frozenset({"http"})
_OVER_DOCUMENTS = frozenset({"json-parse", "toml-parse", "yaml-parse"})
_CONDITIONS = ("successExpression", "failureExpression")


@dataclass(frozen=True)
class RawSite:
    """A field that is an expression.

    :param model: the part of a resource that it stands in, and ``path`` where in there.
    :param names: what it sees; None if that depends on a document.
    :param is_condition: whether it must come out as true or false.
    """

    model: KargoModel
    path: FieldPath
    text: str
    names: Mapping[str, Any] | None
    functions: Functions = NO_FUNCTIONS
    is_condition: bool = False

    @property
    def analysis(self) -> Analysis:
        """What is known of it."""
        return analysed(self.text, self.functions)

    def problem(self, message: str, start: int, end: int, hint: str = "") -> Problem:
        """A problem with the characters from ``start`` to ``end`` of it."""
        return problem_within(self.model, self.path, message, (start, end), hint)


def raw_sites_of_step(step: PromotionStep) -> Iterator[RawSite]:
    """The expressions in a step's configuration. One with templates in it isn't known before these are evaluated."""
    if not isinstance(step.config, Mapping) or step.uses not in _OVER_RESPONSES | _OVER_DOCUMENTS:
        return
    names = RESPONSE if step.uses in _OVER_RESPONSES else None
    found: list[tuple[FieldPath, Any]] = []
    if names is not None:
        found += [((field,), step.config.get(field)) for field in (*_CONDITIONS, "errorExpression")]
    outputs = step.config.get("outputs")
    for index, output in enumerate(outputs if isinstance(outputs, list) else ()):
        if isinstance(output, Mapping):
            found.append((("outputs", index, "fromExpression"), output.get("fromExpression")))
    for path, text in found:
        if isinstance(text, str) and text and "${{" not in text and "${%" not in text:
            yield RawSite(step, ("config", *path), text, names, is_condition=path[0] in _CONDITIONS)


def raw_sites_of_warehouse(warehouse: Warehouse) -> Iterator[RawSite]:
    """The expression that decides which artifacts become Freight together."""
    criteria = warehouse.spec.freight_creation_criteria
    if criteria is not None and criteria.expression.strip():
        text = criteria.expression
        # It need not be true or false: what prints as one of them will do.
        yield RawSite(criteria, ("expression",), text, {}, DISCOVERY_FUNCTIONS)
