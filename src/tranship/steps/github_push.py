"""github-push: brings commits to a branch on GitHub by its API, so that GitHub signs them."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field, model_validator

from tranship.authoring import (
    WRITE,
    KargoModel,
    NonEmpty,
    Preview,
    StepError,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.git import find_work_tree, pushed_change, rehearsing
from tranship.clients.forges.github_push import GitHubPush
from tranship.clients.git import ConflictsError, PushRequest, RebaseUnsafeError, Staging, WorkTree
from tranship.credentials.for_git import git_credentials
from tranship.exprlang import Unknown
from tranship.refs.commit_url import Forge, commit_url

_MOST_COMMITS = 10


class GitHubPushConfig(KargoModel):
    """The configuration of a github-push step."""

    path: NonEmpty = Field(description="A work tree that git-clone made, or a folder in one.")
    target_branch: str = Field(default="", description="The branch on GitHub; by default the one that is checked out.")
    generate_target_branch: bool = Field(
        default=False, description="Whether to push to a branch kargo/promotion/NAME; it is overwritten."
    )
    force: bool = Field(default=False, description="Whether what is on the branch is overwritten.")
    max_attempts: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(
        default=10, description="How often it is tried at most, if others push to the branch at the same time."
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate of the API is accepted. Dangerous."
    )

    @model_validator(mode="after")
    def _one_target(self) -> GitHubPushConfig:
        if self.target_branch and self.generate_target_branch:
            raise ValueError("targetBranch and generateTargetBranch exclude each other; give one of them")
        return self


def run(step: StepRun[GitHubPushConfig]) -> StepResult:
    """Bring commits to a branch on GitHub by its API, so that GitHub signs them."""
    config, context = step.config, step.context
    tree = find_work_tree(step, config.path)
    credentials = git_credentials(step.capabilities.creds_db, context.project, tree.clone.url)
    if not credentials.password:
        raise StepFailed(f"there are no credentials with a token for {tree.clone.url}, which GitHub's API needs")
    force = config.force or config.generate_target_branch
    with step.toolbox.git.staging(tree, step.execution, credentials) as staging:
        target = _target(step, staging)
        ref = f"refs/kargo/staging/{context.promotion}"
        pushing = GitHubPush(
            lambda: step.toolbox.forges.github_commits(
                tree.clone.url,
                credentials.password,
                step.execution,
                skip_tls_verify=config.insecure_skip_tls_verify,
            ),
            staging,
            most=int(os.environ.get("GITHUB_PUSH_MAX_REVISIONS") or _MOST_COMMITS),
            trusting=os.environ.get("GITHUB_PUSH_VERIFY_UNTRUSTED_COMMITS") == "true",
        )
        try:
            pushing.push(target, ref, step.execution, force=force, tries=config.max_attempts)
        except (ConflictsError, RebaseUnsafeError) as error:
            raise StepFailed(str(error)) from error
        commit = staging.take_over(target)
    return StepResult(output=_output(tree, target, commit))


def preview(step: StepRun[GitHubPushConfig]) -> Preview:
    """Push to a scratch repository, and tell what GitHub would get."""
    tree, git = find_work_tree(step, step.config.path), rehearsing(step)
    credentials = git_credentials(step.capabilities.creds_db, step.context.project, tree.clone.url)
    generated = f"kargo/promotion/{step.context.promotion}" if step.config.generate_target_branch else ""
    wanted = PushRequest(
        step.context.alias, generated or step.config.target_branch, force=step.config.force or bool(generated)
    )
    try:
        pushed = git.push(tree, wanted, step.execution, credentials)
    except (ConflictsError, RebaseUnsafeError) as error:
        raise StepFailed(str(error)) from error
    known = Unknown(f"known after {step.context.alias}")
    output = {"branch": pushed.branch, "commit": pushed.commit, "commitURL": known if pushed.commits else ""}
    change = pushed_change(step, git, tree, pushed)
    if change is None:
        return Preview(_output(tree, pushed.branch, pushed.commit), notes=("there is nothing to push",))
    return Preview(output, (change,), ("GitHub makes and signs the commits",) if pushed.commits else ())


def _target(step: StepRun[GitHubPushConfig], staging: Staging) -> str:
    if step.config.generate_target_branch:
        return f"kargo/promotion/{step.context.promotion}"
    target = step.config.target_branch or staging.current_branch()
    if not target:
        raise StepError("no branch is checked out here, so that there is none to push to; set targetBranch")
    return target


def _output(tree: WorkTree, branch: str, commit: str) -> dict[str, str]:
    return {"branch": branch, "commit": commit, "commitURL": commit_url(tree.clone.url, commit, Forge.GITHUB)}


registration = step_runner(
    kind="github-push",
    config=GitHubPushConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    outputs={"branch": str, "commit": str, "commitURL": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
