"""Selectors of resources by their labels, as Kubernetes has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from tranship.errors import InputError
from tranship.models.base import KargoModel, NonEmpty

_NAME = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)", re.ASCII)
_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_LONGEST_PREFIX = 253


class LabelRequirement(KargoModel):
    """A demand on one label."""

    key: NonEmpty = Field(description="The label's key.")
    operator: Literal["In", "NotIn", "Exists", "DoesNotExist"] = Field(description="What is demanded of the label.")
    values: list[str] = Field(default_factory=list, description="The values for `In` and `NotIn`; none for others.")


class LabelSelector(KargoModel):
    """Demands on labels, all of which must be met; at least one."""

    match_labels: dict[str, str] = Field(default_factory=dict, description="Labels with the values they must have.")
    match_expressions: list[LabelRequirement] = Field(default_factory=list, description="Further demands on labels.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.match_labels or self.match_expressions):
            raise ValueError("must have at least one entry in matchLabels or matchExpressions")
        return self

    def check(self) -> None:
        """Refuse what Kubernetes refuses.

        :raises InputError: a key or value can be no label's, or an operator has values that it takes none of.
        """
        for key, value in self.match_labels.items():
            _check_key(key)
            _check_value(value)
        for one in self.match_expressions:
            _check_key(one.key)
            takes_values = one.operator in ("In", "NotIn")
            if takes_values and not one.values:
                raise InputError(f'the selector\'s operator {one.operator} for "{one.key}" needs values')
            if not takes_values and one.values:
                raise InputError(f'the selector\'s operator {one.operator} for "{one.key}" takes no values')
            for value in one.values:
                _check_value(value)

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet all demands."""
        return all(labels.get(key) == value for key, value in self.match_labels.items()) and all(
            _meets(one, labels) for one in self.match_expressions
        )


def _meets(requirement: LabelRequirement, labels: Mapping[str, str]) -> bool:
    value = labels.get(requirement.key)
    match requirement.operator:
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "In":
            return value in requirement.values
    # A label that is not there has none of the values.
    return value not in requirement.values


def _check_key(key: str) -> None:
    prefix, slash, name = key.rpartition("/")
    good_prefix = not slash or (len(prefix) <= _LONGEST_PREFIX and _PREFIX.fullmatch(prefix))
    if not (good_prefix and _NAME.fullmatch(name)):
        raise InputError(f"the selector's \"{key}\" can be no label's key")


def _check_value(value: str) -> None:
    if value and not _NAME.fullmatch(value):
        raise InputError("a value in the selector can be no label's: letters, digits, -, _ and . only, 63 at most")
