"""Test files: found among the manifests, read, and taken apart into cases that know where they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tranship.errors import FieldsError, InputError, ManifestError, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_text import yaml_text
from tranship.manifest_files import STDIN, ManifestFile, manifest_files
from tranship.manifest_objects import ManifestObject, objects_in
from tranship.models.base import KargoModel, read_model
from tranship.testing.expected import Expect
from tranship.testing.format import API_VERSION, KIND, Case, Suite, laid_over
from tranship.testing.given import Given

_GROUP = API_VERSION.partition("/")[0]


@dataclass(frozen=True)
class Planned:
    """A case that is ready to be run.

    :param file: the test file as the user named it.
    :param given: what the case gives, laid over what the file gives.
    :param manifests: the files and folders with manifests. :param folder: what paths in the test are relative to.
    :param expects: what is expected: of the file, then of the case.
    """

    file: str
    name: str
    position: Position
    given: Given
    manifests: tuple[str, ...]
    folder: Path
    expects: tuple[Expect, ...] = ()

    @property
    def title(self) -> str:
        """File and name, as ``-k`` sees it."""
        return f"{self.file} {self.name}"


def read_tests(paths: Sequence[str]) -> list[Planned]:
    """The cases of all test files in files and folders with what is below them.

    :raises ManifestError: all that is wrong with test files, each with its place.
    :raises InputError: there is no test.
    """
    if STDIN in paths:
        raise InputError("tests are read from files, for what they name is next to them; not from stdin")
    found: list[Planned] = []
    problems: list[InputError] = []
    for file in manifest_files(paths, recursive=True, stdin=lambda: b""):
        try:
            found += _cases_of(file)
        except ManifestError as error:
            problems += error.problems
        except InputError as error:
            problems.append(error)
    if problems:
        raise ManifestError(problems)
    if not found:
        where = ", ".join(paths)
        raise InputError(f"there is no test in {where}: no document of the kind {KIND}; `tranship init` writes one")
    return found


def _cases_of(file: ManifestFile) -> Iterator[Planned]:
    data = file.read()
    if KIND.encode() not in data:
        if file.named:
            raise InputError(f"{file.name} holds no test: no document of the kind {KIND}")
        return
    suites = [
        read_suite(one) for one in objects_in(Lines(file.name, yaml_text(data, file.name))) if one.group == _GROUP
    ]
    names: dict[str, Position] = {}
    for suite in suites:
        for case in planned(suite, file.name):
            if case.name in names:
                raise InputError(
                    f'the name "{case.name}" is taken by the case in line {names[case.name].line}', case.position
                )
            names[case.name] = case.position
            yield case


def read_suite(one: ManifestObject) -> Suite:
    """A suite out of a document.

    :raises ManifestError: all that is wrong with it.
    """
    try:
        return read_model(Suite, one.value(), one.source)
    except FieldsError as error:
        problems = []
        for problem in error.problems:
            locate = one.source.locate_key if problem.about_key else one.source.locate
            problems.append(InputError(str(problem), locate(problem.path)))
        problems.sort(key=lambda problem: problem.position or one.position)
        raise ManifestError(problems) from None


def planned(suite: Suite, file: str) -> Iterator[Planned]:
    """The cases of a suite.

    :raises InputError: it is not clear what a case promotes.
    """
    folder = Path(file).parent
    manifests = tuple(os.path.normpath(folder / path) for path in suite.manifests)
    common = Given.model_construct(
        suite.model_fields_set & Given.model_fields.keys(),
        **{name: getattr(suite, name) for name in Given.model_fields},
    )
    for case in suite.cases or (None,):
        given = common if case is None else laid_over(common, case)
        expects = tuple(one for one in (suite.expect, case.expect if case else None) if one is not None)
        position = _position(case or suite, file)
        if case is not None and (case.stage or case.task):
            # Whoever names a task for one case does not want the file's Stage.
            given = given.replace(stage=case.stage, task=case.task)
        if bool(given.stage) == bool(given.task):
            what = "both a stage and a task" if given.stage else "no stage"
            raise InputError(f"the test names {what}; write stage: or task:, and its name", position)
        name = case.name if case else suite.name or given.stage or given.task
        yield Planned(file, name, position, given, manifests, folder, expects)


def _position(model: KargoModel, file: str) -> Position:
    if model.source is None:
        return Position(file, 1, 1)
    return model.source.locate(("name",)) if isinstance(model, Case) else model.source.locate()
