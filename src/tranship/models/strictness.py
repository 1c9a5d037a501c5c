"""How strictly data is read: by JSON's types, as Kubernetes reads a manifest, with lists and texts for Python's types.

Pydantic's own strict mode wants tuples and enum members where data has lists and texts; its lax mode takes ``"2"`` for
a number. This module turns the schema of a model into the one rule in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import CoreSchema, core_schema

_STRICT = frozenset({"str", "bool", "float", "bytes", "int"})
_FROM_DATA = frozenset({"tuple", "enum", "set", "frozenset"})
_BY_NAME = frozenset({"fields", "choices"})
_INNER = (
    "schema",
    "items_schema",
    "keys_schema",
    "values_schema",
    "extras_schema",
    "fields",
    "choices",
    "steps",
    "lax_schema",
    "strict_schema",
    "python_schema",
    "json_schema",
)
_READ = "tranship-whole-number"


def _whole(value: object) -> object:
    """A number without a fraction is whole, however it was written or computed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def by_json_types(schema: CoreSchema) -> CoreSchema:
    """The same schema with scalars strict, whole floats as integers, lists for tuples and texts for enum members.

    The schema is a tree of plain dicts that pydantic has made for this one model; it is changed in place.
    """
    _visit(schema)
    return schema


def _visit(node: Any) -> None:
    """Apply the rule to a schema and to those that it is made of."""
    kind = node["type"]
    if kind == "function-before" and (node.get("metadata") or {}).get(_READ):
        return
    if kind in _STRICT:
        node["strict"] = True
    elif kind in _FROM_DATA:
        node["strict"] = False
    for part in _parts(node):
        _visit(part)
    if kind == "int":
        inner = dict(node)
        node.clear()
        node.update(core_schema.no_info_before_validator_function(_whole, inner, metadata={_READ: True}))


def _parts(node: dict[str, Any]) -> Iterator[Any]:
    """The schemas that a schema holds."""
    for key in _INNER:
        part = node.get(key)
        if isinstance(part, dict):
            # The fields of a model and the choices of a tagged union are by name; what else is a dict is a schema.
            yield from part.values() if key in _BY_NAME else (part,)
        elif isinstance(part, list):
            yield from (choice[0] if isinstance(choice, tuple) else choice for choice in part)
