from typing import Any

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.project import ClusterConfig, Project, ProjectConfig
from tranship.models.resource import Resource

LINK = {"title": "t", "url": "${{ x }}", "if": "true"}
RECEIVER = {"name": "r", "github": {"secretRef": {"name": "s"}}}


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        (Project, {"status": {"conditions": [{"type": "Ready"}], "stats": {"stages": {"count": 1}}}}),
        (
            ProjectConfig,
            {
                "spec": {
                    "promotionPolicies": [
                        {"stage": "test", "autoPromotionEnabled": True},
                        {
                            "stageSelector": {
                                "name": "glob:*",
                                "matchLabels": {},
                                "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}],
                            },
                            "autoRollback": {"onPromotion": ["Failed"]},
                        },
                    ],
                    "webhookReceivers": [RECEIVER],
                    "freightLinks": [LINK],
                },
                "status": {"observedGeneration": 1, "webhookReceivers": [{"name": "r", "path": "/x"}]},
            },
        ),
        (
            ClusterConfig,
            {
                "spec": {
                    "webhookReceivers": [RECEIVER],
                    "gitClient": {"name": "n", "email": "e@example.com", "signingKeySecret": {"name": "k"}},
                    "stageLinks": [LINK],
                },
                "status": {"lastHandledRefresh": "r"},
            },
        ),
    ],
)
def test_a_configuration_is_read_and_written_back(model: type[Resource], parts: dict[str, Any]) -> None:
    data = {"apiVersion": "kargo.akuity.io/v1alpha1", "kind": model.kind, "metadata": {"name": "demo"}, **parts}
    assert dump(read_model(model, data)) == data


def test_a_git_client_is_named() -> None:
    with pytest.raises(FieldsError, match=r"spec\.gitClient\.email: must not be empty"):
        read_model(ClusterConfig, {"spec": {"gitClient": {"name": "n", "email": ""}}})
