from __future__ import annotations

import json

from tranship.testing.schema import add_tests


def test_test_files_are_one_of_the_kinds_and_every_reference_leads_somewhere() -> None:
    schema = add_tests({"title": "manifests", "allOf": [{"then": {}}], "$defs": {"Stage": {}}})
    assert schema["title"] == "manifests"
    assert schema["allOf"][1] == {
        "if": {
            "properties": {"apiVersion": {"const": "tranship.io/v1alpha1"}, "kind": {"const": "PromotionTest"}},
            "required": ["apiVersion", "kind"],
        },
        "then": {"$ref": "#/$defs/test.Suite"},
    }
    referenced = {part.split('"')[0] for part in json.dumps(schema).split('"$ref": "#/$defs/')[1:]}
    assert referenced <= schema["$defs"].keys()
    suite = schema["$defs"]["test.Suite"]
    assert suite["additionalProperties"] is False
    assert {"stage", "cases", "repositories", "apiVersion"} <= suite["properties"].keys()
    assert "json" in schema["$defs"]["test.Answer"]["properties"]
