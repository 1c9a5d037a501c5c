"""JSON Schema of test files, beside that of manifests."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from tranship.testing.format import API_VERSION, KIND, Suite

_PREFIX = "test."


def add_tests(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that chooses among kinds of manifests, with PromotionTest as one of them."""
    refs, found = models_json_schema([(Suite, "validation")], by_alias=True, ref_template=f"#/$defs/{_PREFIX}{{model}}")
    head = {
        "properties": {"apiVersion": {"const": API_VERSION}, "kind": {"const": KIND}},
        "required": ["apiVersion", "kind"],
    }
    choice = {"if": head, "then": refs[Suite, "validation"]}
    defs = {f"{_PREFIX}{name}": one for name, one in found["$defs"].items()}
    return {**schema, "allOf": [*schema["allOf"], choice], "$defs": {**schema["$defs"], **defs}}
