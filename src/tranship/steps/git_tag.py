"""git-tag: tags the commit that is checked out in a work tree."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from tranship.authoring import LOCAL, KargoModel, NonEmpty, StepResult, StepRun, TerminalError, step_runner
from tranship.authoring.git import find_work_tree, owner_of


class GitTagConfig(KargoModel):
    """The configuration of a git-tag step. Unknown keys are let through, as they are in Kargo."""

    model_config = ConfigDict(extra="ignore")

    path: NonEmpty = Field(description="A work tree that git-clone made, or a folder in one.")
    tag: NonEmpty = Field(description="The name of the tag.")
    message: NonEmpty = Field(description="The message of the tag, which is an annotated one.")
    force: bool = Field(default=False, description="Whether a tag of that name, here or from the server, is moved.")


def run(step: StepRun[GitTagConfig]) -> StepResult:
    """Tag the commit that is checked out; git-push with `tag` then pushes it."""
    config = step.config
    if step.context.secrets.shows(f"{config.tag}\n{config.message}"):
        raise TerminalError("the tag's name or message would show a secret, so there is none made")
    commit = step.toolbox.git.tag(
        find_work_tree(step, config.path),
        config.tag,
        config.message,
        step.execution,
        owner=owner_of(step, "git-tag"),
        force=config.force,
    )
    return StepResult(output={"commit": commit})


registration = step_runner(
    kind="git-tag",
    config=GitTagConfig,
    run=run,
    effects=LOCAL,
    may_be_unknown={"message": str},
    outputs={"commit": str},
)
