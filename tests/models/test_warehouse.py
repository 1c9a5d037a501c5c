from typing import Any

import pytest

from tranship.errors import FieldsError, Position
from tranship.models.base import dump, read_model
from tranship.models.source import SourceMap
from tranship.models.warehouse import RepoSubscription, Warehouse

SUBSCRIPTIONS: list[dict[str, Any]] = [
    {
        "git": {
            "repoURL": "https://example.com/a.git",
            "commitSelectionStrategy": "SemVer",
            "strictSemvers": False,
            "includePaths": ["a"],
            "since": "2026-01-31T12:00:00Z",
            "insecureSkipTLSVerify": True,
            "discoveryLimit": 5,
        }
    },
    {"image": {"repoURL": "example.com/web", "constraint": "^1.0.0", "platform": "linux/amd64", "cacheByTag": True}},
    {"chart": {"repoURL": "https://example.com", "name": "c", "semverConstraint": "^1"}},
    {"s3": {"name": "bucket", "config": {"a": 1}, "discoveryLimit": 2}},
]
WAREHOUSE: dict[str, Any] = {
    "apiVersion": "kargo.akuity.io/v1alpha1",
    "kind": "Warehouse",
    "metadata": {"name": "w", "namespace": "demo"},
    "spec": {
        "interval": "5m0s",
        "freightCreationPolicy": "Manual",
        "subscriptions": SUBSCRIPTIONS,
        "freightCreationCriteria": {"expression": "true"},
    },
    "status": {"lastFreightID": "f", "discoveredArtifacts": {"git": [{"repoURL": "x"}]}},
}


def test_a_warehouse_is_read_and_written_back() -> None:
    assert dump(read_model(Warehouse, WAREHOUSE)) == WAREHOUSE


def test_a_subscription_names_its_repository() -> None:
    subscriptions = read_model(Warehouse, WAREHOUSE).spec.subscriptions
    urls = ["https://example.com/a.git", "example.com/web", "https://example.com", ""]
    assert [subscription.repo_url for subscription in subscriptions] == urls
    assert subscriptions[3].others["s3"].name == "bucket"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "must have exactly one field: git, image, chart, or another kind of artifact"),
        (
            {"s3": {"name": "a"}, "chart": {"repoURL": "x"}},
            "must have exactly one field: git, image, chart, or another kind of artifact",
        ),
        ({"git": {"repoUrl": "x"}}, "git.repoURL: is required, but missing"),
        ({"image": {}}, "image.repoURL: is required, but missing"),
        ({"s3": {"nam": "x"}}, "s3.name: is required, but missing"),
        ({"s3": 1}, "s3: must be a mapping, but is a number"),
        ({"image": {"repoURL": "x", "strictSemvers": "no"}}, "image.strictSemvers: must be true or false, but is text"),
    ],
)
def test_a_mistake_in_a_subscription_is_told(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(RepoSubscription, data)
    assert str(caught.value) == problem


def test_a_subscription_of_another_kind_knows_its_place_too() -> None:
    source = SourceMap("a.yaml", lambda path: Position("a.yaml", len(path) + 1, 1))
    subscription = read_model(RepoSubscription, {"s3": {"name": "a"}}, source).others["s3"]
    assert subscription.source
    assert subscription.source.locate(("name",)) == Position("a.yaml", 3, 1)


def test_unknown_fields_of_a_subscription_are_kept() -> None:
    data = {"image": {"repoURL": "x", "semverConstraint": "^1"}}
    subscription = read_model(RepoSubscription, data)
    assert subscription.image
    assert subscription.image.model_extra == {"semverConstraint": "^1"}
    assert dump(subscription) == data


def test_a_typo_outside_of_subscriptions_is_found() -> None:
    with pytest.raises(FieldsError, match=r'spec\.intervall: unknown field "intervall" \(did you mean "interval"\?\)'):
        read_model(Warehouse, {"spec": {"subscriptions": SUBSCRIPTIONS, "intervall": "5m"}})
