"""git-open-pr: opens a pull request, or finds the one that is open already."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from tranship.authoring import (
    WRITE,
    Change,
    ChangeKind,
    NonEmpty,
    Preview,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    TerminalError,
    step_runner,
)
from tranship.authoring.git import rehearsing
from tranship.authoring.pull_requests import (
    RepositoryConfig,
    branches_request,
    forge_for,
    known_pull_request,
    newest,
    open_already,
    reference,
)
from tranship.clients.forges import NewPullRequest
from tranship.clients.git import Branches, GitClient
from tranship.exprlang import Unknown
from tranship.models.promotion import PromotionStepStatus
from tranship.refs.git_url import place_of


class GitOpenPRConfig(RepositoryConfig):
    """The configuration of a git-open-pr step."""

    source_branch: NonEmpty = Field(description="The branch to merge, which has been pushed.")
    target_branch: NonEmpty = Field(description="The branch to merge into.")
    create_target_branch: bool = Field(default=False, description="Has no effect any more, as in Kargo.")
    title: NonEmpty = Field(default="", description="The title. Default: the first line of the last commit's message.")
    description: NonEmpty = Field(
        default="",
        description="The description. Default: the last commit's message, without its first line if that is the title.",
    )
    labels: list[NonEmpty] = Field(default_factory=list, description="Labels that the pull request gets.")


def run(step: StepRun[GitOpenPRConfig]) -> StepResult:
    """Open a pull request, or find the one that is open already."""
    if (known := known_pull_request(step)) is not None:
        return StepResult(output=dict(known))
    branches = _branches(step, step.toolbox.git)
    forge, config = forge_for(step), step.config
    opened = forge.open_pull_requests(config.source_branch, config.target_branch)
    if (found := newest(one for one in opened if one.head == branches.source)) is not None:
        return StepResult(output=_output(found.number, found.url))
    _check_target(step, branches)
    if not branches.differ:
        return StepResult(PromotionStepStatus.SKIPPED, "the branches have the same files; there is nothing to merge")
    made = forge.create(_wanted(step, branches))
    return StepResult(output=_output(made.number, made.url))


def preview(step: StepRun[GitOpenPRConfig]) -> Preview:
    """The pull request that would be opened, with its difference; or the one that is open already."""
    branches = _branches(step, rehearsing(step), with_difference=True)
    opened, why_unknown = open_already(step, step.config.source_branch, step.config.target_branch)
    known = Unknown(f"known after {step.context.alias}")
    between = branches_request(step, step.config.source_branch, step.config.target_branch)
    step.toolbox.git.propose(reference(opened.number if opened else known), between)
    if opened is not None:
        return Preview(
            _output(opened.number, opened.url),
            notes=(f"the pull request {opened.number} is open already: {opened.url}",),
        )
    _check_target(step, branches)
    if not branches.differ:
        return Preview(notes=("the branches have the same files; there is nothing to merge",))
    wanted = _wanted(step, branches)
    details = {"title": wanted.title, "description": wanted.description, "labels": list(wanted.labels)}
    target = f"{place_of(step.config.repo_url)} {wanted.source} → {wanted.target}"
    change = Change(ChangeKind.PULL_REQUEST, target, wanted.title, diff=branches.difference, details=details)
    return Preview(_output(known, known), (change,), (why_unknown,))


def _output(number: int | Unknown, url: str | Unknown) -> dict[str, Any]:
    return {"pr": {"id": number, "url": url}}


def _branches(step: StepRun[GitOpenPRConfig], git: GitClient, *, with_difference: bool = False) -> Branches:
    config = step.config
    request = branches_request(step, config.source_branch, config.target_branch, with_difference=with_difference)
    return git.branches(request, step.execution)


def _check_target(step: StepRun[GitOpenPRConfig], branches: Branches) -> None:
    if not branches.target:
        raise StepError(
            f'the repository has no branch "{step.config.target_branch}" to merge into', field=("targetBranch",)
        )


def _wanted(step: StepRun[GitOpenPRConfig], branches: Branches) -> NewPullRequest:
    """The pull request to make.

    :raises TerminalError: its texts would show a secret.
    """
    config, context = step.config, step.context
    first, _, rest = branches.message.partition("\n")
    description = config.description or (branches.message if config.title else rest)
    if context.ui_base_url:
        page = f"{context.ui_base_url}/project/{context.project}/stage/{context.stage}"
        description += f"\n\n[View in Kargo UI]({page})"
    title = config.title or first
    if context.secrets.shows(f"{title}\n{description}"):
        raise TerminalError("the pull request's title or description would show a secret, so it is not opened")
    return NewPullRequest(title, description, config.source_branch, config.target_branch, tuple(config.labels))


registration = step_runner(
    kind="git-open-pr",
    config=GitOpenPRConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    may_be_unknown={"title": str, "description": str},
    outputs={"pr": {"id": int, "url": str}},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
