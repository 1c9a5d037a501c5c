"""helm-template renders into a file or a folder, and never piles up what was rendered before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.clients.helm.charts import CHART, CONFIG_MAP, JOB, LOCAL_DEPENDENCY, database, web
from tranship.authoring import StepContext, StepFailed
from tranship.authoring.effects import LOCAL, READ
from tranship.errors import ClientError, PathError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.helm_template import HelmTemplateConfig, registration


def render(root: Path, **config: Any) -> None:
    given = {"path": "chart", "outPath": "out", "releaseName": "r", **config}
    context = StepContext(str(root), "render", project="demo", config=Config(given))
    registration.factory(StepRunnerCapabilities()).run(context, BACKGROUND)


def written(root: Path) -> list[str]:
    out = root / "out"
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


def test_layouts(tmp_path: Path) -> None:
    web(tmp_path, cm=CONFIG_MAP, job=JOB)
    render(tmp_path)
    assert written(tmp_path) == ["web/templates/cm.yaml", "web/templates/job.yaml"]
    render(tmp_path, outPath="out/flat", outLayout="flat")
    assert sorted(path.name for path in (tmp_path / "out/flat").iterdir()) == [
        "batch-job-migrate.yaml",
        "configmap-c.yaml",
    ]
    render(tmp_path, outPath="out/all.yaml", useReleaseName=True)
    assert (tmp_path / "out/all.yaml").read_text().count("# Source:") == 2


def test_a_slash_at_the_end_makes_a_folder_whatever_its_name(tmp_path: Path) -> None:
    web(tmp_path, cm=CONFIG_MAP)
    render(tmp_path, outPath="out/all.yaml/")
    assert written(tmp_path) == ["all.yaml/web/templates/cm.yaml"]


def test_rendering_twice_changes_nothing_and_keeps_other_files(tmp_path: Path) -> None:
    web(tmp_path, job=JOB)
    render(tmp_path)
    (tmp_path / "out/web/templates/other.yaml").write_text("kept")
    before = (tmp_path / "out/web/templates/job.yaml").read_bytes()
    render(tmp_path)
    assert (tmp_path / "out/web/templates/job.yaml").read_bytes() == before
    assert written(tmp_path) == ["web/templates/job.yaml", "web/templates/other.yaml"]


def test_a_failing_render_leaves_the_old_result_and_nothing_else(tmp_path: Path) -> None:
    web(tmp_path)
    render(tmp_path, outPath="all.yaml")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for out in ("all.yaml", "out"):
        with pytest.raises(ClientError):
            render(tmp_path, outPath=out, setValues=[{"key": "a", "value": "1,2"}])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_dependencies_are_built_when_asked_for(tmp_path: Path) -> None:
    web(tmp_path, CHART + LOCAL_DEPENDENCY)
    database(tmp_path)
    with pytest.raises(ClientError, match="missing in charts/ directory: db"):
        render(tmp_path)
    render(tmp_path, buildDependencies=True)
    assert (tmp_path / "chart/charts/db-0.1.0.tgz").is_file()


def test_it_reads_outside_only_for_dependencies() -> None:
    config = HelmTemplateConfig(path="c", out_path="o", release_name="r")
    assert registration.effects_of(config) == LOCAL
    assert registration.effects_of(config.replace(build_dependencies=True)) == LOCAL | READ


@pytest.mark.parametrize("ignore", [False, True])
def test_files_of_values_that_are_not_there(tmp_path: Path, ignore: bool) -> None:
    web(tmp_path)
    if not ignore:
        with pytest.raises(PathError, match=r'there is no file "gone\.yaml"'):
            render(tmp_path, valuesFiles=["gone.yaml"])
        return
    render(tmp_path, valuesFiles=["gone.yaml"], ignoreMissingValueFiles=True)
    assert written(tmp_path) == ["web/templates/cm.yaml"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"releaseName": ""}, "releaseName: must not be empty"),
        ({"outLayout": "kargo"}, 'outLayout: must be "helm" or "flat"'),
        ({"setValues": [{"key": "a", "value": 1}]}, r"setValues\[0\]\.value: must be text, but is a number"),
        ({"includeCRDs": "true"}, "includeCRDs: must be true or false, but is text"),
    ],
)
def test_a_wrong_configuration_fails(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        render(tmp_path, **config)
