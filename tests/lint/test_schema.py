from __future__ import annotations

from typing import Any

import pytest

from tranship.builtin_steps import BUILTIN_STEPS
from tranship.lint.schema import schema_of_manifests


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return schema_of_manifests(BUILTIN_STEPS)


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    assert references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}


def test_the_kind_of_a_resource_chooses_its_schema(schema: dict[str, Any]) -> None:
    chosen = {one["if"]["properties"]["kind"]["const"]: one["then"]["$ref"] for one in schema["allOf"]}
    assert chosen["Stage"] == "#/$defs/Stage"
    assert {"PromotionTask", "ClusterPromotionTask", "Warehouse", "Project", "Freight"} <= chosen.keys()
    stage = schema["$defs"]["Stage"]
    assert stage["required"] == ["apiVersion", "kind", "metadata", "spec"]
    assert stage["additionalProperties"] is False


def test_uses_chooses_the_configuration(schema: dict[str, Any]) -> None:
    rules = schema["$defs"]["PromotionStep"]["allOf"]
    chosen = {one["if"]["properties"]["uses"]["const"]: one["then"]["properties"]["config"] for one in rules}
    assert chosen.keys() == BUILTIN_STEPS.keys()
    assert chosen["git-commit"] == {"$ref": "#/$defs/config.GitCommitConfig"}


def test_a_template_may_stand_for_whatever_is_no_free_text(schema: dict[str, Any]) -> None:
    properties = schema["$defs"]["config.HTTPConfig"]["properties"]
    template = {"type": "string", "pattern": r"\$\{[{%]"}
    assert properties["method"]["anyOf"][-1] == template
    assert properties["method"]["description"] == "The method of the request."
    assert properties["body"]["type"] == "string"
    assert schema["$defs"]["config.GitCommitConfig"]["properties"]["path"]["anyOf"] == [
        {"minLength": 1, "type": "string"},
        template,
    ]


def test_null_counts_as_absent_in_resources(schema: dict[str, Any]) -> None:
    step = schema["$defs"]["PromotionStep"]["properties"]
    assert step["vars"]["type"] == ["array", "null"]
    assert step["uses"]["type"] == ["string", "null"]
