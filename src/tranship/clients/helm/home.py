"""A home for one piece of work with Helm: its repositories and logins, for nobody else to read, gone afterwards."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from tranship.clients.process import child_environment


@dataclass(frozen=True)
class RepositoryAccess:
    """A chart repository (``https://``, ``http://``) or a path in a registry (``oci://``), and what opens it."""

    url: str
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_oci(self) -> bool:
        """Whether it is in a registry."""
        return self.url.startswith("oci://")

    @property
    def name(self) -> str:
        """The name that Helm knows it by here."""
        return sha256(self.url.encode()).hexdigest()[:16]

    @property
    def registry(self) -> str:
        """The host, and port, of a registry."""
        return self.url.removeprefix("oci://").partition("/")[0]


@dataclass(frozen=True)
class HelmHome:
    """The folder, and the environment that has Helm use nothing else."""

    folder: Path
    environment: Mapping[str, str]

    def going(self, way: Mapping[str, str]) -> HelmHome:
        """The same with variables that say how Helm gets out."""
        return replace(self, environment={**self.environment, **way})


@contextmanager
def helm_home(repositories: Sequence[RepositoryAccess] = ()) -> Iterator[HelmHome]:
    """A home that knows these repositories, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="tranship-helm-") as scratch:
        folder = Path(scratch)
        places = {
            "HELM_CACHE_HOME": folder / "cache",
            "HELM_CONFIG_HOME": folder / "config",
            "HELM_DATA_HOME": folder / "data",
            "TMPDIR": folder / "tmp",
        }
        for place in places.values():
            place.mkdir()
        listed, logins = folder / "repositories.yaml", folder / "registry.json"
        _write_private(listed, json.dumps(_repositories(repositories)))
        _write_private(logins, json.dumps(_logins(repositories)))
        variables = {name: str(place) for name, place in places.items()}
        variables |= {"HELM_REPOSITORY_CONFIG": str(listed), "HELM_REGISTRY_CONFIG": str(logins), "HELM_PLUGINS": ""}
        yield HelmHome(folder, child_environment(folder, variables))


def _repositories(repositories: Sequence[RepositoryAccess]) -> dict[str, object]:
    """Helm's list of repositories; it is YAML, of which JSON is a part."""
    entries = [
        {"name": one.name, "url": one.url, "username": one.username, "password": one.password}
        for one in repositories
        if not one.is_oci
    ]
    return {"apiVersion": "v1", "repositories": entries}


def _logins(repositories: Sequence[RepositoryAccess]) -> dict[str, object]:
    """Logins at registries, in Docker's form."""
    auths = {
        one.registry: {"auth": base64.b64encode(f"{one.username}:{one.password}".encode()).decode()}
        for one in repositories
        if one.is_oci and one.password
    }
    return {"auths": auths}


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
