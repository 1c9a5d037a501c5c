"""A case's objects are put into two stores, and those that a run changed are told."""

from typing import Any

import pytest

from tests.conformance.resources import Stores, model_of
from tranship.models.argocd import Application
from tranship.models.stage import Stage

STAGE = {
    "apiVersion": "kargo.akuity.io/v1alpha1",
    "kind": "Stage",
    "metadata": {"name": "test", "namespace": "demo", "uid": "1-2-3"},
    "spec": {"requestedFreight": [{"origin": {"kind": "Warehouse", "name": "w"}, "sources": {"direct": True}}]},
}
APPLICATION: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Application",
    "metadata": {"name": "web", "namespace": "argocd"},
    "spec": {"source": {"repoURL": "https://git.example.com/a"}},
}


def test_argo_cd_s_objects_live_in_a_store_of_their_own() -> None:
    stores = Stores([STAGE, APPLICATION])
    assert stores.argocd.get(Application, "argocd", "web") is not None
    assert stores.kargo.get(Application, "argocd", "web") is None
    assert stores.kargo.get(Stage, "demo", "test") is not None


def test_nothing_has_changed_at_first() -> None:
    assert Stores([STAGE, APPLICATION]).changed() == []


def test_changed_objects_are_shown_without_what_the_store_adds() -> None:
    stores = Stores([STAGE, APPLICATION])
    stores.argocd.patch(Application, "argocd", "web", {"operation": {"sync": {}}})
    stores.kargo.patch(Stage, "demo", "test", {"status": {"metadata": {"owner": "me"}}})
    stage, application = stores.changed()
    assert stage == {
        "kind": "Stage",
        "metadata": {"name": "test", "namespace": "demo"},
        "spec": STAGE["spec"],
        "status": {"metadata": {"owner": "me"}},
    }
    assert application == {
        "kind": "Application",
        "metadata": {"name": "web", "namespace": "argocd"},
        "spec": APPLICATION["spec"],
        "operation": {"sync": {}},
    }


def test_a_kind_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="apps/Deployment"):
        model_of({"apiVersion": "apps/v1", "kind": "Deployment"})
