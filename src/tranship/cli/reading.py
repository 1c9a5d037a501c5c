"""What a verb is given to work on: manifests and --secret texts, all of them read before anything is stored."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from tranship.errors import InputError
from tranship.lifecycle.annotations import MANIFESTS
from tranship.lifecycle.apply import apply, placed
from tranship.manifests import Manifests, read_manifests
from tranship.models.core import Secret
from tranship.models.promotion import Promotion
from tranship.models.resource import ObjectMeta, Resource
from tranship.models.stage import Stage
from tranship.store.protocol import Store


@dataclass(frozen=True)
class Inputs:
    """What was read: resources, and values of the Secrets of ``project``, by name and key."""

    resources: Sequence[Resource] = ()
    project: str = ""
    secrets: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    def put_into(self, store: Store) -> None:
        """Put it into a store. A Secret from a manifest with everything but the password keeps the rest."""
        apply(store, self.resources)
        for name, values in self.secrets.items():
            present = store.get(Secret, self.project, name)
            if present is None:
                store.create(Secret(metadata=ObjectMeta(name=name, namespace=self.project), data=dict(values)))
            else:
                store.update(present.replace(data={**present.values, **values}, string_data={}))


def read_inputs(
    store: Store, files: Sequence[str], recursive: bool, secrets: Sequence[str], project: str | None
) -> Inputs:
    """Read manifests, and values written ``NAME.KEY=env:VAR`` or ``NAME.KEY=file:PATH``.

    :param store: knows the Stages, of which the Secrets are if no manifest names a project.

    :raises ManifestError: something in the manifests is wrong; all problems at once.
    :raises InputError: a --secret can't be read, or it is not clear which project it belongs to.
    """
    if files.count("-") > 1:
        raise InputError("-f - reads stdin, which can be read once only; name it once")
    manifests = read_manifests(files, recursive=recursive) if files else Manifests()
    for one in manifests.skipped:
        if one.unreadable:
            click.echo(f"warning: {one.position}: {one.reason}; the file was passed over", err=True)
    if files and not manifests.resources:
        click.echo(f"warning: there is nothing for tranship in {', '.join(map(_called, files))}", err=True)
    resources = placed(manifests.resources, project)
    if not secrets:
        return Inputs(resources)
    projects = {project} if project else {one.namespace for one in resources if one.namespace}
    projects = projects or {stage.namespace for stage in store.list(Stage)}
    if len(projects) != 1:
        found = f"several projects ({', '.join(sorted(projects))})" if projects else "no project"
        raise InputError(f"--secret needs --project: the manifests at hand are of {found}")
    return Inputs(resources, projects.pop(), read_secrets(secrets))


def load_inputs(
    store: Store, files: Sequence[str], recursive: bool, secrets: Sequence[str], project: str | None
) -> Sequence[Resource]:
    """Read inputs and put them into the store at once; returns the resources. Raises what ``read_inputs`` does."""
    inputs = read_inputs(store, files, recursive, secrets, project)
    inputs.put_into(store)
    return inputs.resources


def reload_inputs(store: Store, promotion: Promotion) -> None:
    """Read the manifests again that a Promotion was made from, for the Secrets in them; what is gone is passed over."""
    noted = promotion.metadata.annotations.get(MANIFESTS, "")
    recursive = noted.startswith("-R ")
    files = [file for file in noted.removeprefix("-R ").split(os.pathsep) if file and Path(file).exists()]
    load_inputs(store, files, recursive, (), promotion.namespace)


def _called(file: str) -> str:
    return "stdin" if file == "-" else file


def read_secrets(texts: Sequence[str]) -> dict[str, dict[str, bytes]]:
    """The values that texts name, by the name of the Secret and the key.

    :raises InputError: a text has another form, or its variable or file is not there.
    """
    found: dict[str, dict[str, bytes]] = {}
    for text in texts:
        target, equals, place = text.partition("=")
        name, dot, key = target.partition(".")
        scheme, colon, where = place.partition(":")
        if not (equals and dot and colon and name and key and where) or scheme not in ("env", "file"):
            # The text is not repeated: somebody may have written the secret itself.
            raise InputError("--secret is written NAME.KEY=env:VARIABLE or NAME.KEY=file:PATH")
        found.setdefault(name, {})[key] = _secret_value(scheme, where)
    return found


def _secret_value(scheme: str, where: str) -> bytes:
    if scheme == "file":
        try:
            return Path(where).read_bytes()
        except OSError as error:
            raise InputError(f"the file {where} of a --secret can't be read: {error.strerror}") from None
    value = os.environ.get(where)
    if value is None:
        raise InputError(f"the environment has no variable {where}, which a --secret names")
    return os.fsencode(value)
