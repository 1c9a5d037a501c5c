"""Reads whatever files there are: resources as far as they can be read, and all that is wrong with the others."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, TextIO

from tranship.errors import FieldPath, FieldProblem, FieldsError, InputError, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_text import yaml_text
from tranship.lint.findings import Problem
from tranship.lint.former import FORMER_FIELDS
from tranship.manifest_files import ManifestFile, manifest_files
from tranship.manifest_objects import ManifestObject, objects_in
from tranship.manifests import PassOver, data_of, in_namespace, is_unrendered, model_of
from tranship.models.base import read_model
from tranship.models.core import Secret
from tranship.models.resource import Resource

CUSTOM_STEPS = ("ee.kargo.akuity.io", "CustomPromotionStep")
"""The group and kind of resources that make kinds of steps of their own."""

_OURS = re.compile(r"kargo\.akuity\.io|Secret|ConfigMap")
_SECRET = re.compile(r"\bkind[\"']?[ \t]*:[ \t]*[\"']?Secret\b")
_SURELY_OURS = re.compile(r"^[ \t-]*[\"']?apiVersion[\"']?:[ \t]*[\"']?kargo\.akuity\.io/", re.MULTILINE)


_LARGEST_RESOURCE = 3 << 19
_MARK = re.compile(r"^---(?=\s)", re.MULTILINE)
_LIST = re.compile(r"^(?:items|[ \t]*\"items\")[ \t]*:", re.MULTILINE)


class Fault(Enum):
    """What is wrong with a manifest."""

    UNREADABLE = "unreadable"
    UNKNOWN_KIND = "unknown kind"
    UNKNOWN_FIELD = "unknown field"
    WRONG_VALUE = "wrong value"


@dataclass
class Corpus:
    """What was read.

    :param resources: in reading order, also those that were readable but for fields that nobody knows.
    :param faults: what is wrong with manifests.
    :param texts: every file that may hold manifests, by its name.
    :param files: the names of all files that were looked at.
    :param custom_steps: the kinds of steps that are defined here.
    :param refused: what could not be opened at all.
    """

    resources: list[Resource] = field(default_factory=list)
    faults: list[tuple[Fault, Problem]] = field(default_factory=list)
    texts: dict[str, Lines] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    custom_steps: set[str] = field(default_factory=set)
    refused: list[InputError] = field(default_factory=list)


def read_corpus(paths: Sequence[str], stdin: TextIO | None = None) -> Corpus:
    """All that is in files, folders with what is below them, and stdin (``-``). Nothing is raised."""
    corpus = Corpus()

    def all_of_stdin() -> bytes:
        stream = stdin or sys.stdin
        binary = getattr(stream, "buffer", None)
        return bytes(binary.read()) if binary else stream.read().encode("utf-8", "surrogatepass")

    for file in manifest_files(paths, recursive=True, stdin=all_of_stdin):
        try:
            data = file.read()
        except InputError as error:
            corpus.refused.append(error)
            continue
        corpus.files.append(file.name)
        _read_file(file, data, corpus)
    return corpus


def corpus_of(text: str, name: str = "manifest.yaml") -> Corpus:
    """What is in a text."""
    corpus = Corpus(files=[name])
    data = text.encode("utf-8", "surrogatepass")
    _read_file(ManifestFile(name, named=True, read=lambda: data), data, corpus)
    return corpus


def _read_file(file: ManifestFile, data: bytes, corpus: Corpus) -> None:
    try:
        lines = Lines(file.name, yaml_text(data, file.name))
    except InputError as error:
        # A folder may hold anything; a file that somebody names is meant.
        if file.named or b"kargo.akuity.io" in data:
            corpus.faults.append((Fault.UNREADABLE, Problem.of(error)))
        return
    if not file.named and not _OURS.search(lines.text):
        return
    corpus.texts[file.name] = lines
    if (large := _too_large(lines)) is not None:
        corpus.faults.append((Fault.UNREADABLE, large))
        return
    is_template = is_unrendered(lines.text)
    try:
        for one in objects_in(lines):
            _read_object(one, corpus, is_template=is_template)
    except InputError as error:
        if not is_template and (file.named or _SURELY_OURS.search(lines.text)):
            # Nobody knows which lines of a file that can't be read are a Secret's.
            problem = replace(Problem.of(error), hidden=bool(_SECRET.search(lines.text)))
            corpus.faults.append((Fault.UNREADABLE, problem))
    except RecursionError:
        place = Position(file.name, 1, 1)
        corpus.faults.append((Fault.UNREADABLE, Problem("it is nested too deeply to be read", place)))


def _too_large(lines: Lines) -> Problem | None:
    """What is wrong with a resource that no cluster takes. A list of many may be longer."""
    if len(lines.text) <= _LARGEST_RESOURCE:
        return None
    start = 0
    for end in (*(mark.start() for mark in _MARK.finditer(lines.text)), len(lines.text)):
        is_ours = end - start > _LARGEST_RESOURCE and _SURELY_OURS.search(lines.text, start, end) is not None
        if is_ours and not _LIST.search(lines.text, start, end):
            message = "this document is longer than 1.5 MiB, more than Kubernetes takes of a resource"
            return Problem(message, lines.position(start))
        start = end
    return None


def _read_object(one: ManifestObject, corpus: Corpus, *, is_template: bool) -> None:
    if (one.group, one.kind) == CUSTOM_STEPS:
        _note_custom_step(one, corpus)
        return
    try:
        model = model_of(one)
    except PassOver:
        return
    except InputError as error:
        corpus.faults.append((Fault.UNKNOWN_KIND, Problem.of(error)))
        return
    try:
        data = data_of(one, is_template=is_template)
        resource = _as_far_as_possible(model, data, one, corpus)
    except PassOver:
        return
    except FieldsError as error:
        hidden = model is Secret
        corpus.faults += [(Fault.WRONG_VALUE, _placed(problem, one, hidden=hidden)) for problem in error.problems]
        return
    except InputError as error:
        corpus.faults.append((Fault.UNREADABLE, replace(Problem.of(error), hidden=model is Secret)))
        return
    if resource is not None:
        corpus.resources.append(in_namespace(resource))


def _as_far_as_possible(model: type[Resource], data: Any, one: ManifestObject, corpus: Corpus) -> Resource | None:
    """The resource, if need be without the fields that nobody knows; None if it can't be read."""
    try:
        return read_model(model, data, one.source)
    except FieldsError as error:
        problems = error.problems
    hidden = model is Secret
    unknown = [problem for problem in problems if problem.about_key]
    for problem in problems:
        fault = Fault.UNKNOWN_FIELD if problem.about_key else Fault.WRONG_VALUE
        corpus.faults.append((fault, _placed(problem, one, hidden=hidden)))
    if len(unknown) < len(problems):
        return None
    rest = copy.deepcopy(data)
    for problem in unknown:
        _drop(rest, problem.path)
    try:
        return read_model(model, rest, one.source)
    except FieldsError:
        return None


def _drop(data: Any, path: FieldPath) -> None:
    for part in path[:-1]:
        data = data[part]
    del data[path[-1]]


def _placed(problem: FieldProblem, one: ManifestObject, *, hidden: bool = False) -> Problem:
    locate = one.source.locate_key if problem.about_key else one.source.locate
    place = Problem.of(InputError(str(problem), locate(problem.path)))
    former = FORMER_FIELDS.get((one.kind, str(problem.path[-1])), "") if problem.about_key and problem.path else ""
    return Problem(place.message, place.position, hint=former or place.hint, hidden=hidden)


def _note_custom_step(one: ManifestObject, corpus: Corpus) -> None:
    try:
        metadata = one.value().get("metadata")
    except InputError:
        return
    if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
        corpus.custom_steps.add(metadata["name"])
