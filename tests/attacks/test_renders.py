"""Renders that would read outside of the work directory, write there, or fetch from where nobody may ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clients.helm.charts import CHART
from tests.steps.running import run, write
from tranship.builtin_steps import BUILTIN_STEPS
from tranship.errors import TranshipError

SECRET = "correct-horse-battery"

REFUSALS = (
    "outside of the work directory",
    "leads out of the work directory",
    "names an absolute path",
    "from elsewhere, which is off",
    "is a cloud's metadata service",
    "no file can be named after it",
)
"""What steps say of attacks: it is not by some other mistake that they fail."""

KUSTOMIZE: Mapping[str, Any] = {"path": "app", "outPath": "out"}
HELM: Mapping[str, Any] = {"path": "app", "outPath": "out", "releaseName": "r"}
UPDATE: Mapping[str, Any] = {"path": "app"}
DEPENDENCY = "dependencies: [{{name: db, version: 1.0.0, repository: '{0}'}}]\n"


def chart(repository: str) -> dict[str, str]:
    return {"app/Chart.yaml": CHART + DEPENDENCY.format(repository)}


def named(name: str) -> dict[str, str]:
    """A chart, and a kustomization, of a resource of that name."""
    resource = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n"
    return {
        "app/Chart.yaml": CHART,
        "app/templates/a.yaml": resource,
        "app/a.yaml": resource,
        "app/kustomization.yaml": "resources: [a.yaml]\n",
    }


BUILDS = {
    "a base outside": {"app/kustomization.yaml": "resources: [../../outside]\n"},
    "a base outside, by its name": {"app/kustomization.yaml": "resources: [@OUTSIDE@]\n"},
    "a base behind a symlink": {"app/kustomization.yaml": "resources: [../link]\n"},
    "a base of a base": {
        "app/kustomization.yaml": "resources: [../base]\n",
        "base/kustomization.yaml": "resources: [../../outside]\n",
    },
    "a generator of files": {"app/kustomization.yaml": "configMapGenerator: [{name: x, files: [@OUTSIDE@/secret]}]\n"},
    "values of a chart": {"app/kustomization.yaml": "helmCharts: [{name: x, valuesFile: ../../outside/secret}]\n"},
    "a base at a metadata service": {"app/kustomization.yaml": "resources: ['http://169.254.169.254/a.yaml']\n"},
    "a base in Git at a metadata service": {"app/kustomization.yaml": "resources: ['http://169.254.169.254/a.git']\n"},
    "a name with dots": named("../../outside/evil"),
    "a name with a slash in front": named("/etc/evil"),
}
CHARTS = {
    "a chart outside": chart("file://../../outside"),
    "a chart outside, by its name": chart("file://@OUTSIDE@"),
    "a chart behind a symlink": chart("file://../link"),
    "charts at a metadata service": chart("http://169.254.169.254/charts"),
    "charts in a registry at a metadata service": chart("oci://169.254.169.254/charts"),
}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work directory with a symlink out, and beside it what is nobody's business."""
    outside = {
        "secret": SECRET,
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: {SECRET}}}\n",
        "Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
        "values.yaml": f"a: {SECRET}\n",
    }
    write(tmp_path / "outside", outside)
    (tmp_path / "work").mkdir()
    (tmp_path / "work/link").symlink_to(tmp_path / "outside")
    return tmp_path / "work"


def attack(work: Path, kind: str, config: Mapping[str, Any], files: Mapping[str, str]) -> None:
    """The step refuses; nothing outside has changed, and nothing has come in."""
    outside = work.parent / "outside"
    write(work, {name: text.replace("@OUTSIDE@", str(outside)) for name, text in files.items()})
    before = {path: path.read_bytes() for path in outside.iterdir()}
    with pytest.raises(TranshipError) as refused:
        run(BUILTIN_STEPS[kind], work, **config)
    assert {path: path.read_bytes() for path in outside.iterdir()} == before
    assert {path.name for path in work.parent.iterdir()} == {"outside", "work"}
    inside = [path for path in work.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not any(SECRET.encode() in path.read_bytes() for path in inside)
    assert not (work / "out").exists()
    said = str(refused.value)
    assert SECRET not in said
    assert any(words in said for words in REFUSALS), said


@pytest.mark.parametrize("files", BUILDS.values(), ids=BUILDS)
def test_a_build_stays_where_it_is(work: Path, files: Mapping[str, str]) -> None:
    attack(work, "kustomize-build", KUSTOMIZE, files)


@pytest.mark.parametrize("files", CHARTS.values(), ids=CHARTS)
def test_dependencies_of_charts_come_from_nowhere_they_may_not(work: Path, files: Mapping[str, str]) -> None:
    attack(work, "helm-template", {**HELM, "buildDependencies": True}, files)
    attack(work, "helm-update-chart", UPDATE, files)


def test_a_rendered_name_leads_nowhere(work: Path) -> None:
    attack(work, "helm-template", {**HELM, "outLayout": "flat"}, named("../../outside/evil"))
