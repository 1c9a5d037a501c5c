"""Work with charts by the helm program, versions 3 and 4 alike; pieces of work don't wait for each other."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tranship.clients.addresses import AddressPolicy
from tranship.clients.gated import way_out
from tranship.clients.helm.blank_lines import as_helm_3
from tranship.clients.helm.dependencies import ChartFiles
from tranship.clients.helm.home import HelmHome, RepositoryAccess, helm_home
from tranship.clients.helm.rendering import TemplateRequest, arguments_of
from tranship.clients.process import Finished, run
from tranship.errors import ClientError, ProcessError
from tranship.execution import BACKGROUND, Execution
from tranship.files.links import refuse_links_out

LARGEST_RENDER = 256 << 20
"""Bytes that a chart may render to."""


@dataclass(frozen=True)
class HelmSettings:
    """How this process uses Helm.

    :param executable: the program.
    """

    executable: str = "helm"


class HelmClient:
    """Runs helm, each time in a home of its own."""

    def __init__(self, settings: HelmSettings | None = None, addresses: AddressPolicy | None = None) -> None:
        self._settings = settings or HelmSettings()
        self._addresses = addresses or AddressPolicy()
        self._lock = threading.Lock()
        self._major: int | None = None

    def template(self, request: TemplateRequest, execution: Execution) -> str:
        """The rendered manifests as one stream, as Helm 3 prints it.

        :raises PathError: a symlink in the chart leads out of the work directory.
        :raises ClientError: helm fails; its words are in there.
        """
        self._check_chart(request)
        with helm_home() as home:
            text = self._helm(home, request.work_dir, execution, "template", *arguments_of(request)).stdout
        if self._version() == 3:
            return text
        return as_helm_3(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def template_into(self, request: TemplateRequest, folder: Path, execution: Execution, *, by_release: bool) -> None:
        """Render into a folder that is empty or missing, in Helm's own layout.

        :param by_release: whether the release's name is the topmost folder.
        :raises PathError: a symlink in the chart leads out of the work directory.
        :raises ClientError: helm fails; its words are in there.
        """
        self._check_chart(request)
        layout = [f"--output-dir={folder}", *(("--release-name",) if by_release else ())]
        with helm_home() as home:
            self._helm(home, request.work_dir, execution, "template", *arguments_of(request), *layout)
        if self._version() > 3:
            for file in folder.rglob("*"):
                if file.is_file():
                    file.write_bytes(as_helm_3(file.read_bytes()))

    def build_dependencies(
        self, chart: ChartFiles, repositories: Sequence[RepositoryAccess], execution: Execution, *, plain_http: bool
    ) -> None:
        """Fetch the dependencies that Chart.lock names, or those that Chart.yaml does if there is no lock.

        :param repositories: those that the chart's dependencies are in.
        :param plain_http: whether registries are spoken to without TLS.
        :raises PathError: a dependency by path leads out of the work directory.
        :raises ClientError: helm fails; its words are in there.
        """
        self._dependencies("build", chart, repositories, execution, plain_http=plain_http)

    def update_dependencies(
        self, chart: ChartFiles, repositories: Sequence[RepositoryAccess], execution: Execution, *, plain_http: bool
    ) -> None:
        """Fetch the newest dependencies that fit Chart.yaml, and lock them. See :meth:`build_dependencies`."""
        self._dependencies("update", chart, repositories, execution, plain_http=plain_http)

    def _dependencies(
        self,
        verb: str,
        chart: ChartFiles,
        repositories: Sequence[RepositoryAccess],
        execution: Execution,
        *,
        plain_http: bool,
    ) -> None:
        chart.check_local()
        refuse_links_out(chart.work_dir, chart.folder)
        for repository in repositories:
            self._addresses.check_url(repository.url, execution)
        with helm_home(repositories) as home, way_out(self._addresses, execution) as way:
            try:
                self._fetch(verb, chart, home.going(way.variables), repositories, execution, plain_http=plain_http)
            except ClientError as error:
                if (explained := way.explained(error)) is error:
                    raise
                raise explained from error

    def _fetch(
        self,
        verb: str,
        chart: ChartFiles,
        home: HelmHome,
        repositories: Sequence[RepositoryAccess],
        execution: Execution,
        *,
        plain_http: bool,
    ) -> None:
        if any(not repository.is_oci for repository in repositories):
            # Each index is fetched once; without this Helm would fetch it for every question it has.
            fail = () if self._version() > 3 else ("--fail-on-repo-update-fail",)
            self._helm(home, chart.folder, execution, "repo", "update", *fail)
        insecure = ("--plain-http",) if plain_http else ()
        self._helm(home, chart.folder, execution, "dependency", verb, str(chart.folder), "--skip-refresh", *insecure)

    def _helm(self, home: HelmHome, folder: Path, execution: Execution, *arguments: str) -> Finished:
        try:
            return run(
                execution,
                (self._settings.executable, *arguments),
                cwd=folder,
                env=home.environment,
                output_limit=LARGEST_RENDER,
            )
        except ProcessError as error:
            raise _explained(error, folder) from error

    def _check_chart(self, request: TemplateRequest) -> None:
        if request.chart.is_dir():
            refuse_links_out(request.work_dir, request.chart)

    def _version(self) -> int:
        """The major version of the program, asked once."""
        with self._lock:
            if self._major is None:
                with helm_home() as home:
                    said = self._helm(home, home.folder, BACKGROUND, "version", "--short").stdout
                match = re.match(r"v(\d+)\.", said)
                self._major = int(match[1]) if match else 3
            return self._major


def _explained(error: ProcessError, folder: Path) -> ClientError:
    """Helm's words, without paths of this machine."""
    if error.status in (126, 127):
        return ClientError(f"{error}: charts are rendered by it")
    said = [line for line in error.stderr.splitlines() if line.strip() and not line.startswith("WARNING:")]
    text = "\n".join(said)[-4000:].replace(f"{folder}/", "").removeprefix("Error: ")
    return ClientError(f"helm: {text}" if text else str(error))
