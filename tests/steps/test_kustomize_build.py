"""kustomize-build renders into a file or a folder, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.authoring import StepContext, StepFailed
from tranship.errors import ClientError, PathError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.kustomize_build import registration

TWO = """
resources: [a.yaml]
"""
RESOURCES = """
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: B, namespace: prod}
"""


def build(root: Path, resources: str = RESOURCES, **config: Any) -> None:
    (root / "app").mkdir(exist_ok=True)
    (root / "app/kustomization.yaml").write_text(TWO)
    (root / "app/a.yaml").write_text(resources)
    context = StepContext(str(root), "build", config=Config({"path": "app", "outPath": "out", **config}))
    registration.factory(StepRunnerCapabilities()).run(context, BACKGROUND)


def written(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "out").iterdir())


def test_a_file_for_each_resource(tmp_path: Path) -> None:
    build(tmp_path)
    assert written(tmp_path) == ["configmap-a.yaml", "prod-deployment-b.yaml"]
    build(tmp_path, outputFormat="kustomize", outPath="out/../out")
    assert "prod_apps_v1_deployment_b.yaml" in written(tmp_path)


@pytest.mark.parametrize("name", ["all.yaml", "deep/er/all.yml"])
def test_one_file(tmp_path: Path, name: str) -> None:
    build(tmp_path, outPath=name)
    assert (tmp_path / name).read_text().count("---") == 1


def test_what_a_symlink_names_decides_between_file_and_folder(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").symlink_to("out")
    build(tmp_path, outPath="all.yaml")
    assert written(tmp_path) == ["configmap-a.yaml", "prod-deployment-b.yaml"]


def test_a_name_that_leads_elsewhere_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="no file can be named after it"):
        build(tmp_path, RESOURCES.replace("name: a", "name: ../../evil"))
    assert not (tmp_path / "out").exists()


def test_resources_that_would_share_a_file_are_refused(tmp_path: Path) -> None:
    twin = RESOURCES + "---\napiVersion: acme.dev/v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    with pytest.raises(PathError, match="two resources would be written to one file"):
        build(tmp_path, twin)
    build(tmp_path, twin, outputFormat="kustomize")


def test_a_failing_build_leaves_the_old_result(tmp_path: Path) -> None:
    build(tmp_path, outPath="all.yaml")
    before = (tmp_path / "all.yaml").read_bytes()
    with pytest.raises(ClientError):
        build(tmp_path, "kind: [", outPath="all.yaml")
    assert (tmp_path / "all.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"path": ""}, "path: must not be empty"),
        ({"outputFormat": "flux"}, 'outputFormat: must be "kargo" or "kustomize"'),
        ({"plugin": {"helm": {"apiVersions": [""]}}}, r"plugin\.helm\.apiVersions\[0\]: must not be empty"),
        ({"plugin": {"exec": {}}}, r"plugin\.exec: unknown field"),
    ],
)
def test_a_wrong_configuration_fails(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        build(tmp_path, **config)
