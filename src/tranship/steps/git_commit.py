"""git-commit: commits the changes in a work tree."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tranship.authoring import GIVEN, LOCAL, KargoModel, NonEmpty, StepResult, StepRun, TerminalError, step_runner
from tranship.authoring.git import AuthorConfig, find_work_tree, owner_of
from tranship.models.promotion import PromotionStepStatus


class GitCommitConfig(KargoModel):
    """The configuration of a git-commit step."""

    path: NonEmpty = Field(
        description="A work tree that git-clone made, or a folder in one, of which then only the changes are committed."
    )
    message: NonEmpty = Field(description="The commit message.")
    author: Annotated[AuthorConfig | None, GIVEN] = Field(
        default=None,
        description="Who makes this commit, if not the author of the clone. Deprecated: name them in git-clone.",
        json_schema_extra={"deprecated": True},
    )


def run(step: StepRun[GitCommitConfig]) -> StepResult:
    """Commit all changes in a work tree; skipped if there are none."""
    config = step.config
    if step.context.secrets.shows(config.message):
        raise TerminalError("the commit's message would show a secret, so nothing is committed", field=("message",))
    committed = step.toolbox.git.commit(
        find_work_tree(step, config.path),
        config.message,
        step.execution,
        owner=owner_of(step, "git-commit"),
        author=config.author.author if config.author else None,
    )
    status = PromotionStepStatus.SUCCEEDED if committed.made else PromotionStepStatus.SKIPPED
    return StepResult(status=status, output={"commit": committed.commit})


registration = step_runner(
    kind="git-commit",
    config=GitCommitConfig,
    run=run,
    effects=LOCAL,
    may_be_unknown={"message": str},
    outputs={"commit": str},
)
