from tranship.models.argocd import Application
from tranship.models.base import dump, read_model


def test_an_application_keeps_all_that_it_is_given() -> None:
    data = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "web", "namespace": "argocd"},
        "spec": {"source": {"repoURL": "x", "helm": None}},
        "operation": {"sync": {}},
        "status": {"health": {"status": "Healthy"}},
        "addedLater": [1],
    }
    assert dump(read_model(Application, data)) == data
