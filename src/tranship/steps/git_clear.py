"""git-clear: removes all files of a work tree, so that it can be filled anew."""

from __future__ import annotations

from pydantic import Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepResult, StepRun, step_runner
from tranship.authoring.git import find_work_tree


class GitClearConfig(KargoModel):
    """The configuration of a git-clear step."""

    path: NonEmpty = Field(
        description="A work tree that git-clone made, or a folder in one, of which then only the content goes."
    )


def run(step: StepRun[GitClearConfig]) -> StepResult:
    """Remove all files of a work tree, tracked or not, but those that are ignored."""
    step.toolbox.git.clear(find_work_tree(step, step.config.path), step.execution)
    return StepResult()


registration = step_runner(kind="git-clear", config=GitClearConfig, run=run, effects=LOCAL)
