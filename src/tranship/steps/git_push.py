"""git-push: pushes the commits of a work tree, or a tag."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from tranship.authoring import (
    GIVEN,
    WRITE,
    Change,
    ChangeKind,
    KargoModel,
    NonEmpty,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.git import commit_link, find_work_tree, owner_of, pushed_change, rehearsing
from tranship.clients.git import ConflictsError, GitClient, Pushed, PushRequest, RebaseUnsafeError, WorkTree
from tranship.credentials.for_git import git_credentials
from tranship.exprlang import Unknown
from tranship.refs.commit_url import Forge, commit_url
from tranship.refs.git_url import place_of


class GitPushConfig(KargoModel):
    """The configuration of a git-push step."""

    path: NonEmpty = Field(description="A work tree that git-clone made, or a folder in one.")
    target_branch: str = Field(
        default="", description="The branch on the server; by default the one that is checked out."
    )
    generate_target_branch: bool = Field(
        default=False,
        description="Whether to push to a branch kargo/promotion/NAME, for a pull request; it is overwritten.",
    )
    tag: str = Field(default="", description="A tag to push, which git-tag has made; nothing else is pushed then.")
    force: bool = Field(
        default=False, description="Whether what is on the branch is overwritten, commits of others included."
    )
    max_attempts: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(
        default=10, description="How often it is tried at most, if others push to the branch at the same time."
    )
    provider: Annotated[Forge | None, GIVEN] = Field(
        default=None,
        description="What kind of forge the server is, for the link to the commit; by default its name tells.",
    )

    @model_validator(mode="after")
    def _one_target(self) -> GitPushConfig:
        if sum(map(bool, (self.target_branch, self.generate_target_branch, self.tag))) > 1:
            raise ValueError("targetBranch, generateTargetBranch and tag exclude each other; give one of them")
        if self.tag and self.force:
            raise ValueError("a tag can't be pushed with force")
        return self


def run(step: StepRun[GitPushConfig]) -> StepResult:
    """Push the commits of a work tree, on top of what others have pushed meanwhile."""
    tree = find_work_tree(step, step.config.path)
    pushed = _push(step, tree, step.toolbox.git)
    return StepResult(output=_output(pushed, commit_link(step, tree, pushed.commit, step.config.provider)))


def preview(step: StepRun[GitPushConfig]) -> Preview:
    """Push to a scratch repository, and tell what the server would get."""
    git, tree = rehearsing(step), find_work_tree(step, step.config.path)
    pushed = _push(step, tree, git)
    # The commit is made anew when it is for real, so that a link to this one leads nowhere.
    has_link = commit_url(tree.clone.url, pushed.commit, step.config.provider) != ""
    output = _output(pushed, Unknown(f"known after {step.context.alias}") if has_link else "")
    if step.config.tag:
        summary = f"the tag of commit {pushed.commit[:7]}"
        return Preview(output, (Change(ChangeKind.TAG, f"{place_of(tree.clone.url)} {step.config.tag}", summary),))
    change = pushed_change(step, git, tree, pushed)
    return Preview(output, (change,)) if change else Preview(output, notes=("there is nothing to push",))


def _push(step: StepRun[GitPushConfig], tree: WorkTree, git: GitClient) -> Pushed:
    config, context = step.config, step.context
    generated = f"kargo/promotion/{context.promotion}" if config.generate_target_branch else ""
    request = PushRequest(
        owner_of(step, "git-push"),
        generated or config.target_branch,
        force=config.force or config.generate_target_branch,
        tag=config.tag,
        attempts=config.max_attempts,
    )
    credentials = git_credentials(step.capabilities.creds_db, context.project, tree.clone.url)
    try:
        return git.push(tree, request, step.execution, credentials)
    except (ConflictsError, RebaseUnsafeError) as error:
        raise StepFailed(str(error)) from error


def _output(pushed: Pushed, link: Any) -> dict[str, Any]:
    values = {"branch": pushed.branch, "commit": pushed.commit, "commitURL": link}
    return {name: value for name, value in values.items() if value != ""}


registration = step_runner(
    kind="git-push",
    config=GitPushConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    outputs={"branch": str, "commit": str, "commitURL": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
