"""kustomize-build: renders a kustomization into one file, or into a file for each resource."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from tranship.authoring import LOCAL, READ, KargoModel, NonEmpty, StepResult, StepRun, step_runner
from tranship.clients.kustomize import BuildRequest
from tranship.files import atomic, paths
from tranship.formats.rendered import by_file_name, kargo_name, kustomize_names, read_rendered, split_documents


class HelmPluginConfig(KargoModel):
    """What charts that a kustomization inflates are told."""

    api_versions: list[NonEmpty] = Field(default_factory=list, description="API versions that charts can use.")
    kube_version: str = Field(default="", description="The version of Kubernetes that charts are rendered for.")


class PluginConfig(KargoModel):
    """The configuration of kustomize's plugins."""

    helm: HelmPluginConfig = Field(default=HelmPluginConfig(), description="For `helmCharts` of the kustomization.")


class KustomizeBuildConfig(KargoModel):
    """The configuration of a kustomize-build step."""

    path: NonEmpty = Field(description="The folder with the kustomization, below the work directory.")
    out_path: NonEmpty = Field(
        description="Where the result goes: a file if it ends in `.yaml` or `.yml`, else a folder that gets a file for "
        "each resource; what else is in the folder stays."
    )
    output_format: Literal["kargo", "kustomize"] = Field(
        default="kargo",
        description="How files in a folder are named: `[namespace-]kind-name.yaml` (kargo), or "
        "`[namespace_][group_]version_kind_name.yaml` (kustomize).",
    )
    plugin: PluginConfig = Field(default=PluginConfig(), description="Settings of kustomize's plugins.")


def run(step: StepRun[KustomizeBuildConfig]) -> StepResult:
    """Render a kustomization into one file, or into a file for each resource."""
    config, root = step.config, Path(step.context.work_dir).resolve()
    helm = config.plugin.helm
    # Unlike in other steps, a path that leads out is an error here and not read from the work directory's root.
    folder = paths.followed(root, config.path.lstrip("/"))
    paths.existing_folder(root, str(folder.relative_to(root)))
    request = BuildRequest(root, folder, helm.kube_version, tuple(helm.api_versions))
    rendered = step.toolbox.kustomize.build(request, step.execution)
    if paths.inside(root, config.out_path).name.endswith((".yaml", ".yml")):
        atomic.replace_file(paths.new_file(root, config.out_path), rendered.encode())
        return StepResult()
    resources = [read_rendered(document) for document in split_documents(rendered)]
    kargo = config.output_format == "kargo"
    names = [kargo_name(one) for one in resources] if kargo else kustomize_names(resources)
    files = by_file_name(resources, names)
    target = paths.new_folder(root, config.out_path)
    for name, text in files.items():
        atomic.replace_file(target / name, text.encode())
    return StepResult()


registration = step_runner(kind="kustomize-build", config=KustomizeBuildConfig, run=run, effects=LOCAL | READ)
