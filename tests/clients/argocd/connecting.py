"""Clients of doubles, and Applications for them."""

from __future__ import annotations

from typing import Any

from tranship.clients.addresses import AddressPolicy
from tranship.clients.argocd import ArgoCDClient, ArgoCDSettings
from tranship.clients.http import HTTPClient
from tranship.testing.argocd import ArgoCDDouble

REPO = "https://git.example.com/acme/deploy.git"
TOKEN = "token-of-the-promoter"


def settings(double: ArgoCDDouble, token: str = TOKEN, options: str = "") -> ArgoCDSettings:
    environment = {
        "ARGOCD_SERVER": double.host,
        "ARGOCD_AUTH_TOKEN": token,
        "ARGOCD_OPTS": f"--plaintext --grpc-web {options}",
    }
    found = ArgoCDSettings.from_environment(environment)
    assert found is not None
    return found


def client(double: ArgoCDDouble, token: str = TOKEN, options: str = "") -> ArgoCDClient:
    return ArgoCDClient.connected(settings(double, token, options), HTTPClient(AddressPolicy(environment={})))


def manifest(name: str = "web", *, annotations: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    given = {"kargo.akuity.io/authorized-stage": "demo:test"} if annotations is None else annotations
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "labels": {"team": "a", "app": name}, "annotations": given},
        "spec": {"source": {"repoURL": REPO, "targetRevision": "main"}, "project": "acme"},
        **fields,
    }
