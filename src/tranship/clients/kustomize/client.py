"""Builds by the kustomize program, or by the kustomize in kubectl: side by side, each in a home of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tranship.clients.addresses import AddressPolicy
from tranship.clients.gated import way_out
from tranship.clients.git.configuration import base_configuration, online_configuration
from tranship.clients.git.values import GitSettings
from tranship.clients.kustomize.closure import Closure
from tranship.clients.process import child_environment, run
from tranship.errors import AddressError, ClientError, ProcessError
from tranship.execution import Execution

LARGEST_BUILD = 256 << 20
"""Bytes that a build may render."""

_SPECIAL = re.compile(r"(?i)^(?:git::)+|^gh:")
_NOTICE = re.compile(r"Flag --\S+ has been deprecated.*")


@dataclass(frozen=True)
class KustomizeSettings:
    """How this process uses kustomize.

    :param allow_remote: whether bases and files may be fetched from other places. They are code that somebody else
        can change, so they are off unless somebody wants them.
    :param executable: the program; empty: ``kustomize`` or ``kubectl``, whichever is found first.
    :param helm: the helm program that inflates charts; kustomize works with Helm 3.
    """

    allow_remote: bool = False
    executable: str = ""
    helm: str = "helm"


@dataclass(frozen=True)
class BuildRequest:
    """A build of the kustomization in ``folder``, in ``work_dir`` with all links resolved.

    :param kube_version: the version of Kubernetes that charts are told. :param api_versions: those that they can use.
    """

    work_dir: Path
    folder: Path
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class KustomizeClient:
    """Runs kustomize. Builds don't wait for each other."""

    settings: KustomizeSettings = KustomizeSettings()
    addresses: AddressPolicy = field(default_factory=AddressPolicy)

    def build(self, request: BuildRequest, execution: Execution) -> str:
        """The rendered manifests, in kustomize's own order and words.

        :raises PathError: something leads out of the work directory.
        :raises ClientError: a base is elsewhere and must not be fetched, or kustomize fails; its words are in there.
        """
        Closure(request.work_dir, lambda url: self._check_remote(url, execution)).check(request.folder)
        with tempfile.TemporaryDirectory(prefix="tranship-kustomize-") as scratch:
            home = Path(scratch)
            arguments = [
                *self._program(),
                str(request.folder),
                "--load-restrictor=LoadRestrictionsNone",
                "--enable-helm",
                "--reorder=none",
                f"--helm-command={self._helm(home, request)}",
            ]
            with way_out(self.addresses, execution) as way:
                try:
                    return run(
                        execution,
                        arguments,
                        cwd=request.folder,
                        env=child_environment(home, {**self._variables(home), **way.variables}),
                        output_limit=LARGEST_BUILD,
                    ).stdout
                except ProcessError as error:
                    raise way.explained(_explained(error, request)) from error
                finally:
                    _remove_leftovers(request.folder)

    def _program(self) -> tuple[str, ...]:
        chosen = self.settings.executable or shutil.which("kustomize") or shutil.which("kubectl") or _own_kubectl()
        if not chosen:
            raise ClientError(
                'there is neither kustomize nor kubectl; install one, or pip install "tranship[kustomize]"'
            )
        return (chosen, "kustomize") if Path(chosen).name.startswith("kubectl") else (chosen, "build")

    def _helm(self, home: Path, request: BuildRequest) -> str:
        """The command that inflates charts.

        kubectl's kustomize can't be told versions for charts in all its releases, so that helm gets them by a small
        program before it; what an entry of the kustomization says itself comes before them.
        """
        if not (request.kube_version or request.api_versions):
            return self.settings.helm
        versions = [f"--kube-version={request.kube_version}"] if request.kube_version else []
        apis = [f"--api-versions={version}" for version in request.api_versions]
        wrapper = home / "helm"
        wrapper.write_text(
            _WRAPPER.format(
                helm=shlex.quote(shutil.which(self.settings.helm) or self.settings.helm),
                versions=shlex.join(versions),
                apis=shlex.join(apis),
            )
        )
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        return str(wrapper)

    def _variables(self, home: Path) -> Mapping[str, str]:
        temporary = home / "tmp"
        temporary.mkdir()
        # Clones of remote bases follow the rules that all our use of Git follows.
        git = base_configuration(GitSettings()) + online_configuration(GitSettings())
        return {"TMPDIR": str(temporary), **git.environment()}

    def _check_remote(self, url: str, execution: Execution) -> None:
        if not self.settings.allow_remote:
            raise AddressError(
                f'the kustomization fetches "{_shown(url)}" from elsewhere, which is off; copy it into the repository, '
                "or allow it with TRANSHIP_ALLOW_REMOTE_BASES=true"
            )
        address = _SPECIAL.sub("", url)
        if "://" not in address and "@" not in address.partition("/")[0]:
            address = f"https://{'github.com/' if url.lower().startswith('gh:') else ''}{address}"
        self.addresses.check_url(address, execution)


_WRAPPER = """#!/bin/sh
if [ "$1" = template ]; then
  case " $* " in *" --kube-version "*|*" --kube-version="*) ;; *) set -- "$@" {versions} ;; esac
  case " $* " in *" --api-versions "*|*" --api-versions="*) ;; *) set -- "$@" {apis} ;; esac
fi
exec {helm} "$@"
"""


def _remove_leftovers(folder: Path) -> None:
    """Remove the empty folders, named like archives, that some releases of Helm leave beside a chart they pulled."""
    for left in folder.glob("charts/*/*.tgz"):
        if left.is_dir() and not left.is_symlink() and not any(left.iterdir()):
            left.rmdir()


def _own_kubectl() -> str | None:
    """The kubectl that the extra ``kustomize`` brings, beside this Python."""
    found = Path(sys.executable).with_name("kubectl")
    return str(found) if os.access(found, os.X_OK) else None


def _shown(url: str) -> str:
    return re.sub(r"//[^/@\s]*@", "//", url).partition("?")[0]


def _explained(error: ProcessError, request: BuildRequest) -> ClientError:
    """kustomize's words, without paths of this machine and with a hint where there is one."""
    said = [line for line in error.stderr.splitlines() if line.strip() and not _NOTICE.match(line)]
    text = "\n".join(said)[-4000:].replace(f"{request.work_dir}/", "").removeprefix("error: ").removeprefix("Error: ")
    if "unknown flag: --helm-command" in text or "no such command" in text:
        return ClientError(f"this kustomize is too old: {text}")
    if "executable file not found" in text and "helm" in text:
        return ClientError(f"the kustomization has helmCharts, and helm is not on PATH: {text}")
    return ClientError(f"kustomize: {text}" if text else str(error))
