"""Applications for tests."""

from __future__ import annotations

from typing import Any

from tranship.models.argocd import Application
from tranship.models.base import read_model

REPO = "https://git.example.com/acme/deploy.git"


def app(name: str = "web", *, annotations: dict[str, str] | None = None, **fields: Any) -> Application:
    metadata = {
        "name": name,
        "namespace": "argocd",
        "labels": {"team": "a", "app": name},
        "annotations": {"kargo.akuity.io/authorized-stage": "demo:test"} if annotations is None else annotations,
    }
    spec = {"source": {"repoURL": REPO, "targetRevision": "main"}}
    return read_model(Application, {"metadata": metadata, "spec": spec, **fields})
