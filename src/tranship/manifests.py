"""Manifests: from files, folders and stdin to resources that know their places, with all problems at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from tranship.errors import FieldProblem, FieldsError, InputError, ManifestError, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_text import yaml_text
from tranship.manifest_files import ManifestFile, manifest_files
from tranship.manifest_objects import ManifestObject, objects_in
from tranship.models.argocd import Application
from tranship.models.base import read_model
from tranship.models.problems import closest
from tranship.models.resource import Resource
from tranship.models.resources import KARGO_GROUP, RESOURCES

ARGOCD_NAMESPACE = "argocd"
"""Where an Application is that does not say so: Kargo looks for it there."""

_OURS = re.compile(r"kargo\.akuity\.io|Secret|ConfigMap|Application")
"""What the text of a file holds if anything in it is for us."""

_TEMPLATE = re.compile(r"(?<!\$)\{\{")
_SEPARATOR = re.compile(r"^---(?:\s|$)", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*[^\s#%]", re.MULTILINE)
_NAME = re.compile(r"[\w./-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Skipped:
    """A document that was passed over, or a whole file: where, and why in words.

    ``unreadable`` says that it is a file of a folder that can't be read at all, so that nobody knows what is in it.
    """

    position: Position
    reason: str
    unreadable: bool = False


@dataclass(frozen=True)
class Manifests:
    """What was read: the ``resources`` in reading order, what was ``skipped``, and the names of all ``files``."""

    resources: tuple[Resource, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: tuple[str, ...] = ()


def read_manifests(files: Sequence[str], *, recursive: bool = False, stdin: TextIO | None = None) -> Manifests:
    """The resources in files, folders (and what is below them, if ``recursive``) and stdin (``-``).

    Documents of other API groups are skipped. In a folder so is what can't be read as YAML (Helm's templates, say) or
    is no manifest; a file that is named must be readable. ``kind: List`` stands for its items. A resource is in the
    namespace that it names; one that names none has none, and who reads it decides. But an Application is then taken
    to be in Argo CD's, and of kinds that belong to the cluster the namespace is dropped.

    :param stdin: what ``-`` means; the process's stdin by default.
    :raises ManifestError: all problems of all files, each with its place. No value is repeated.
    """
    found = _Found()
    names = []
    for file in manifest_files(files, recursive=recursive, stdin=lambda: _all_of(stdin or sys.stdin)):
        names.append(file.name)
        found.add(_read_file(file))
    if found.problems:
        raise ManifestError(found.problems)
    return Manifests(tuple(found.resources), tuple(found.skipped), tuple(names))


@dataclass
class _Found:
    """What has been found so far."""

    resources: list[Resource] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)

    def add(self, other: _Found) -> None:
        self.resources += other.resources
        self.skipped += other.skipped
        self.problems += other.problems


class PassOver(Exception):  # noqa: N818 - no error, but an answer
    """An object is nothing that can be read here. ``always``: also in a file that is named."""

    def __init__(self, reason: str, *, always: bool = False) -> None:
        super().__init__(reason)
        self.always = always


def _all_of(stdin: TextIO) -> bytes:
    """All that comes from stdin, as bytes if it has them: its encoding is YAML's affair, not the locale's."""
    binary = getattr(stdin, "buffer", None)
    return bytes(binary.read()) if binary else stdin.read().encode("utf-8", "surrogatepass")


def _read_file(file: ManifestFile) -> _Found:
    """What is in a file."""
    found = _Found()
    try:
        lines = Lines(file.name, yaml_text(file.read(), file.name))
        if not file.named and not _OURS.search(lines.text):
            found.skipped += [
                Skipped(lines.position(start), "it is not for Kargo") for start in _beginnings(lines.text)
            ]
            return found
        is_template = not file.named and is_unrendered(lines.text)
        for one in objects_in(lines):
            _read_object(one, found, named=file.named, is_template=is_template)
    except InputError as error:
        if file.named:
            found.problems.append(error)
            return found
        # Half of a file is worse than none: what was read may belong together with what can't be.
        return _Found(skipped=[Skipped(error.position or Position(file.name, 1, 1), error.message, unreadable=True)])
    return found


def is_unrendered(text: str) -> bool:
    """Whether some of a file looks like a template of Helm."""
    return _TEMPLATE.search(text) is not None


def _beginnings(text: str) -> Iterator[int]:
    """Where the documents of a text begin that nobody has parsed."""
    start = 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        content = _CONTENT.search(text, start, separator.start() if separator else len(text))
        if content:
            yield content.end() - 1
        start = separator.end() if separator else start


def _read_object(one: ManifestObject, found: _Found, *, named: bool, is_template: bool) -> None:
    """Read an object into ``found``."""
    try:
        model = model_of(one)
        data = data_of(one, is_template=is_template)
        found.resources.append(in_namespace(read_model(model, data, one.source)))
    except PassOver as reason:
        if reason.always or not named:
            found.skipped.append(Skipped(one.position, str(reason)))
        else:
            found.problems.append(InputError(str(reason), one.position))
    except FieldsError as error:
        found.problems += [_at_its_place(problem, one) for problem in error.problems]
    except InputError as error:
        found.problems.append(error)


def model_of(one: ManifestObject) -> type[Resource]:
    """The class of an object.

    :raises PassOver: it is nothing for us.
    :raises InputError: Kargo has no such kind.
    """
    if not (one.is_mapping and one.kind and one.head.get("apiVersion")):
        raise PassOver("this is no manifest: one is a mapping with apiVersion and kind")
    model = RESOURCES.get((one.group, one.kind))
    if model is None and one.group == KARGO_GROUP:
        kinds = sorted(kind for group, kind in RESOURCES if group == KARGO_GROUP)
        meant = closest(one.kind, kinds)
        hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(kinds)}"
        raise InputError(f"{_quoted('kind', one.kind)} is none of Kargo's; {hint}", one.source.locate(("kind",)))
    if model is None:
        raise PassOver(f"{_quoted('kind', one.kind)} is not for Kargo", always=True)
    if "sops" in one.head:
        raise PassOver("it is encrypted by SOPS; decrypt it and pipe it in: sops -d FILE | tranship ... -f -")
    return model


def data_of(one: ManifestObject, *, is_template: bool) -> Any:
    """The data of an object.

    :param is_template: whether it is from a folder and some of the file looks like a template of Helm.
    :raises PassOver: it is an unrendered template.
    :raises InputError: it can't be read.
    """
    try:
        data = one.value()
    except InputError:
        if is_template:
            raise PassOver("it is a template that is not rendered") from None
        raise
    metadata = data.get("metadata")
    names = [metadata.get(key) for key in ("name", "namespace", "generateName")] if isinstance(metadata, dict) else []
    if is_template and any(isinstance(name, str) and "{{" in name for name in names):
        raise PassOver("it is a template that is not rendered")
    if isinstance(metadata, dict | None) and not any(names[::2]):
        raise FieldsError([FieldProblem(("metadata", "name"), "is required, but missing")])
    return data


def in_namespace(resource: Resource) -> Resource:
    """The resource in its namespace."""
    if isinstance(resource, Application) and not resource.namespace:
        return resource.with_metadata(namespace=ARGOCD_NAMESPACE)
    if not type(resource).namespaced and resource.namespace:
        return resource.with_metadata(namespace="")
    return resource


def _at_its_place(problem: FieldProblem, one: ManifestObject) -> InputError:
    """The problem of a field as an error that names its place."""
    locate = one.source.locate_key if problem.about_key else one.source.locate
    return InputError(str(problem), locate(problem.path))


def _quoted(word: str, value: str) -> str:
    """A word and its value, which is shown only if it is what such values are."""
    return f'the {word} "{value}"' if _NAME.fullmatch(value) else f"this {word}"
