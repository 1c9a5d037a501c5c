"""The table of built-in steps: kind -> registration, one line each; and the steps that other packages bring."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from tranship.authoring import StepDefinition
from tranship.promotion.registry import StepRunnerRegistry
from tranship.steps import (
    argocd_update,
    argocd_wait,
    compose_output,
    copy,
    delete,
    fail,
    file_write,
    git_clear,
    git_clone,
    git_commit,
    git_merge_pr,
    git_open_pr,
    git_push,
    git_tag,
    git_wait_for_pr,
    helm_template,
    helm_update_chart,
    http,
    http_download,
    json_parse,
    json_update,
    kustomize_build,
    kustomize_set_image,
    oci_download,
    oci_push,
    set_freight_alias,
    set_metadata,
    tar,
    toml_parse,
    toml_update,
    untar,
    yaml_merge,
    yaml_parse,
    yaml_update,
)

ENTRY_POINTS = "tranship.steps"
"""The entry-point group in which a package announces its steps: name the kind, point to its StepDefinition."""

BUILTIN_STEPS: Mapping[str, StepDefinition] = {
    "argocd-update": argocd_update.registration,
    "argocd-wait": argocd_wait.registration,
    "compose-output": compose_output.registration,
    "copy": copy.registration,
    "delete": delete.registration,
    "fail": fail.registration,
    "file-write": file_write.registration,
    "git-clear": git_clear.registration,
    "git-clone": git_clone.registration,
    "git-commit": git_commit.registration,
    "git-merge-pr": git_merge_pr.registration,
    "git-open-pr": git_open_pr.registration,
    "git-push": git_push.registration,
    "git-tag": git_tag.registration,
    "git-wait-for-pr": git_wait_for_pr.registration,
    "helm-template": helm_template.registration,
    "helm-update-chart": helm_update_chart.registration,
    "http": http.registration,
    "http-download": http_download.registration,
    "json-parse": json_parse.registration,
    "json-update": json_update.registration,
    "kustomize-build": kustomize_build.registration,
    "kustomize-set-image": kustomize_set_image.registration,
    "oci-download": oci_download.registration,
    "oci-push": oci_push.registration,
    "set-freight-alias": set_freight_alias.registration,
    "set-metadata": set_metadata.registration,
    "tar": tar.registration,
    "toml-parse": toml_parse.registration,
    "toml-update": toml_update.registration,
    "untar": untar.registration,
    "yaml-merge": yaml_merge.registration,
    "yaml-parse": yaml_parse.registration,
    "yaml-update": yaml_update.registration,
}


@cache
def step_definitions() -> Mapping[str, StepDefinition]:
    """All kinds of steps there are: the built-in ones, and those of installed packages, which may not replace them.

    :raises TypeError: a package announces something that is no StepDefinition.
    """
    found = dict(BUILTIN_STEPS)
    for entry_point in entry_points(group=ENTRY_POINTS):
        definition = entry_point.load()
        if not isinstance(definition, StepDefinition):
            raise TypeError(f"the entry point {entry_point.name!r} of {ENTRY_POINTS} is no StepDefinition")
        found.setdefault(entry_point.name, definition)
    return found


def builtin_registry() -> StepRunnerRegistry:
    """A registry of all kinds of steps there are."""
    return StepRunnerRegistry(step_definitions().items())
