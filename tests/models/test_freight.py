from typing import Any

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.freight import NO_ORIGIN, ArtifactReference, Freight, FreightOrigin, FreightReference

ARTIFACTS: dict[str, Any] = {
    "commits": [{"repoURL": "https://example.com/a.git", "id": "abc", "branch": "main", "message": "m", "author": "A"}],
    "images": [{"repoURL": "example.com/web", "tag": "1.0", "digest": "sha256:1", "annotations": {"a": "b"}}],
    "charts": [{"repoURL": "oci://example.com/c", "version": "1.0.0"}],
    "artifacts": [{"artifactType": "x", "subscriptionName": "s", "version": "1", "metadata": {"a": [1, None]}}],
}
FREIGHT: dict[str, Any] = {
    "apiVersion": "kargo.akuity.io/v1alpha1",
    "kind": "Freight",
    "metadata": {"name": "f", "namespace": "demo"},
    "alias": "quick-fox",
    "discoveredAt": "2026-01-31T12:00:00Z",
    "origin": {"kind": "Warehouse", "name": "w"},
    **ARTIFACTS,
    "status": {
        "currentlyIn": {"dev": {"since": "2026-01-31T12:00:00Z"}},
        "verifiedIn": {"dev": {"verifiedAt": "2026-01-31T12:00:00Z", "longestSoak": "1h30m0s"}},
        "approvedFor": {"prod": {"approvedAt": "2026-01-31T12:00:00Z"}},
        "metadata": {"any": {"thing": None}},
    },
}


def test_freight_is_read_and_written_back() -> None:
    assert dump(read_model(Freight, FREIGHT)) == FREIGHT


def test_freight_gives_the_reference_that_promotions_hold() -> None:
    reference = read_model(Freight, FREIGHT).reference()
    assert dump(reference) == {"name": "f", "origin": {"kind": "Warehouse", "name": "w"}, **ARTIFACTS}


def test_a_reference_always_has_an_origin() -> None:
    assert read_model(FreightReference, {"name": "f"}).origin == NO_ORIGIN
    assert dump(FreightReference(name="f")) == {"name": "f", "origin": {"kind": "", "name": ""}}


def test_an_origin_is_written_as_kind_and_name() -> None:
    assert str(FreightOrigin(kind="Warehouse", name="w")) == "Warehouse/w"


def test_only_warehouses_are_origins() -> None:
    with pytest.raises(FieldsError, match=r'^kind: must be "Warehouse"$'):
        read_model(FreightOrigin, {"kind": "Stage", "name": "w"})


def test_an_alias_may_stand_in_a_label() -> None:
    labelled = read_model(
        Freight, {"metadata": {"labels": {"kargo.akuity.io/alias": "a"}}, "origin": FREIGHT["origin"]}
    )
    assert labelled.effective_alias == "a"
    assert labelled.replace(alias="b").effective_alias == "b"


def test_an_artifact_says_what_found_it() -> None:
    with pytest.raises(FieldsError, match="subscriptionName: is required, but missing"):
        read_model(ArtifactReference, {"version": "1"})


def test_a_reference_drops_fields_that_it_does_not_know() -> None:
    assert read_model(FreightReference, {"name": "f", "warehouse": "w"}) == FreightReference(name="f")
