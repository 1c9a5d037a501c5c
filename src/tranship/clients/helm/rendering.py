"""What is rendered of a chart, and how: the arguments of ``helm template``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ASSUMED_KUBERNETES = "1.20.0"
"""The version of Kubernetes that charts are told where nobody names one: the one that Helm's library assumes, so that
the result depends on no release of the program."""


@dataclass(frozen=True)
class SetValue:
    """A value set for one render; ``literal`` takes it as text, whatever it looks like."""

    key: str
    value: str
    literal: bool = False


@dataclass(frozen=True)
class TemplateRequest:
    """A chart to render.

    :param work_dir: the root that the chart may not read out of, all links resolved.
    :param chart: its folder or archive.
    """

    work_dir: Path
    chart: Path
    release_name: str
    namespace: str
    values_files: tuple[Path, ...] = ()
    set_values: tuple[SetValue, ...] = ()
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    include_crds: bool = False
    disable_hooks: bool = False
    skip_tests: bool = False


def arguments_of(request: TemplateRequest) -> Iterator[str]:
    """The arguments that say what to render."""
    yield from (request.release_name, str(request.chart), f"--namespace={request.namespace}")
    yield f"--kube-version={request.kube_version or ASSUMED_KUBERNETES}"
    for file in request.values_files:
        yield f"--values={file}"
    for value in request.set_values:
        yield f"--{'set-literal' if value.literal else 'set'}={value.key}={value.value}"
    for version in request.api_versions:
        yield f"--api-versions={version}"
    if request.include_crds:
        yield "--include-crds"
    if request.disable_hooks:
        yield "--no-hooks"
    if request.skip_tests:
        yield "--skip-tests"
