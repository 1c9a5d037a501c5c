"""What the steps that work with registries have in common: references, and the repositories that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator

from tranship.authoring.definition import StepRun
from tranship.clients.oci import RegistryAccess
from tranship.credentials.database import CredentialType
from tranship.errors import InputError
from tranship.refs.image_ref import ImageRef, parse_image_ref

if TYPE_CHECKING:
    from tranship.clients.oci.repository import Repository

_SCHEME = "oci://"
_NAME = r"(?:oci://)?[a-zA-Z0-9._-]+(?::[0-9]+)?(?:/[a-zA-Z0-9._-]+)*"
_VERSIONED = re.compile(rf"{_NAME}[@:][a-zA-Z0-9._:-]+")
_TAGGED = re.compile(rf"{_NAME}:[a-zA-Z0-9._-]+")


def _versioned(text: str) -> str:
    if not _VERSIONED.fullmatch(text):
        raise ValueError("must be a repository with either a tag or a digest, such as ghcr.io/acme/web:1.4.2")
    return text


def _tagged(text: str) -> str:
    if not _TAGGED.fullmatch(text):
        raise ValueError("must be a repository with a tag, such as ghcr.io/acme/web:1.4.2")
    return text


Reference = Annotated[str, AfterValidator(_versioned)]
"""A reference with a tag or a digest; ``oci://`` in front has it opened by the credentials for Helm charts."""

TaggedReference = Annotated[str, AfterValidator(_tagged)]
"""A reference with a tag."""


def reference_of(text: str) -> ImageRef:
    """The reference without its scheme.

    :raises InputError: no registry has anything of such a name.
    """
    ref = parse_image_ref(text.removeprefix(_SCHEME))
    # They would be resolved on the way, and lead to another part of the server.
    if {".", ".."} & set(ref.repository.split("/")):
        raise InputError('a part of the repository\'s name is "." or "..", which no repository has')
    return ref


@contextmanager
def repository_of(step: StepRun[Any], reference: str, *, verify: bool, push: bool = False) -> Iterator[Repository]:
    """The repository of a reference, open to the project's credentials for it, while the block runs.

    :raises InputError: no registry has anything of such a name.
    :raises CredentialsError: there are credentials, but they can't be read.
    """
    ref = reference_of(reference)
    access = _access(step, ref.name, is_chart=reference.startswith(_SCHEME))
    with step.toolbox.oci.repository(ref, access, step.execution, push=push, verify=verify) as repository:
        yield repository


def _access(step: StepRun[Any], name: str, *, is_chart: bool) -> RegistryAccess:
    database = step.capabilities.creds_db
    kind, url = (CredentialType.HELM, f"{_SCHEME}{name}") if is_chart else (CredentialType.IMAGE, name)
    found = database.get(step.context.project, kind, url) if database else None
    if found is None:
        return RegistryAccess(source=f'a Secret of the type "{kind}" for {url}')
    return RegistryAccess(found.username, found.password, found.source)
