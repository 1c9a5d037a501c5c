"""delete: deletes files and folders in the work directory, by name or by pattern."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from tranship.authoring import (
    LOCAL,
    KargoModel,
    NonEmpty,
    StepError,
    StepResult,
    StepRun,
    TerminalError,
    step_runner,
)
from tranship.errors import PathError
from tranship.files import globs, paths
from tranship.files.tree import remove_tree


class DeleteConfig(KargoModel):
    """The configuration of a delete step."""

    path: NonEmpty = Field(default="", description="What to delete, below the work directory. Either this or `paths`.")
    paths: Annotated[tuple[NonEmpty, ...], Field(min_length=1)] = Field(
        default=(), description="Several of them. Either this or `path`."
    )
    paths_are_globs: bool = Field(
        default=False,
        description="Whether they are patterns: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of folders.",
    )
    strict: bool = Field(
        default=False, description="Whether it is an error if one is not there, or if a pattern fits nothing."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.path) == bool(self.paths):
            raise ValueError("give either path or paths")
        return self


def run(step: StepRun[DeleteConfig]) -> StepResult:
    """Delete files and folders."""
    config, root = step.config, Path(step.context.work_dir)
    found: dict[Path, None] = {}
    # All are looked for before the first one goes: if one is refused, nothing is deleted.
    for path in config.paths or (config.path,):
        with paths.naming(path):
            named = _matches(root, path) if config.paths_are_globs else _entry(root, path)
        if config.strict and not named:
            missing = "nothing fits the pattern" if config.paths_are_globs else "there is no"
            raise StepError(f'{missing} "{path}" in the work directory; without strict that would do')
        found |= dict.fromkeys(named)
    for entry in found:
        step.execution.check()
        with paths.naming(str(entry.relative_to(root))):
            remove_tree(entry)
    return StepResult()


def _entry(root: Path, path: str) -> list[Path]:
    """The entry that a path names, if it is there."""
    entry = paths.entry(root, path)
    return [entry] if entry.is_symlink() or entry.exists() else []


def _matches(root: Path, pattern: str) -> list[Path]:
    """What fits a pattern.

    :raises TerminalError: the pattern can't be read.
    """
    try:
        alternatives = globs.parse(pattern.removeprefix("./"))
    except PathError as error:
        raise TerminalError(str(error)) from error
    return [paths.entry(root, str(path)) for glob in alternatives for path in globs.find(root, glob)]


registration = step_runner(kind="delete", config=DeleteConfig, run=run, effects=LOCAL)
