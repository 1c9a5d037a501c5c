"""helm-update-chart: sets versions of a chart's dependencies, fetches them, and locks them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from tranship.authoring import (
    LOCAL,
    READ,
    KargoModel,
    NonEmpty,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.charts import chart_repositories, needs_plain_http
from tranship.clients.helm import ChartDependency, ChartFiles, changes_between
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.files.restoring import restoring
from tranship.formats.yaml_edit import SetValue, set_values


class ChartUpdate(KargoModel):
    """A dependency whose version is set. Repository and name are as Chart.yaml writes them."""

    repository: NonEmpty = Field(description="The `repository` of the entry in Chart.yaml, to the letter.")
    name: NonEmpty = Field(description="The `name` of the entry in Chart.yaml.")
    version: NonEmpty = Field(description="The new version, or a range of versions.")


class HelmUpdateChartConfig(KargoModel):
    """The chart, and the dependencies whose versions are set."""

    path: NonEmpty = Field(description="The chart's folder, below the work directory.")
    charts: Annotated[list[ChartUpdate], Field(min_length=1)] | None = Field(
        default=None,
        description="The versions to set. Without it Chart.yaml stays as it is, and the newest versions that fit its "
        "ranges are fetched.",
    )


def run(step: StepRun[HelmUpdateChartConfig]) -> StepResult:
    """Set versions of a chart's dependencies, fetch them, and lock them."""
    config, root = step.config, Path(step.context.work_dir).resolve()
    folder = paths.existing_folder(root, config.path)
    files = ChartFiles(root, folder)
    backup = root / f".tranship-{sha256(f'{step.context.alias} {folder}'.encode()).hexdigest()[:16]}"
    with restoring([folder / "Chart.yaml", folder / "Chart.lock", folder / "charts"], backup):
        before = files.locked()
        files.check_local()
        _set_versions(files, config.charts or ())
        dependencies = files.dependencies()
        if not dependencies and before is None:
            raise StepError(f'the chart "{config.path}" has no dependencies in Chart.yaml; there is nothing to update')
        repositories = chart_repositories(step, dependencies)
        plain = needs_plain_http(step, repositories)
        step.toolbox.helm.update_dependencies(files, repositories, step.execution, plain_http=plain)
        after = files.locked()
    changes = changes_between(before or (), before if after is None else after)
    if not changes:
        return StepResult()
    lines = "".join(f"\n- {change}" for change in changes)
    return StepResult(output={"commitMessage": f"Updated chart dependencies for {config.path}\n{lines}"})


def _set_versions(files: ChartFiles, updates: Sequence[ChartUpdate]) -> None:
    """Set the versions in Chart.yaml, all or none; of two for one entry the later counts."""
    if not updates:
        return
    dependencies = files.dependencies()
    wanted: dict[int, str] = {}
    for number, update in enumerate(updates):
        found = next((index for index, one in enumerate(dependencies) if _is_meant(one, update)), None)
        if found is None:
            raise StepError(
                f'Chart.yaml has no dependency "{update.name}" of the repository "{update.repository}"; both must be '
                "written as they are there",
                field=("charts", number),
            )
        wanted[found] = update.version
    data = atomic.read_file(files.manifest)
    changed = {at: version for at, version in wanted.items() if dependencies[at].version != version}
    try:
        edited = set_values(data, [SetValue(f"dependencies.{at}.version", version) for at, version in changed.items()])
    except EditError as error:
        raise StepError(f"Chart.yaml: {error}") from error
    if edited.data != data:
        atomic.replace_file(files.manifest, edited.data)


def _is_meant(dependency: ChartDependency, update: ChartUpdate) -> bool:
    return (dependency.name, dependency.repository) == (update.name, update.repository)


registration = step_runner(
    kind="helm-update-chart",
    config=HelmUpdateChartConfig,
    run=run,
    effects=LOCAL | READ,
    outputs={"commitMessage": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
