"""git-merge-pr: merges a pull request, at once or as soon as it can be merged."""

from __future__ import annotations

from pydantic import Field

from tranship.authoring import (
    WAIT,
    WRITE,
    Change,
    ChangeKind,
    NonEmpty,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.pull_requests import PullRequestConfig, called, expect_merge, forge_for, interval_of
from tranship.clients.forges import NotReadyError, RefusedError
from tranship.clients.http.retries import may_pass
from tranship.errors import HTTPError
from tranship.exprlang import Unknown
from tranship.models.promotion import PromotionStepStatus
from tranship.refs.git_url import place_of


class GitMergePRConfig(PullRequestConfig):
    """The configuration of a git-merge-pr step."""

    wait: bool = Field(
        default=False, description="Whether to wait until the pull request can be merged, or to fail if it can't be."
    )
    merge_method: NonEmpty = Field(
        default="",
        description="How to merge, in the forge's words: `merge`, `squash`, `rebase` (GitHub); `merge`, `squash` "
        "(GitLab); `merge`, `rebase`, `rebase-merge`, `squash`, `fast-forward-only` (Gitea); `merge_commit`, `squash`, "
        "`fast_forward` and others (Bitbucket Cloud); `no-ff`, `squash`, `rebase-no-ff` and others (Bitbucket Data "
        "Center); `noFastForward`, `squash`, `rebase`, `rebaseMerge` (Azure DevOps). Default: the forge's.",
    )


def run(step: StepRun[GitMergePRConfig]) -> StepResult:
    """Merge a pull request, at once or as soon as it can be merged."""
    config = step.config
    forge = forge_for(step)
    interval = interval_of(config, "10s") if config.wait else None
    try:
        merged = forge.merge(config.pr_number, config.merge_method)
    except NotReadyError as error:
        if interval is None:
            raise StepFailed(f"{error}; with wait: true the step would wait") from error
        step.execution.progress(str(error))
        return StepResult(PromotionStepStatus.RUNNING, str(error), retry_after=interval)
    except RefusedError as error:
        raise StepFailed(f"the pull request {config.pr_number} can't be merged: {error}") from error
    except HTTPError as error:
        if error.status is None and not may_pass(error, "GET"):
            raise StepFailed(f"the pull request {config.pr_number} can't be merged: {error}") from error
        raise
    return StepResult(output={"commit": merged.commit})


def preview(step: StepRun[GitMergePRConfig]) -> Preview:
    """The merge, which is taken to go well unless the pull request is closed."""
    number, found = step.config.pr_number, None
    if not isinstance(number, Unknown):
        found = forge_for(step).get(number)
        if found.merged:
            return Preview({"commit": found.commit}, notes=(f"{called(number)} is merged already",))
        if not found.open:
            raise StepFailed(f"{called(number)} was closed without being merged: {found.url}")
    how = f" by {step.config.merge_method}" if step.config.merge_method else ""
    change = Change(ChangeKind.MERGE, place_of(step.config.repo_url), f"merge {called(step.config.pr_number)}{how}")
    commit, notes = expect_merge(step, found)
    output = {"commit": commit or Unknown(f"known after {step.context.alias}")}
    return Preview(output, (change,), ("assumes that the pull request can be merged", *notes))


registration = step_runner(
    kind="git-merge-pr",
    config=GitMergePRConfig,
    run=run,
    effects=WRITE | WAIT,
    preview=preview,
    may_be_unknown={"prNumber": 1},
    outputs={"commit": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
