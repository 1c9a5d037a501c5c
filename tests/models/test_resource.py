from datetime import UTC, datetime
from typing import ClassVar

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.resource import ObjectMeta, Resource


class Crate(Resource):
    api_version: ClassVar[str] = "example.com/v1"
    kind: ClassVar[str] = "Crate"
    plural: ClassVar[str] = "crates"

    size: int = 0


METADATA = {
    "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}\n"},
    "creationTimestamp": "2026-01-31T12:00:00Z",
    "deletionGracePeriodSeconds": 0,
    "deletionTimestamp": "2026-01-31T13:00:00Z",
    "finalizers": ["kargo.akuity.io/finalizer"],
    "generation": 3,
    "generateName": "c-",
    "labels": {"a": "b"},
    "managedFields": [
        {
            "apiVersion": "example.com/v1",
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:size": {}},
            "manager": "kubectl",
            "operation": "Update",
            "time": "2026-01-31T12:00:00Z",
        }
    ],
    "name": "c",
    "namespace": "demo",
    "ownerReferences": [
        {"apiVersion": "v1", "blockOwnerDeletion": True, "controller": False, "kind": "Pod", "name": "p", "uid": "1"}
    ],
    "resourceVersion": "12",
    "selfLink": "/x",
    "uid": "2",
}


def test_metadata_is_read_as_kubectl_prints_it_and_written_back() -> None:
    data = {"apiVersion": "example.com/v1", "kind": "Crate", "metadata": METADATA, "size": 1}
    crate = read_model(Crate, data)
    assert crate.metadata.creation_timestamp == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert dump(crate) == data


def test_unset_metadata_is_accepted() -> None:
    metadata = {"name": "c", "labels": None, "annotations": None, "creationTimestamp": None}
    assert read_model(Crate, {"metadata": metadata}) == Crate(metadata=ObjectMeta(name="c"))


def test_a_typo_in_metadata_is_found() -> None:
    with pytest.raises(FieldsError, match=r'metadata\.lables: unknown field "lables" \(did you mean "labels"\?\)'):
        read_model(Crate, {"metadata": {"lables": {}}})


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ({"apiVersion": "example.com/v1", "kind": "Box"}, "kind must be Crate"),
        ({"apiVersion": "example.com/v2"}, "apiVersion must be example.com/v1"),
    ],
)
def test_a_resource_of_another_kind_is_refused(head: dict[str, str], problem: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(Crate, head)
    assert str(caught.value) == problem


def test_a_resource_has_short_names_for_what_identifies_it() -> None:
    crate = Crate(metadata=ObjectMeta(name="c", namespace="demo"))
    assert (crate.group(), crate.kind, crate.namespace, crate.name) == ("example.com", "Crate", "demo", "c")


def test_metadata_is_changed_in_a_copy() -> None:
    crate = Crate(metadata=ObjectMeta(name="c"), size=2)
    assert crate.with_metadata(uid="1") == Crate(metadata=ObjectMeta(name="c", uid="1"), size=2)
