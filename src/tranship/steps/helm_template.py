"""helm-template: renders a Helm chart into one file, or into files below a folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field

from tranship.authoring import (
    LOCAL,
    READ,
    Effects,
    KargoModel,
    NonEmpty,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.charts import chart_repositories, needs_plain_http
from tranship.clients.helm import ChartFiles, SetValue, TemplateRequest
from tranship.errors import PathError
from tranship.files import atomic, paths
from tranship.files.tree import copy_tree
from tranship.formats.helm_documents import flat_files


class SetValueConfig(KargoModel):
    """A value that is set for this render."""

    key: NonEmpty = Field(description="The value's key; dots lead into maps, as in `image.tag`.")
    value: str = Field(description="The value. Helm takes what looks like a number or boolean for one.")
    literal: bool = Field(default=False, description="Take the value as text, whatever it looks like.")


class HelmTemplateConfig(KargoModel):
    """The configuration of a helm-template step."""

    path: NonEmpty = Field(description="The chart's folder or archive, below the work directory.")
    out_path: NonEmpty = Field(
        description="Where the result goes: a file if it ends in `.yaml` or `.yml`, else a folder; what else is in the "
        "folder stays."
    )
    out_layout: Literal["helm", "flat"] = Field(
        default="helm", description="How a folder is filled: as Helm does it, or with one file for each resource."
    )
    release_name: NonEmpty = Field(description="The name of the release.")
    use_release_name: bool = Field(
        default=False, description="In Helm's layout, whether the release's name is the topmost folder."
    )
    namespace: str = Field(default="", description="The namespace that the chart is told. Default: the Project's name.")
    values_files: list[NonEmpty] = Field(
        default_factory=list, description="Files of values, each winning over those before it."
    )
    ignore_missing_value_files: bool = Field(default=False, description="Pass over files of values that are not there.")
    build_dependencies: bool = Field(default=False, description="Fetch the chart's dependencies first.")
    include_crds: bool = Field(default=False, description="Whether definitions of custom resources are rendered, too.")
    disable_hooks: bool = Field(default=False, description="Leave hooks out, tests among them.")
    skip_tests: bool = Field(default=False, description="Leave tests out.")
    kube_version: str = Field(
        default="",
        description="The version of Kubernetes that the chart is rendered for. Default: 1.20.0, as in Kargo.",
    )
    api_versions: list[NonEmpty] = Field(default_factory=list, description="API versions that the chart can use.")
    set_values: list[SetValueConfig] = Field(default_factory=list, description="Values that win over all files.")


def run(step: StepRun[HelmTemplateConfig]) -> StepResult:
    """Render a Helm chart into one file, or into files below a folder."""
    config, root = step.config, Path(step.context.work_dir).resolve()
    chart = paths.inside(root, config.path)
    if not chart.exists():
        raise PathError(f'there is no chart "{config.path}" in the work directory')
    helm = step.toolbox.helm
    if config.build_dependencies and chart.is_dir():
        files = ChartFiles(root, chart)
        if dependencies := files.dependencies():
            repositories = chart_repositories(step, dependencies)
            plain = needs_plain_http(step, repositories)
            helm.build_dependencies(files, repositories, step.execution, plain_http=plain)
    request = TemplateRequest(
        work_dir=root,
        chart=chart,
        release_name=config.release_name,
        namespace=config.namespace or step.context.project,
        values_files=tuple(_values_files(config, root)),
        set_values=tuple(SetValue(one.key, one.value, one.literal) for one in config.set_values),
        kube_version=config.kube_version,
        api_versions=tuple(config.api_versions),
        include_crds=config.include_crds,
        disable_hooks=config.disable_hooks,
        skip_tests=config.skip_tests,
    )
    if config.out_path.endswith((".yaml", ".yml")):
        text = helm.template(request, step.execution)
        atomic.replace_file(
            paths.new_file(root, config.out_path), (text.rstrip("\n") + "\n").encode("utf-8", "surrogateescape")
        )
    elif config.out_layout == "flat":
        rendered = flat_files(helm.template(request, step.execution))
        if rendered:
            folder = paths.new_folder(root, config.out_path)
            for name, text in rendered.items():
                atomic.replace_file(folder / name, text.encode("utf-8", "surrogateescape"))
    else:
        # Helm appends to files that are there, so it gets a folder of its own.
        with tempfile.TemporaryDirectory(prefix=".tranship-", dir=root) as scratch:
            helm.template_into(request, Path(scratch), step.execution, by_release=config.use_release_name)
            if any(Path(scratch).iterdir()):
                copy_tree(Path(scratch), paths.new_folder(root, config.out_path), root, execution=step.execution)
    return StepResult()


def _values_files(config: HelmTemplateConfig, root: Path) -> list[Path]:
    found = []
    for name in config.values_files:
        file = paths.inside(root, name)
        if file.exists() or not config.ignore_missing_value_files:
            found.append(paths.existing_file(root, name))
    return found


def _effects(config: HelmTemplateConfig) -> Effects:
    return LOCAL | READ if config.build_dependencies else LOCAL


registration = step_runner(
    kind="helm-template",
    config=HelmTemplateConfig,
    run=run,
    effects=_effects,
    may_be_unknown={"setValues.*.value": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
