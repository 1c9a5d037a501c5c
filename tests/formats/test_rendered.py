"""Rendered manifests become files with names that can't lead elsewhere."""

from __future__ import annotations

import pytest

from tranship.errors import InputError, PathError
from tranship.formats.rendered import (
    Rendered,
    by_file_name,
    checked_name,
    kargo_name,
    kustomize_names,
    read_rendered,
    split_documents,
)

DEPLOYMENT = Rendered("", "apps", "v1", "Deployment", "prod", "Web")
CONFIG_MAP = Rendered("", "", "v1", "ConfigMap", "", "web")
CLUSTER_ROLE = Rendered("", "rbac.authorization.k8s.io", "v1", "ClusterRole", "", "acme:view")


def test_a_resource_is_read_from_its_document() -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: Web\n  namespace: prod\n"
    assert read_rendered(text) == Rendered(text, "apps", "v1", "Deployment", "prod", "Web")


@pytest.mark.parametrize("text", ["# nothing\n", "", "[1]\n", "metadata: 1\n", "kind: 5\n"])
def test_what_is_no_resource_has_no_names(text: str) -> None:
    assert read_rendered(text) == Rendered(text)


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(InputError):
        read_rendered("a: [\n")


def test_a_stream_is_split_where_separators_stand_alone() -> None:
    stream = "---\na: 1\n---\nb: |\n  ---\n  x\n---\n\n---\r\nc: 1\n"
    assert split_documents(stream) == ["a: 1\n", "b: |\n  ---\n  x\n", "c: 1\n"]


def test_names_as_kargo_gives_them() -> None:
    assert kargo_name(DEPLOYMENT) == "prod-deployment-web.yaml"
    assert kargo_name(CONFIG_MAP) == "configmap-web.yaml"


def test_names_as_kustomize_gives_them() -> None:
    assert kustomize_names([DEPLOYMENT]) == ["apps_v1_deployment_web.yaml"]
    assert kustomize_names([DEPLOYMENT, CLUSTER_ROLE]) == [
        "apps_v1_deployment_web.yaml",
        "rbac.authorization.k8s.io_v1_clusterrole_acme:view.yaml",
    ]
    assert kustomize_names([DEPLOYMENT, CONFIG_MAP]) == ["prod_apps_v1_deployment_web.yaml", "v1_configmap_web.yaml"]


def test_two_resources_never_share_a_file() -> None:
    with pytest.raises(PathError, match=r'two resources would be written to one file, "x\.yaml"'):
        by_file_name([CONFIG_MAP, DEPLOYMENT], ["x.yaml", "x.yaml"])


@pytest.mark.parametrize("name", ["", ".", "..", "../x.yaml", "a/b.yaml", "a\\b.yaml", "/x.yaml", "a\0.yaml"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(PathError, match="no file can be named after it"):
        checked_name(name)
