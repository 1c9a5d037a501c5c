"""JSON Schema of all resources, with the configuration of each step chosen by its kind, for editors and validators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from tranship.authoring import StepDefinition
from tranship.models.promotion import PromotionStep
from tranship.models.resource import Resource
from tranship.models.resources import KARGO_GROUP, RESOURCES

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors understand best."""

_TEMPLATE: Mapping[str, Any] = {"type": "string", "pattern": r"\$\{[{%]"}
_CONFIG = "config."

Schema = dict[str, Any]


def schema_of_manifests(definitions: Mapping[str, StepDefinition]) -> Schema:
    """The schema of a manifest of any of Kargo's kinds; what is of other kinds fits it too."""
    resources = {kind: model for (group, kind), model in RESOURCES.items() if group == KARGO_GROUP}
    refs, found = models_json_schema(
        [(model, "validation") for model in resources.values()], by_alias=True, ref_template="#/$defs/{model}"
    )
    defs: Schema = {name: _with_nulls(schema) for name, schema in found["$defs"].items()}
    names = {kind: refs[model, "validation"]["$ref"].rpartition("/")[2] for kind, model in resources.items()}
    for kind, model in resources.items():
        _add_head(defs[names[kind]], model)
    configs, selected = _step_configs(definitions)
    defs.update(configs)
    defs[PromotionStep.__name__]["allOf"] = selected
    choices = [
        {
            "if": {
                "properties": {"apiVersion": {"const": model.api_version}, "kind": {"const": kind}},
                "required": ["apiVersion", "kind"],
            },
            "then": {"$ref": f"#/$defs/{names[kind]}"},
        }
        for kind, model in resources.items()
    ]
    return {"$schema": DIALECT, "title": "Kargo's resources", "type": "object", "allOf": choices, "$defs": defs}


def _add_head(schema: Schema, model: type[Resource]) -> None:
    """Add the fields that say what kind of resource it is."""
    head = {"apiVersion": {"const": model.api_version}, "kind": {"const": model.kind}}
    properties = dict(schema["properties"])
    # A resource has a name, so that its metadata can't be null.
    properties["metadata"] = next(iter(properties["metadata"].get("anyOf", [properties["metadata"]])))
    schema["properties"] = {**head, **properties}
    schema["required"] = [*head, "metadata", *(name for name in schema.get("required", ()) if name != "metadata")]


def _with_nulls(schema: Schema) -> Schema:
    """The schema of a part of a resource: null counts as absent there."""
    needed = schema.get("required", ())
    properties = schema.get("properties", {})
    changed = {name: value if name in needed else _or_null(value) for name, value in properties.items()}
    return {**schema, "properties": changed} if changed else schema


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str):
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [schema["type"], "null"], **values}
    if "anyOf" in schema:
        choices = schema["anyOf"]
        return schema if {"type": "null"} in choices else {**schema, "anyOf": [*choices, {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]} if "$ref" in schema else schema


def _step_configs(definitions: Mapping[str, StepDefinition]) -> tuple[Schema, list[Schema]]:
    """The schemas of all configurations, and for each kind of step the rule that chooses its own."""
    refs, found = models_json_schema(
        [(one.config, "validation") for one in definitions.values()],
        by_alias=True,
        ref_template=f"#/$defs/{_CONFIG}{{model}}",
    )
    schemas = {f"{_CONFIG}{name}": _with_templates(schema) for name, schema in found["$defs"].items()}
    selected = [
        {
            "if": {"properties": {"uses": {"const": kind}}, "required": ["uses"]},
            "then": {"properties": {"config": refs[one.config, "validation"]}},
        }
        for kind, one in definitions.items()
    ]
    return schemas, selected


def _with_templates(schema: Schema) -> Schema:
    """The schema of a map or list whose values may be templates instead."""
    changed = dict(schema)
    if "properties" in schema:
        changed["properties"] = {name: _or_template(value) for name, value in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            changed[key] = _or_template(schema[key])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            changed[key] = [_with_templates(one) for one in schema[key]]
    return changed


def _or_template(schema: Schema) -> Schema:
    """The schema of a value that may be a template instead."""
    about: Schema = {key: schema[key] for key in ("title", "description", "default", "deprecated") if key in schema}
    rest = _with_templates({key: value for key, value in schema.items() if key not in about})
    # Any text fits already, and so does anything where nothing is demanded.
    if rest in ({"type": "string"}, {}):
        return schema
    return {**about, "anyOf": [rest, dict(_TEMPLATE)]}
