"""The user's Docker configuration: who they have logged in as, at which registries, and the helpers that know it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tranship.clients import process
from tranship.clients.oci.access import IDENTITY_TOKEN
from tranship.credentials.database import Credentials, CredentialType
from tranship.errors import CredentialsError, ProcessError
from tranship.execution import BACKGROUND

DOCKER_HUB = "docker.io"
_HUB_NAMES = ("https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io", DOCKER_HUB)
_LONGEST = 30.0
"""Seconds that a helper may take; some ask a server."""


class UserDockerConfig:
    """Looks registries up in the ``config.json`` that ``docker login`` writes. For a laptop.

    :param environment: the user's environment: ``DOCKER_CONFIG`` or ``HOME`` says where the file is.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        home = Path(environment.get("HOME", "/"))
        self._home = home if home.is_dir() else Path("/")
        self._file = Path(environment.get("DOCKER_CONFIG") or home / ".docker") / "config.json"

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:  # noqa: ARG002
        """The login at the registry of an image or OCI chart; None without one.

        :raises CredentialsError: the file is there, but can't be read.
        """
        address = _registry_address(credential_type, repo_url)
        config = self._read() if address else {}
        if not config:
            return None
        names = list(_names(address))
        return next((login for login in self._logins(config, names) if login is not None), None)

    def _logins(self, config: Mapping[str, Any], names: Sequence[str]) -> Iterator[Credentials | None]:
        """What the file's places for logins hold, in Docker's order: a registry's helper, the store, the file."""
        helpers, logins = _member(config, "credHelpers"), _member(config, "auths")
        for name in names:
            if name in helpers:
                yield self._ask(str(helpers[name]), name)
        if config.get("credsStore"):
            yield self._ask(str(config["credsStore"]), _server(names))
        for name in names:
            yield self._written(logins, name)

    def _read(self) -> Mapping[str, Any]:
        try:
            config = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no JSON"
            raise CredentialsError(f"the Docker configuration can't be read: {self._file}: {why}") from None
        return config if isinstance(config, dict) else {}

    def _written(self, logins: Mapping[str, Any], name: str) -> Credentials | None:
        """The login that stands in the file itself."""
        login = _member(logins, name) or _member({_host(url): login for url, login in logins.items()}, name)
        username, password = str(login.get("username") or ""), str(login.get("password") or "")
        if login.get("auth"):
            try:
                username, _, password = base64.b64decode(str(login["auth"]), validate=True).decode().partition(":")
            except ValueError:
                raise CredentialsError(f"the login for {name} in {self._file} is damaged; log in again") from None
        if login.get("identitytoken"):
            username, password = IDENTITY_TOKEN, str(login["identitytoken"])
        return Credentials(username, password.rstrip("\0"), source=str(self._file)) if password else None

    def _ask(self, helper: str, server: str) -> Credentials | None:
        """What a helper program knows about a registry."""
        if not helper.replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise CredentialsError(f"{self._file} names a credential helper that is no program's name")
        try:
            finished = process.run(
                BACKGROUND,
                [f"docker-credential-{helper}", "get"],
                cwd=self._home,
                env=self._environment,
                stdin=server.encode(),
                timeout=_LONGEST,
            )
            answer = json.loads(finished.stdout)
        except (ProcessError, ValueError):
            # Helpers say "not found" by failing, and many files name a helper that is not installed.
            return None
        username, password = str(answer.get("Username") or ""), str(answer.get("Secret") or "")
        return Credentials(username, password, source=f"docker-credential-{helper}") if password else None


def _member(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A member that is a map itself; empty if it is not there, or something else."""
    member = value.get(key)
    return member if isinstance(member, dict) else {}


def _registry_address(credential_type: CredentialType, repo_url: str) -> str:
    """Registry and path of a repository, such as ``ghcr.io/acme/web``; empty if it is in no OCI registry."""
    address = repo_url.strip()
    if credential_type is CredentialType.HELM and not address.startswith("oci://"):
        return ""
    if credential_type is CredentialType.GIT:
        return ""
    address = address.removeprefix("oci://")
    first = address.partition("/")[0]
    if "/" in address and ("." in first or ":" in first or first == "localhost"):
        return address
    return f"{DOCKER_HUB}/{address}"


def _names(address: str) -> Iterator[str]:
    """The names under which a login may stand: the repository's, those of the folders it is in, the registry's."""
    if address.partition("/")[0] in _HUB_NAMES:
        yield from _HUB_NAMES
        return
    while address:
        yield address
        address = address.rpartition("/")[0]


def _server(names: Sequence[str]) -> str:
    """The name that a store of logins knows a registry by."""
    return _HUB_NAMES[0] if names[0] in _HUB_NAMES else names[-1]


def _host(name: str) -> str:
    """The registry that an entry is for: older programs wrote it as a URL, with the version of the API."""
    scheme, separator, rest = name.partition("://")
    return rest.partition("/")[0] if separator else scheme
