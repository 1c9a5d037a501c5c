"""What people read about a kind of step: its fields, outputs and effects in words, from its declaration alone."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from tranship.authoring.definition import StepDefinition
from tranship.authoring.effects import PURE, Effect
from tranship.models.base import KargoModel

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "array": "list",
    "object": "mapping",
}
_EFFECTS = {
    Effect.LOCAL: "changes files in the work directory",
    Effect.READ: "reads something outside",
    Effect.WRITE: "changes something outside",
    Effect.WAIT: "waits for something outside",
}
_PYTHON_TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    list: "list",
    tuple: "list",
    dict: "mapping",
    type(None): "null",
}


@dataclass(frozen=True)
class FieldText:
    """A field of a configuration: ``path`` as people write it (``images[].tag``), its type in words, and what it is
    for. ``default`` is JSON text, empty where there is none."""

    path: str
    type: str
    required: bool
    default: str
    description: str


def fields_of(model: type[KargoModel]) -> tuple[FieldText, ...]:
    """All fields of a configuration, each after the one that holds it."""
    schema = model.model_json_schema()
    return tuple(_fields(schema, schema.get("$defs", {}), "", ()))


def outputs_of(definition: StepDefinition) -> tuple[tuple[str, str], ...] | None:
    """The names that later steps can read, each with its type in words; None where the configuration decides."""
    return None if definition.outputs is None else tuple(_outputs(definition.outputs, ""))


def _outputs(outputs: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Outputs, each before those within it; a mapping may be declared by the types of its values."""
    for name, kind in outputs.items():
        if isinstance(kind, Mapping):
            yield f"{prefix}{name}", "mapping"
            yield from _outputs(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _python_type(kind)


def effects_text(definition: StepDefinition) -> str:
    """What the step touches, as a clause: "changes files in the work directory"."""
    if definition.effects is None:
        return "what it touches depends on its configuration"
    if definition.effects == PURE:
        return "touches nothing"
    # To wait for something is to read it.
    silent = {Effect.READ} if Effect.WAIT in definition.effects else set()
    return ", ".join(_EFFECTS[effect] for effect in Effect if effect in definition.effects - silent)


def timeout_text(definition: StepDefinition) -> str:
    """How long the step is tried unless ``retry`` says otherwise."""
    metadata = definition.metadata
    threshold = metadata.default_error_threshold
    errors = "ends at the first error" if threshold <= 1 else f"ends at {threshold} errors in a row"
    time = f"tried for {metadata.default_timeout.human()}" if metadata.default_timeout > 0 else "tried without a limit"
    return f"{time}, {errors}"


Schema = Mapping[str, Any]


def _fields(schema: Schema, known: Schema, prefix: str, above: tuple[str, ...]) -> Iterator[FieldText]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        default = field.get("default")
        yield FieldText(
            path=path,
            type=_type(field, known),
            required=name in required,
            default="" if default in (None, "", [], {}) else json.dumps(default, ensure_ascii=False),
            description=_description(field),
        )
        for below, suffix, reference in _below(field, known):
            # A model that holds itself is shown once.
            if reference not in above:
                yield from _fields(below, known, f"{path}{suffix}.", (*above, reference))


def _below(field: Schema, known: Schema) -> Iterator[tuple[Schema, str, str]]:
    """The models that a field's value is made of: the schema, how its fields are reached, and its name."""
    if reference := field.get("$ref"):
        name = str(reference).rpartition("/")[2]
        yield known[name], "", name
    for choice in (*field.get("anyOf", ()), *field.get("oneOf", ()), *field.get("allOf", ())):
        yield from _below(choice, known)
    if isinstance(items := field.get("items"), Mapping):
        yield from ((schema, f"[]{suffix}", name) for schema, suffix, name in _below(items, known))
    if isinstance(values := field.get("additionalProperties"), Mapping):
        yield from ((schema, f".*{suffix}", name) for schema, suffix, name in _below(values, known))


def _type(field: Schema, known: Schema) -> str:
    if reference := field.get("$ref"):
        return _type(known[str(reference).rpartition("/")[2]], known)
    if "enum" in field or "const" in field:
        values = field.get("enum", [field.get("const")])
        return " or ".join(
            f"`{value}`" if isinstance(value, str) else json.dumps(value) for value in values if value != ""
        )
    if choices := field.get("anyOf") or field.get("oneOf") or field.get("allOf"):
        names = dict.fromkeys(_type(choice, known) for choice in choices if choice.get("type") != "null")
        return " or ".join(names)
    kind = field.get("type")
    if kind == "array" and isinstance(field.get("items"), Mapping) and field["items"]:
        return f"list of {_plural(_type(field['items'], known))}"
    if "x-type" in field:
        return str(field["x-type"])
    return _TYPES.get(str(kind), "any value")


def _plural(words: str) -> str:
    if words == "any value":
        return "any values"
    if words in ("text", "mapping", "list", "number", "whole number", "duration"):
        return f"{words}s"
    return words


def _description(field: Schema) -> str:
    """What a field is for: its own description, never that of its type. Reference marks become Markdown's."""
    text = str(field.get("description", ""))
    return re.sub(r"``([^`]+)``", r"`\1`", " ".join(text.split()))


def _python_type(kind: Any) -> str:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_python_type(member) for member in get_args(kind)))
    if origin is list and get_args(kind):
        return f"list of {_plural(_python_type(get_args(kind)[0]))}"
    return _PYTHON_TYPES.get(origin or kind, "any value")
