"""What steps that fetch charts share: the repositories of dependencies, with the credentials that open them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tranship.authoring.definition import StepRun
from tranship.clients.helm import ChartDependency, RepositoryAccess
from tranship.clients.http import Request, parse_url
from tranship.credentials.database import CredentialType
from tranship.errors import HTTPError


def chart_repositories(step: StepRun[Any], dependencies: Iterable[ChartDependency]) -> list[RepositoryAccess]:
    """The repositories and registries of dependencies, each once, with credentials where the project has some.

    Repositories on plain HTTP never get any.

    :raises CredentialsError: there are credentials, but they can't be read.
    """
    found: dict[str, RepositoryAccess] = {}
    for dependency in dependencies:
        if dependency.is_remote:
            access = _access(step, dependency)
            known = found.get(access.url)
            if known is None or (access.password and not known.password):
                found[access.url] = access
    return list(found.values())


def _access(step: StepRun[Any], dependency: ChartDependency) -> RepositoryAccess:
    url, database = dependency.repository, step.capabilities.creds_db
    if database is None or url.startswith("http://"):
        return RepositoryAccess(url)
    asked = f"{url.rstrip('/')}/{dependency.name}" if url.startswith("oci://") else url
    credentials = database.get(step.context.project, CredentialType.HELM, asked)
    if credentials is None:
        return RepositoryAccess(url)
    return RepositoryAccess(url, credentials.username, credentials.password)


def needs_plain_http(step: StepRun[Any], repositories: Sequence[RepositoryAccess]) -> bool:
    """Whether a registry among the repositories has no TLS, as those that run on this machine. Each is asked.

    :raises CancelledError: the work was asked to stop.
    """
    registries = sorted({one.registry for one in repositories if one.is_oci})
    return any(_answers(step, "http", one) for one in registries if not _answers(step, "https", one))


def _answers(step: StepRun[Any], scheme: str, registry: str) -> bool:
    try:
        step.toolbox.http.send(Request("GET", parse_url(f"{scheme}://{registry}/v2/")), step.execution)
    except HTTPError:
        return False
    return True
