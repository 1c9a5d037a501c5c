from typing import Any

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.stage import Stage

REFERENCE = {"name": "f", "origin": {"kind": "Warehouse", "name": "w"}, "images": [{"repoURL": "x", "tag": "1"}]}
STAGE: dict[str, Any] = {
    "apiVersion": "kargo.akuity.io/v1alpha1",
    "kind": "Stage",
    "metadata": {"name": "prod", "namespace": "demo"},
    "spec": {
        "shard": "s",
        "vars": [{"name": "a", "value": "b"}],
        "requestedFreight": [
            {
                "origin": {"kind": "Warehouse", "name": "w"},
                "sources": {
                    "direct": True,
                    "stages": ["test"],
                    "requiredSoakTime": "1h0m0s",
                    "availabilityStrategy": "All",
                    "autoPromotionOptions": {"selectionPolicy": "MatchUpstream"},
                },
            }
        ],
        "promotionTemplate": {
            "spec": {"vars": [{"name": "v"}], "steps": [{"uses": "fail"}, {"task": {"name": "t"}, "as": "t"}]}
        },
        "verification": {
            "analysisTemplates": [{"name": "t", "kind": "ClusterAnalysisTemplate"}],
            "analysisRunMetadata": {"labels": {"a": "b"}},
            "args": [{"name": "a", "value": "b"}],
        },
    },
    "status": {
        "conditions": [
            {
                "type": "Ready",
                "status": "True",
                "observedGeneration": 1,
                "lastTransitionTime": "2026-01-31T12:00:00Z",
                "reason": "r",
                "message": "m",
            }
        ],
        "freightHistory": [{"id": "1", "items": {"Warehouse/w": REFERENCE}}],
        "freightSummary": "1",
        "health": {"status": "Healthy", "issues": ["i"], "config": [], "output": [{}]},
        "observedGeneration": 2,
        "currentPromotion": {"name": "p", "freight": REFERENCE},
        "lastPromotion": {"name": "p", "status": {"phase": "Succeeded"}, "finishedAt": "2026-01-31T12:00:00Z"},
        "autoPromotionEnabled": True,
        "metadata": {"k": None},
        "autoPromotionHolds": {"Warehouse/w": {"freightName": "f"}},
    },
}


def test_a_stage_is_read_and_written_back() -> None:
    assert dump(read_model(Stage, STAGE)) == STAGE


def problems(spec: object) -> str:
    with pytest.raises(FieldsError) as caught:
        read_model(Stage, {"spec": spec})
    return str(caught.value)


REQUEST = {"origin": {"kind": "Warehouse", "name": "w"}, "sources": {"direct": True}}


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (None, "spec: is required, but missing"),
        ({}, "spec.requestedFreight: is required, but missing"),
        (
            {"requestedFreight": [{"origin": REQUEST["origin"]}]},
            "spec.requestedFreight[0].sources: is required, but missing",
        ),
        (
            {"requestedFreight": [{**REQUEST, "sources": {"availabilityStrategy": "Any"}}]},
            'spec.requestedFreight[0].sources.availabilityStrategy: must be "All" or "OneOf"',
        ),
        (
            {"requestedFreight": [REQUEST], "promotionTemplates": {}},
            'spec.promotionTemplates: unknown field "promotionTemplates" (did you mean "promotionTemplate"?)',
        ),
        (
            {"requestedFreight": [REQUEST], "promotionTemplate": {"steps": []}},
            "spec.promotionTemplate.spec: is required, but missing\n"
            'spec.promotionTemplate.steps: unknown field "steps"; the fields here are spec',
        ),
    ],
)
def test_a_mistake_in_a_stage_is_told(spec: object, problem: str) -> None:
    assert problems(spec) == problem
