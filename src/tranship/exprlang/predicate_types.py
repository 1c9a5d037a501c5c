"""The types of what predicate functions return."""

from __future__ import annotations

from typing import Final

from tranship.exprlang.builtins.checks import bare
from tranship.exprlang.types import ANY, ARRAY, BOOL, GROUPS, INT, UNKNOWN, Type, array_of

PREDICATE_VALUES: Final = frozenset(
    {"all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex"}
)
"""The functions whose predicate must be a bool."""


def predicate_result(name: str, collection: Type, predicate: Type | None) -> Type:
    """The type of a call's result, by the types of the collection and of the predicate, None if it has none."""
    if name in ("all", "none", "any", "one"):
        return BOOL
    if name in ("count", "findIndex", "findLastIndex"):
        return INT
    if name == "filter":
        return ARRAY if collection.unknown else array_of(collection.elements)
    if name == "map":
        return array_of(predicate or UNKNOWN)
    if name in ("find", "findLast"):
        return UNKNOWN if collection.unknown else collection.elements
    if name == "groupBy":
        return GROUPS
    if name == "sortBy":
        return collection
    if name == "reduce":
        return predicate or UNKNOWN
    # What is left is sum.
    if predicate is None:
        return UNKNOWN if collection.unknown else collection.elements
    if predicate.unknown:
        return ANY
    return bare(predicate) if predicate.array else predicate
